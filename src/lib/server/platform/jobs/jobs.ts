import { PgBoss, type ConstructorOptions, type Job as FetchedJob } from 'pg-boss';
import type { Context } from '../context.ts';
import type { Connection } from '../db/db.ts';
import type { Log } from '../log.ts';
import { definedJobs, RetryLater, type Ids, type Job } from './define.ts';
import { makeQueues } from './queues.ts';

/**
 * Does one job. It may be run twice, even after it succeeded (a process can die between the work and its
 * acknowledgement), so it begins by looking whether there is still something to do. `signal` is aborted when the
 * program stops and no longer waits, or the time that the job may take is over.
 */
export type Handler<I extends Ids> = (ctx: Context, ids: I, signal: AbortSignal) => Promise<void>;

/** Does what a time calls for; the same rules as for `Handler`. */
export type ScheduledHandler = (ctx: Context, signal: AbortSignal) => Promise<void>;

export interface JobsOptions {
  connection: Connection;
  /** Makes what a handler works with, anew for each run, so that its clock is right. */
  newContext: () => Context;
  log: Log;
  /** Seconds that stopping waits for running jobs. */
  grace?: number;
}

/** Seconds without a sign of life after which a job of a killed process is given to another one. */
const heartbeat = 20;

const settings = (connection: Connection): ConstructorOptions => ({
  ...connection,
  application_name: 'cities4children jobs',
  max: 3,
  connectionTimeoutMillis: 5_000,
  // What the program has to say goes to its own log and metrics.
  registerInstance: false,
  openTelemetry: { enabled: false }
});

/**
 * Makes the tables of the jobs, and a queue for each defined kind, without working on any: for the database that
 * tests start from, and for commands that enqueue into a database that the program has not been started on.
 */
export async function installJobs(connection: Connection): Promise<void> {
  const boss = new PgBoss({ ...settings(connection), supervise: false, schedule: false });
  boss.on('error', () => {});
  try {
    await boss.start();
    await makeQueues(boss, definedJobs(), heartbeat);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/**
 * Connects, brings the jobs' own tables up to date when needed, makes the queues of all defined jobs, and forgets
 * schedules of jobs that no longer exist. Any number of processes may do so at once.
 *
 * A job starts as soon as its transaction is committed (the database notifies), or within a second where
 * notifications do not pass. A database that goes away and comes back is found again by itself. Jobs of a process
 * that was killed run again elsewhere, or at the next start, within a minute.
 */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    ...settings(options.connection),
    useListenNotify: true,
    superviseIntervalSeconds: heartbeat,
    monitorIntervalSeconds: heartbeat
  });
  boss.on('error', onceAMinute(options.log));
  boss.on('warning', ({ message }) => options.log.warn({ reason: message }, 'jobs'));
  try {
    await boss.start();
    const jobs = definedJobs();
    await makeQueues(boss, jobs, heartbeat);
    for (const { name, key } of await boss.getSchedules()) {
      if (!jobs.some((job) => job.name === name)) await boss.unschedule(name, key);
    }
    // Looks for jobs of killed processes now, not only after the first interval.
    boss.supervise().catch(() => undefined);
    return new Jobs(boss, options, new Set(jobs.map((job) => job.name)));
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}

/** The running workers of this process. */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #options: JobsOptions;
  readonly #queues: Set<string>;
  readonly #running = new Map<string, string>();
  readonly #afterwards: (() => void)[] = [];
  #stopped: Promise<void> | undefined;

  constructor(boss: PgBoss, options: JobsOptions, queues: Set<string>) {
    this.#boss = boss;
    this.#options = options;
    this.#queues = queues;
  }

  /** Hands the jobs of one kind to `handler`; what it throws is logged and the job is tried again later. */
  async work<I extends Ids>(job: Job<I>, handler: Handler<I>): Promise<void> {
    if (!this.#queues.has(job.name)) await makeQueues(this.#boss, [job], heartbeat);
    this.#queues.add(job.name);
    const pace = { batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
    for (let worker = 0; worker < (job.settings.concurrency ?? 1); worker++) {
      let id: string | undefined;
      id = await this.#boss.work<I>(job.name, pace, async (jobs: FetchedJob<I>[]) => {
        // There may be more: without this the worker would pause after each job.
        if (id) this.#boss.notifyWorker(id);
        for (const fetched of jobs) await this.#run(job, fetched, handler);
      });
    }
  }

  /**
   * Runs `handler` at the times of `cron` (five fields, in UTC), once for all processes. When the program was off
   * at the time, it runs once after the next start.
   */
  async schedule(job: Job<Record<string, never>>, cron: string, handler: ScheduledHandler): Promise<void> {
    await this.work(job, (ctx, _, signal) => handler(ctx, signal));
    await this.#boss.schedule(job.name, cron, {}, { tz: 'UTC', missed: 'once' });
  }

  /** Closes what handlers used, once none is running any more. */
  onStop(close: () => void): void {
    this.#afterwards.push(close);
  }

  /**
   * Takes no more jobs, waits for the running ones, and gives those that do not end in time back to the queue, to
   * be run again at once by the next process.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const timeout = (this.#options.grace ?? 10) * 1000;
    try {
      await this.#boss.stop({ graceful: true, timeout, close: false });
      for (const [id, name] of this.#running) {
        this.#options.log.warn({ job: name }, 'job given back to the queue');
        // It counts as failed by now, and would wait out the pause after a failure.
        await this.#boss.update(name, undefined, { id, startAfter: 0 });
      }
    } finally {
      for (const close of this.#afterwards) close();
      await this.#boss.stop({ close: true });
    }
  }

  async #run<I extends Ids>(job: Job<I>, fetched: FetchedJob<I>, handler: Handler<I>): Promise<void> {
    const { newContext, log } = this.#options;
    this.#running.set(fetched.id, job.name);
    try {
      await handler(newContext(), fetched.data ?? ({} as I), fetched.signal);
    } catch (error) {
      const expected = error instanceof RetryLater || this.#cutOff(fetched);
      if (!expected) log.error({ err: error, job: job.name, ids: fetched.data }, 'job failed');
      // Kept with the job: the message only, since a database error's details quote the row.
      throw new Error(error instanceof Error ? error.message : String(error));
    } finally {
      if (!this.#cutOff(fetched)) this.#running.delete(fetched.id);
    }
  }

  /** Whether the wait of `stop` was over before the job was. */
  #cutOff(fetched: FetchedJob<Ids>): boolean {
    return this.#stopped !== undefined && fetched.signal.aborted;
  }
}

/** A database that is away fails every look into every queue: one line a minute and reason is enough. */
function onceAMinute(log: Log): (error: Error) => void {
  const said = new Map<string, number>();
  return (error) => {
    const reason = error.message.replace(/ \(Queue: .*\)$/, '');
    if (Date.now() - (said.get(reason) ?? 0) < 60_000) return;
    if (said.size > 100) said.clear();
    said.set(reason, Date.now());
    log.error({ reason }, 'jobs');
  };
}
