import fc from 'fast-check';

/** The same cases in every run, so that a failure is of the change at hand; `TEST_SEED=2` and so on tries others. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.TEST_SEED ?? 1) });

export default fc;
