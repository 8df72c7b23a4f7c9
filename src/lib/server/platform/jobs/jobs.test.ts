import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTransaction } from '../journal.ts';
import { defineJob, RetryLater } from './define.ts';
import { enqueue, enqueueAll, enqueueNow } from './enqueue.ts';
import { query, until, withJobs } from './test-support.ts';

const greet = defineJob<{ id: number }>('test.greet', { retryDelay: 1, retryLimit: 3 });
const single = defineJob<{ id: number }>('test.single', { onlyOne: ({ id }) => String(id), retryDelay: 3600 });
const many = defineJob<{ id: number }>('test.many', { concurrency: 2 });
const nightly = defineJob('test.nightly');

test.concurrent(
  'a job that fails is tried again, and the next one is not held up',
  withJobs(async (ctx, open) => {
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
  'a job starts within a second of its commit',
  withJobs(async (ctx, open) => {
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
  withJobs(async (ctx, open) => {
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
  withJobs(async (ctx, open) => {
    let done = 0;
    expect(
      await enqueueAll(
        ctx,
        many,
        Array.from({ length: 500 }, (_, id) => ({ id }))
      )
    ).toBe(500);
    const jobs = await open();
    const begun = Date.now();
    await jobs.work(many, async () => void done++);
    await until(() => done === 500, 25);
    expect(Date.now() - begun).toBeLessThan(20_000);
  })
);

test(
  'of a job that may exist once, a second is not added, and a waiting one can be hastened',
  withJobs(async (ctx, open) => {
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
