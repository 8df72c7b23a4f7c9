import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import type { Context } from '../context.ts';
import type { Connection, Database } from '../db/db.ts';
import { inTransaction } from '../journal.ts';
import { createLog } from '../log.ts';
import { defineJob, RetryLater } from './define.ts';
import { enqueue, enqueueAll, enqueueNow } from './enqueue.ts';
import { installJobs, openJobs, type Jobs } from './jobs.ts';

const greet = defineJob<{ id: number }>('test.greet', { retryDelay: 1, retryLimit: 3 });
const single = defineJob<{ id: number }>('test.single', { onlyOne: ({ id }) => String(id), retryDelay: 3600 });
const many = defineJob<{ id: number }>('test.many', { concurrency: 2 });
const nightly = defineJob('test.nightly');

const contextOver = (db: Database): Context => ({
  db,
  actor: { kind: 'system' },
  locale: 'en',
  now: new Date(),
  instance: {
    origin: 'http://localhost',
    secret: Buffer.alloc(32),
    secretariatEmail: undefined,
    safeguardingEmail: undefined,
    forget: () => {}
  }
});

type Open = (grace?: number) => Promise<Jobs>;

/** Each test has its database; workers are stopped before it is dropped. */
const withJobs = (work: (ctx: Context, open: Open, connection: Connection) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    await installJobs(connection);
    const opened: Jobs[] = [];
    const open: Open = async (grace = 5) => {
      const jobs = await openJobs({ connection, newContext: () => contextOver(db), log: createLog('silent'), grace });
      opened.push(jobs);
      return jobs;
    };
    try {
      await work(contextOver(db), open, connection);
    } finally {
      await Promise.all(opened.map((jobs) => jobs.stop()));
    }
  });

async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(10)) if (await condition()) return;
  throw new Error('It did not happen in time.');
}

