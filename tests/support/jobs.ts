import { sql } from 'kysely';
import type { Context } from '../../src/lib/server/platform/context.ts';

/** The ids in the jobs of a name that wait, the oldest first. */
export async function waitingJobs(ctx: Context, name: string): Promise<Record<string, number>[]> {
  const { rows } = await sql<{ data: Record<string, number> }>`select data from pgboss.job
    where name = ${name} and state = 'created' order by created_on, (data ->> 'id')::int`.execute(
    ctx.db.withoutPlugins()
  );
  return rows.map(({ data }) => data);
}
