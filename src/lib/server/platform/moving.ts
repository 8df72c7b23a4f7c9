import { sql } from 'kysely';
import type { Context } from './context.ts';

/*
 * Rows that go from one record to another, written down so that exactly they can come back. Names of tables and columns
 * are the program's own; nothing that somebody typed becomes part of a statement.
 */

/** Where rows point to a record: a table, its column, and what else makes a row unique there. */
export interface Holding {
  table: string;
  column: string;
  /** The columns by which a row is known again. */
  keys: string[];
  /** Columns of which the record may have each combination once: a row that would be a second one stays. */
  once?: string[];
  /** Only these rows, in SQL. */
  only?: string;
  /** `once` holds among these rows only, in SQL. */
  onceAmong?: string;
}

/** Rows that went from one record to another. */
export interface Moved {
  table: string;
  column: string;
  rows: Record<string, number>[];
}

/** A row whose columns were changed: what stood in them, and what stands in them now. */
export interface Changed {
  table: string;
  id: number;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Lets the rows of one record point to another. @returns which, none left out */
export async function moveRows(ctx: Context, holding: Holding, from: number, to: number): Promise<Moved> {
  const { table, column, keys } = holding;
  const rows = await sql<{ row: Record<string, number> }>`
    update ${sql.table(table)} as t set ${sql.ref(column)} = ${to}
    where t.${sql.ref(column)} = ${from} and ${free(holding, to)}
    returning jsonb_build_object(${sql.join(keys.flatMap((key) => [sql.lit(key), sql.ref(`t.${key}`)]))}) as row`.execute(
    ctx.db
  );
  return { table, column, rows: rows.rows.map(({ row }) => row) };
}

/** Lets rows that were moved point back, unless they point elsewhere by now. */
export async function moveBack(ctx: Context, moved: Moved, holding: Holding, from: number, to: number): Promise<void> {
  if (moved.rows.length === 0) return;
  const { table, column, keys } = holding;
  const known = sql.join(
    keys.map((key) => sql`t.${sql.ref(key)} = (row ->> ${sql.lit(key)})::int`),
    sql` and `
  );
  await sql`update ${sql.table(table)} as t set ${sql.ref(column)} = ${to}
    from jsonb_array_elements(${JSON.stringify(moved.rows)}::jsonb) as row
    where t.${sql.ref(column)} = ${from} and ${known} and ${free(holding, to)}`.execute(ctx.db);
}

/** That the record to which a row goes has no such row yet. */
function free({ table, column, once, only, onceAmong }: Holding, to: number) {
  const parts = [sql.raw(only ?? 'true')];
  if (once) {
    const same = sql.join(
      once.map((name) => sql`k.${sql.ref(name)} is not distinct from t.${sql.ref(name)}`),
      sql` and `
    );
    const among = (alias: string) => sql.raw(onceAmong ? onceAmong.replaceAll('ROW.', `${alias}.`) : 'true');
    parts.push(
      sql`(not (${among('t')}) or not exists (select from ${sql.table(table)} k
      where k.${sql.ref(column)} = ${to} and ${once.length > 0 ? same : sql`true`} and ${among('k')}))` as never
    );
  }
  return sql.join(parts, sql` and `);
}

/** Changes columns of a row. @returns what they held and hold, or undefined when nothing changed */
export async function changeRow(
  ctx: Context,
  table: string,
  id: number,
  values: Record<string, unknown>
): Promise<Changed | undefined> {
  const names = Object.keys(values);
  if (names.length === 0) return undefined;
  const built = jsonOf(names);
  const before = await sql<{ row: Record<string, unknown> }>`
    select ${built} as row from ${sql.table(table)} as t where t.id = ${id} for update`.execute(ctx.db);
  const after = await sql<{ row: Record<string, unknown> }>`
    update ${sql.table(table)} as t set ${sql.join(names.map((name) => sql`${sql.ref(name)} = ${values[name]}`))}
    where t.id = ${id} returning ${built} as row`.execute(ctx.db);
  const [was, is] = [before.rows[0]!.row, after.rows[0]!.row];
  const changed = names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  if (changed.length === 0) return undefined;
  const only = (row: Record<string, unknown>) => Object.fromEntries(changed.map((name) => [name, row[name]]));
  return { table, id, before: only(was), after: only(is) };
}

/** Puts back what columns held, each unless it holds something else by now. */
export async function changeBack(ctx: Context, { table, id, before, after }: Changed): Promise<void> {
  const sets = Object.keys(before).map(
    (name) => sql`${sql.ref(name)} = case when to_jsonb(t.${sql.ref(name)}) is not distinct from
        nullif(${JSON.stringify(after[name])}::jsonb, 'null') then b.${sql.ref(name)} else t.${sql.ref(name)} end`
  );
  await sql`update ${sql.table(table)} as t set ${sql.join(sets)}
    from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(before)}::jsonb) as b
    where t.id = ${id}`.execute(ctx.db);
}

const jsonOf = (names: string[]) =>
  sql`jsonb_build_object(${sql.join(names.flatMap((name) => [sql.lit(name), sql`to_jsonb(t.${sql.ref(name)})`]))})`;