async function query<T>(connection: Connection, text: string): Promise<T[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

test(
  'a job starts within a second of its commit',
  withJobs(async (ctx, open, connection) => {
    const done: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await pause(300);
    const begun = Date.now();
    await inTransaction(ctx, (tx) => enqueue(tx, greet, { id: 7 }));
    await until(() => done.length > 0);
    expect(done).toEqual([7]);
    expect(Date.now() - begun).toBeLessThan(1000);
  })
);

test(
  'a rollback takes the job with it',
  withJobs(async (ctx, open, connection) => {
    const done: number[] = [];
    const failing = inTransaction(ctx, async (tx) => {
      await enqueue(tx, greet, { id: 1 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await inTransaction(ctx, (tx) => enqueue(tx, greet, { id: 2 }));
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await until(() => done.length > 0);
    await pause(200);
    expect(done).toEqual([2]);
  })
);

test.concurrent(
  'a job that fails is tried again, and the next one is not held up',
  withJobs(async (ctx, open, connection) => {
    const seen: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => {
      seen.push(id);
      if (id === 1 && seen.filter((n) => n === 1).length < 2) throw new RetryLater('not yet');
    });
    await enqueueAll(ctx, greet, [{ id: 1 }, { id: 2 }]);
    await until(() => seen.length === 3, 15);
    expect(seen).toEqual([1, 2, 1]);
  })
);

test(
  'what is kept of a failure quotes no row',
  withJobs(async (ctx, open, connection) => {
    const jobs = await open();
    await jobs.work(greet, async () => {
      throw Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(ada@example.org) already exists.' });
    });
    await enqueue(ctx, greet, { id: 1 });
    const failed = `select output::text from pgboss.job where name = 'test.greet' and output is not null`;
    await until(async () => (await query(connection, failed)).length === 1);
    const [row] = await query<{ output: string }>(connection, failed);
    expect(row!.output).toContain('duplicate key');
    expect(row!.output).not.toContain('ada@');
  })
);

test(
  'a backlog is worked off without pauses',
  withJobs(async (ctx, open, connection) => {
    let done = 0;
    expect(
      await enqueueAll(
        ctx,
        many,
        Array.from({ length: 1500 }, (_, id) => ({ id }))
      )
    ).toBe(1500);
    const jobs = await open();
    const begun = Date.now();
    await jobs.work(many, async () => void done++);
    await until(() => done === 1500, 20);
    expect(Date.now() - begun).toBeLessThan(15_000);
  })
);

test(
  'of a job that may exist once, a second is not added, and a waiting one can be hastened',
  withJobs(async (ctx, open, connection) => {
    expect(await enqueue(ctx, single, { id: 1 })).toBe(true);
    expect(await enqueue(ctx, single, { id: 1 })).toBe(false);
    expect(await enqueueAll(ctx, single, [{ id: 1 }, { id: 2 }])).toBe(1);
    const seen: number[] = [];
    const jobs = await open();
    await jobs.work(single, async (_, { id }) => {
      seen.push(id);
      if (seen.length === 1) throw new RetryLater('in an hour');
    });
    await until(() => seen.length === 2);
    await pause(300);
    await enqueueNow(ctx, single, { id: seen[0]! });
    await until(() => seen.length === 3);
    expect(seen[2]).toBe(seen[0]);
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
    await first.work(greet, async (_, __, signal) => {
      begun = true;
      await pause(20_000, undefined, { signal }).catch(() => (aborted = true));
      throw new Error('cut off');
    });
    await enqueue(ctx, greet, { id: 1 });
    await until(() => begun);
    await first.stop();
    expect(aborted).toBe(true);
    const done: number[] = [];
    const second = await open();
    const restarted = Date.now();
    await second.work(greet, async (_, { id }) => void done.push(id));
    await until(() => done.length === 1);
    expect(Date.now() - restarted).toBeLessThan(1000);
  })
);

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
    await until(() => done.length === 1, 12);
    expect(done).toEqual([5]);
  })
);

test(
  'work goes on after the database has cut every connection',
  withJobs(async (ctx, open, connection) => {
    const done: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await enqueue(ctx, greet, { id: 1 });
    await until(() => done.length === 1);
    await query(
      connection,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'cities4children jobs'`
    );
    await pause(100);
    await enqueue(ctx, greet, { id: 2 });
    await until(() => done.length === 2, 15);
    expect(done).toEqual([1, 2]);
  })
);

test(
  'a schedule is kept once, and forgotten with its job',
  withJobs(async (_, open, connection) => {
    const jobs = await open();
    await jobs.schedule(nightly, '15 3 * * *', async () => {});
    await jobs.schedule(nightly, '20 3 * * *', async () => {});
    await query(connection, `select pgboss.create_queue('test.gone', '{"policy": "standard"}')`);
    await query(connection, `insert into pgboss.schedule (name, cron) values ('test.gone', '0 0 * * *')`);
    await jobs.stop();
    await open();
    expect(await query(connection, 'select name, cron from pgboss.schedule')).toEqual([
      { name: 'test.nightly', cron: '20 3 * * *' }
    ]);
  })
);

test.concurrent(
  'a scheduled time that was missed is made up for after the start',
  withJobs(async (_, open, connection) => {
    let runs = 0;
    const first = await open();
    await first.schedule(nightly, '15 3 * * *', async () => {});
    await first.stop();
    await query(
      connection,
      `update pgboss.schedule set created_on = now() - interval '3 days', updated_on = now() - interval '3 days'`
    );
    await query(connection, `update pgboss.version set cron_on = now() - interval '2 days'`);
    const second = await open();
    await second.schedule(nightly, '15 3 * * *', async () => void runs++);
    await until(() => runs > 0, 20);
    await pause(500);
    expect(runs).toBe(1);
  })
);

test(
  'a second start takes less than 300 milliseconds',
  withJobs(async (_, open, connection) => {
    await (await open()).stop();
    const begun = performance.now();
    const jobs = await open();
    await jobs.work(greet, async () => {});
    expect(performance.now() - begun).toBeLessThan(300);
  })
);
