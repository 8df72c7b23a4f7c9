import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../../../../../tests/support/until.ts';
import { defineJob } from './define.ts';
import { enqueue } from './enqueue.ts';
import { query, withJobs } from './test-support.ts';

const greet = defineJob<{ id: number }>('test.greet', { retryDelay: 1, retryLimit: 3 });
const patient = defineJob<{ id: number }>('test.patient', { retryDelay: 3600, retryLimit: 3 });
const nightly = defineJob('test.nightly');

test.concurrent(
  'the job of a killed process runs again in the next one',
  withJobs(async (ctx, open, connection) => {
    await enqueue(ctx, greet, { id: 5 });
    // What a killed process leaves: a job that is being worked on, without a sign of life since.
    await query(
      connection,
      `update pgboss.job set state = 'active', started_on = now() - interval '1 minute', heartbeat_on = now() - interval '1 minute' where name = 'test.greet'`
    );
    const done: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await until(() => done.length === 1);
    expect(done).toEqual([5]);
  })
);

test.concurrent(
  'a scheduled time that was missed is made up for after the start',
  withJobs(async (_, open, connection) => {
    const unfinished = `select from pgboss.job where name = 'test.nightly' and state <> 'completed'`;
    // Far from now, so that the time itself does not come during the test.
    const cron = `15 ${(new Date().getUTCHours() + 12) % 24} * * *`;
    let runs = 0;
    const first = await open();
    await first.schedule(nightly, cron, async () => {});
    await first.stop();
    await query(
      connection,
      `update pgboss.schedule set created_on = now() - interval '3 days', updated_on = now() - interval '3 days'`
    );
    await query(connection, `update pgboss.version set cron_on = now() - interval '2 days'`);
    const second = await open();
    await second.schedule(nightly, cron, async () => void runs++);
    await until(() => runs > 0);
    await until(async () => (await query(connection, unfinished)).length === 0);
    expect(await query(connection, `select from pgboss.job where name = 'test.nightly'`)).toHaveLength(1);
    expect(runs).toBe(1);
  })
);

test(
  'a stop waits for the running job',
  withJobs(async (ctx, open, connection) => {
    let ended = false;
    let begun = false;
    const jobs = await open();
    await jobs.work(greet, async () => {
      begun = true;
      await pause(500);
      ended = true;
    });
    await enqueue(ctx, greet, { id: 1 });
    await until(() => begun);
    await jobs.stop();
    expect(ended).toBe(true);
    expect(
      await query(connection, `select from pgboss.job where name = 'test.greet' and state <> 'completed'`)
    ).toEqual([]);
  })
);

test(
  'a job that outlasts the stop is told so, and runs again at once in the next process',
  withJobs(async (ctx, open, connection) => {
    let aborted = false;
    let begun = false;
    const first = await open(1);
    await first.work(patient, async (_, __, signal) => {
      begun = true;
      await pause(20_000, undefined, { signal }).catch(() => (aborted = true));
      throw new Error('cut off');
    });
    await enqueue(ctx, patient, { id: 1 });
    await until(() => begun);
    await first.stop();
    expect(aborted).toBe(true);
    // The queue forgets what is past its days, and the next process may look for such before it works.
    const forgotten = `select from pgboss.job where keep_until < now()`;
    expect(await query(connection, forgotten)).toEqual([]);
    const done: number[] = [];
    const second = await open();
    await second.work(patient, async (_, { id }) => void done.push(id));
    // Not after the hour that follows a failure.
    await until(() => done.length === 1);
  })
);

test(
  'work goes on after the database has cut every connection',
  withJobs(async (ctx, open, connection) => {
    const done: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await enqueue(ctx, greet, { id: 1 });
    // Once it is noted: a job of which the note is cut off runs again, as it should.
    const noted = `select from pgboss.job where name = 'test.greet' and state = 'completed'`;
    await until(async () => (await query(connection, noted)).length === 1);
    await query(
      connection,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'cities4children jobs'`
    );
    await enqueue(ctx, greet, { id: 2 });
    await until(() => done.length === 2);
    expect(done).toEqual([1, 2]);
  })
);

test(
  'a second start makes nothing anew',
  withJobs(async (_, open, connection) => {
    const made = () => query(connection, 'select name, created_on, updated_on from pgboss.queue order by name');
    await (await open()).stop();
    const before = await made();
    const jobs = await open();
    await jobs.work(greet, async () => {});
    expect(before.length).toBeGreaterThan(2);
    expect(await made()).toEqual(before);
  })
);
