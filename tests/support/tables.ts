import { sql } from 'kysely';
import type { Database } from '../../src/lib/server/platform/db/db.ts';
import type { Context } from '../../src/lib/server/platform/context.ts';

/** Tables that only ever grow or are worked out anew: what happened, and the public search. */
const aside = /^(journal|merge|import|search_|kysely_|migration|job)/;

/** Everything in the database, table by table, each row as JSON and in order: to be compared before and after. */
export async function wholeDatabase(ctx: Context, leaveOut = aside): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(ctx.db);
  const whole: Record<string, unknown[]> = {};
  for (const { name } of tables.filter((table) => !leaveOut.test(table.name))) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(name)} t order by 1`.execute(ctx.db);
    whole[name] = rows.map(({ row }) => row);
  }
  return whole;
}

/**
 * Every row of every table, as one short text a table; but for when sessions were last seen, what the search makes of
 * the rows, and the tables in `without`.
 */
export async function checksums(db: Database, without: string[] = []): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'
      and not table_name = any(${['session', 'search_doc', ...without]}::text[])`.execute(db);
  const sums = tables.map(async ({ name }) => {
    const { rows } = await sql<{ sum: string }>`
      select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${sql.table(name)} t`.execute(
      db
    );
    return [name, rows[0]!.sum] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}
