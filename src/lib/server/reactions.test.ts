import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { makeWorld, newResource } from '../../../tests/support/world.ts';
import { citeResources } from './library/citing.ts';
import { addResource } from './library/resources.ts';
import { readConfig } from './platform/config.ts';
import { definedJobs } from './platform/jobs/define.ts';
import { enqueue } from './platform/jobs/enqueue.ts';
import { query, withJobs } from './platform/jobs/test-support.ts';
import { createLog } from './platform/log.ts';
import { needsReindex } from './platform/search/put.ts';
import { reindexLater } from './platform/search/reindex.ts';
import { registerReactions } from './reactions.ts';

const log = createLog('silent');

test(
  'a published resource gets its reference written, by whatever process works',
  withJobs(async (ctx, open) => {
    const jobs = await open();
    await registerReactions(jobs, readConfig({}), ctx, log);
    await addResource(ctx, newResource(await makeWorld(ctx), 'streets'));
    const cited = () => ctx.db.selectFrom('resource').select('slug').where('citations', 'is not', null).execute();
    await until(async () => (await cited()).length === 1);
  })
);

test(
  'a search that an earlier program built is built again, and one of this program is left alone',
  withJobs(async (ctx, open, connection) => {
    const jobs = await open();
    await registerReactions(jobs, readConfig({}), ctx, log);
    await makeWorld(ctx);
    const queued = () => query(connection, "select id from pgboss.job where name = 'search.reindex'");
    await reindexLater(ctx.db);
    expect(await queued()).toEqual([]);
    await sql`update search_state set analyzer = 0`.execute(ctx.db);
    await reindexLater(ctx.db);
    await until(async () => !(await needsReindex(ctx.db)));
    expect(await queued()).toHaveLength(1);
  })
);

test(
  'mail is sent only where there is a mail server; elsewhere it waits',
  withJobs(async (ctx, open, connection) => {
    const jobs = await open();
    await registerReactions(jobs, readConfig({}), ctx, log);
    const [mail] = definedJobs().filter(({ name }) => name === 'mail.send');
    expect(mail).toBeDefined();
    await enqueue(ctx, mail!, { id: 1 } as never);
    await enqueue(ctx, citeResources, {});
    const states = () =>
      query<{ name: string; state: string }>(
        connection,
        "select name, state from pgboss.job where name in ('mail.send', 'library.cite')"
      );
    await until(async () =>
      (await states()).some(({ name, state }) => name === 'library.cite' && state === 'completed')
    );
    expect((await states()).find(({ name }) => name === 'mail.send')?.state).toBe('created');
  })
);
