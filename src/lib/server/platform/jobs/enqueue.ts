import { fromKysely, PgBoss, type JobInsert } from 'pg-boss';
import type { Context } from '../context.ts';
import type { Ids, Job } from './define.ts';

export interface EnqueueOptions {
  /** Not before this moment. */
  startAfter?: Date;
  /** Jobs with a higher number go first; 0 when not given. */
  priority?: number;
}

/*
 * A queue object of its own for each call, never started: it only writes, through the caller's connection. That
 * costs 0.1 ms and lets a test, a script or a seed enqueue without a running worker.
 */
function writer(ctx: Pick<Context, 'db'>): PgBoss {
  const db = fromKysely(ctx.db.withoutPlugins());
  return new PgBoss({ db, registerInstance: false, openTelemetry: { enabled: false } });
}

function toInsert<I extends Ids>(job: Job<I>, ids: I, options: EnqueueOptions): JobInsert<I> {
  return { data: ids, ...options, ...(job.settings.onlyOne ? { singletonKey: job.settings.onlyOne(ids) } : {}) };
}

/**
 * Adds a job in the caller's transaction: a rollback takes it back, a commit wakes a worker at once.
 * @returns false when the job's `onlyOne` rule found the same job waiting or running
 */
export async function enqueue<I extends Ids>(
  ctx: Pick<Context, 'db'>,
  job: Job<I>,
  ids: I,
  options: EnqueueOptions = {}
): Promise<boolean> {
  return (await enqueueAll(ctx, job, [ids], options)) === 1;
}

/**
 * Adds a job for each of the rows, a thousand a statement.
 * @returns how many were added; the others were there already
 */
export async function enqueueAll<I extends Ids>(
  ctx: Pick<Context, 'db'>,
  job: Job<I>,
  list: I[],
  options: EnqueueOptions = {}
): Promise<number> {
  const boss = writer(ctx);
  let added = 0;
  for (let from = 0; from < list.length; from += 1000) {
    const part = list.slice(from, from + 1000).map((ids) => toInsert(job, ids, options));
    const made = await boss.insert(job.name, part, { returnId: true });
    added += made?.length ?? 0;
  }
  return added;
}

/**
 * Makes a waiting job start now, whatever pause it is in; adds it when there is none. Only for jobs with an
 * `onlyOne` rule, which is how the waiting one is found. One that is running is left alone.
 */
export async function enqueueNow<I extends Ids>(ctx: Pick<Context, 'db'>, job: Job<I>, ids: I): Promise<void> {
  const singletonKey = job.settings.onlyOne?.(ids);
  if (singletonKey === undefined) throw new TypeError(`${job.name} has no onlyOne rule`);
  // From now on, not from a moment long past: the days for which the queue keeps a waiting job count from there.
  const { updated } = await writer(ctx).update(job.name, ids, { singletonKey, startAfter: 0 });
  if (updated === 0) await enqueue(ctx, job, ids);
}
