import { expect, test } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { definedJobs } from './platform/jobs/define.ts';
import { enqueue } from './platform/jobs/enqueue.ts';
import { query, withJobs } from './platform/jobs/test-support.ts';
import { createLog } from './platform/log.ts';
import { registerSchedule } from './schedule.ts';

const log = createLog('silent');

test(
  'every scheduled job has a time of its own, at night where it is once a day, and any number of starts gives the same list',
  withJobs(async (_, open, connection) => {
    const schedules = () =>
      query<{ name: string; cron: string; timezone: string }>(
        connection,
        'select name, cron, timezone from pgboss.schedule order by name'
      );
    for (const jobs of [await open(), await open()]) await registerSchedule(jobs, log);
    const list = await schedules();
    expect(list.map(({ name }) => name)).toEqual([
      'schedule.cite-rest',
      'schedule.digests',
      'schedule.forget',
      'schedule.membership-year',
      'schedule.settle-decisions',
      'schedule.tidy-applications',
      'schedule.tidy-files'
    ]);
    expect(new Set(list.map(({ cron }) => cron)).size).toBe(list.length);
    for (const { cron, timezone } of list)
      expect([cron, timezone]).toEqual([expect.stringMatching(/^(\d+ [3-6]|\d+ \*|\*\/10 \*) \* \* \*$/), 'UTC']);
  })
);

test(
  'every scheduled job runs through, on an empty database too',
  withJobs(async (ctx, open, connection) => {
    await registerSchedule(await open(), log);
    const scheduled = definedJobs().filter(({ name }) => name.startsWith('schedule.'));
    for (const job of scheduled) await enqueue(ctx, job, {} as never);
    const states = () =>
      query<{ state: string }>(connection, "select state from pgboss.job where name like 'schedule.%'");
    await until(async () => (await states()).every(({ state }) => state === 'completed'));
    expect(await states()).toHaveLength(scheduled.length);
  })
);
