import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../../../../../tests/support/until.ts';
import { inTransaction } from '../journal.ts';
import { defineJob, RetryLater } from './define.ts';
import { enqueue, enqueueAll, enqueueNow } from './enqueue.ts';
import { query, withJobs } from './test-support.ts';

const greet = defineJob<{ id: number }>('test.greet', { retryDelay: 1, retryLimit: 3 });
const slow = defineJob<{ id: number }>('test.slow', { retryDelay: 5, retryLimit: 3 });
const single = defineJob<{ id: number }>('test.single', { onlyOne: ({ id }) => String(id), retryDelay: 3600 });
const many = defineJob<{ id: number }>('test.many', { concurrency: 2 });
const nightly = defineJob('test.nightly');
/** Of each job: whether it may begin now, and whether the queue keeps it for days more, where it waits for that long. */
const kept = `select start_after <= now() as due, keep_until > now() + interval '10 days' as kept from pgboss.job`;

test.concurrent(
  'a job that fails is tried again, and the next one is not held up',
  withJobs(async (ctx, open) => {
    const seen: number[] = [];
    const jobs = await open();
    await jobs.work(slow, async (_, { id }) => {
      seen.push(id);
      if (id === 1 && seen.filter((n) => n === 1).length < 2) throw new RetryLater('not yet');
    });
    await enqueueAll(ctx, slow, [{ id: 1 }, { id: 2 }]);
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 1]);
  })
);

test(
  'a job starts when it is committed, not when the queue is looked through next',
  withJobs(async (ctx, open) => {
    const done: number[] = [];
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    // One after the other: by the looks alone, which are a second apart, these would take forty.
    const ids = Array.from({ length: 40 }, (_, n) => n + 1);
    const inTurn = async () => {
      for (const id of ids) {
        await inTransaction(ctx, (tx) => enqueue(tx, greet, { id }));
        await until(() => done.includes(id));
      }
      return 'in time';
    };
    expect(await Promise.race([inTurn(), pause(30_000, 'too late')])).toBe('in time');
    expect(done).toEqual(ids);
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
    expect(await query(connection, `select data from pgboss.job where name = 'test.greet'`)).toEqual([
      { data: { id: 2 } }
    ]);
    const jobs = await open();
    await jobs.work(greet, async (_, { id }) => void done.push(id));
    await until(() => done.length > 0);
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
        Array.from({ length: 200 }, (_, id) => ({ id }))
      )
    ).toBe(200);
    const jobs = await open();
    await jobs.work(many, async () => void done++);
    // With a pause after each, be it of a second or of five, these would take minutes.
    await until(() => done === 200);
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
    const failed = `select from pgboss.job where name = 'test.single' and state = 'retry'`;
    await until(async () => (await query(connection, failed)).length === 1);
    await until(() => seen.length === 2);
    await enqueueNow(ctx, single, { id: seen[0]! });
    await until(() => seen.length === 3);
    expect(seen[2]).toBe(seen[0]);
  })
);

test(
  'a job that was hastened is kept as long as any other, should nobody be there to do it',
  withJobs(async (ctx, _, connection) => {
    await enqueue(ctx, single, { id: 1 });
    await query(connection, `update pgboss.job set start_after = start_after + interval '1 hour'`);
    await enqueueNow(ctx, single, { id: 1 });
    expect(await query(connection, kept)).toEqual([{ due: true, kept: true }]);
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
