import type pg from 'pg';

/** pg-boss keeps its queues in a schema of its own; work that waits there must survive. */
export const jobSchema = 'pgboss';

/**
 * What is not carried over: what the program itself keeps about its schema, which the target has too, and what
 * pg-boss notes about running processes and past minutes.
 */
const leftOut = ['kysely_migration', 'kysely_migration_lock'];
const leftOutJobs = ['version', 'bam', 'warning', 'queue_stats', 'instance'];

export interface Table {
  schema: string;
  name: string;
  /** Without generated columns: the database computes those anew. */
  columns: string[];
  partitioned: boolean;
}

export interface Sequence {
  schema: string;
  name: string;
  /** As text: a bigint. */
  last: string;
  called: boolean;
}

/** `"schema"."name"`, safe to put into a statement. */
export function qualified({ schema, name }: { schema: string; name: string }): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The tables that a backup holds: ordinary and partitioned ones of the program's own schema and of the queue.
 * Partitions are reached through their parent; unlogged tables are caches; tables of extensions belong to those.
 */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as name, c.relkind = 'p' as partitioned,
            array(select a.attname::text from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                   order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in (current_schema(), $1) and c.relkind in ('r', 'p') and c.relpersistence = 'p'
        and not c.relispartition
        and not (n.nspname <> $1 and c.relname = any ($2)) and not (n.nspname = $1 and c.relname = any ($3))
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by 1, 2`,
    [jobSchema, leftOut, leftOutJobs]
  );
  return rows;
}

/** Every sequence with its state, also those of identity columns. */
export async function listSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in (current_schema(), $1) and c.relkind = 'S' order by 1, 2`,
    [jobSchema]
  );
  const sequences: Sequence[] = [];
  for (const row of rows) {
    const state = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${qualified(row)}`
    );
    sequences.push({ ...row, ...(state.rows[0] as { last: string; called: boolean }) });
  }
  return sequences;
}

/** Names of the migrations that the database has, oldest first; none when it was never migrated. */
export async function listMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ here: boolean }>(`select to_regclass('kysely_migration') is not null as here`);
  if (!rows[0]?.here) return [];
  return (await client.query<{ name: string }>('select name from kysely_migration order by name')).rows.map(
    (row) => row.name
  );
}

/** Values leave and enter as the same text, whatever the server's defaults; a long read is no mistake here. */
export async function settleSession(client: pg.ClientBase): Promise<void> {
  await client.query(
    `set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set bytea_output = 'hex';
     set extra_float_digits = 1; set client_encoding = 'UTF8'; set row_security = off;
     set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0`
  );
}
