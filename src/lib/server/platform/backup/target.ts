import type pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { jobSchema, listMigrations, listTables, qualified, quoted, type Sequence, type Table } from './catalog.ts';
import { BackupError, formatVersion, product, tableKey, type Manifest } from './format.ts';

/**
 * Refuses a backup that does not fit the database, before anything is changed.
 * @throws BackupError when the backup is of another product or format, the schema differs, or (without `replace`) the
 * database holds rows.
 */
export async function checkTarget(client: pg.ClientBase, manifest: Manifest, replace: boolean): Promise<void> {
  if (manifest.product !== product) throw new BackupError('This file is not a backup of this program.');
  if (manifest.format !== formatVersion) {
    throw new BackupError(
      `This backup has format ${manifest.format}, and this program reads format ${formatVersion}: use a newer release.`
    );
  }
  const { rows: others } = await client.query(
    `select from pg_stat_activity
      where datname = current_database() and application_name = 'cities4children' and pid <> pg_backend_pid() limit 1`
  );
  if (others.length > 0) throw new BackupError('The program is running on this database: stop it before a restore.');
  await makeJobSchema(client, manifest);
  const migrations = await listMigrations(client);
  if (migrations.join() !== manifest.migrations.join()) {
    throw new BackupError(
      `The backup has the schema ${manifest.schemaVersion ?? 'of no migration'}, and the database ${migrations.at(-1) ?? 'that of no migration'}: restore into an empty database with the release that made the backup.`
    );
  }
  const here = new Map((await listTables(client)).map((table) => [tableKey(table), table]));
  for (const table of manifest.tables) {
    const columns = here.get(tableKey(table))?.columns ?? [];
    const missing = columns.length === 0 ? 'it' : table.columns.find((column) => !columns.includes(column));
    if (missing)
      throw new BackupError(`The backup holds the table ${tableKey(table)}, and the database lacks ${missing}.`);
  }
  if (!replace) await checkEmpty(client, [...here.values()]);
}

async function checkEmpty(client: pg.ClientBase, tables: Table[]): Promise<void> {
  for (const table of tables) {
    const { rowCount } = await client.query(`select from ${qualified(table)} limit 1`);
    if (rowCount) {
      throw new BackupError(
        `The database is not empty (${tableKey(table)} has rows): restore into a new DATA_DIR or database, or add --replace to lose what is there.`
      );
    }
  }
}

/** pg-boss makes its tables at its first start, which an empty database has not seen. */
async function makeJobSchema(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  if (!manifest.tables.some((table) => table.schema === jobSchema)) return;
  const { rows } = await client.query<{ here: boolean }>('select to_regnamespace($1) is not null as here', [jobSchema]);
  if (!rows[0]?.here) await client.query(getConstructionPlans(jobSchema));
}

interface ForeignKey {
  schema: string;
  name: string;
  key: string;
  definition: string;
}

/**
 * Takes the foreign keys away, and answers how to bring them back: rows then go in in any order, circles included,
 * on a server where the program is no superuser too; and bringing them back checks every row.
 */
export async function liftForeignKeys(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<ForeignKey>(
    `select n.nspname as schema, c.relname as name, k.conname as key, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.conparentid = 0 and n.nspname in (current_schema(), $1) order by k.oid`,
    [jobSchema]
  );
  for (const row of rows) await client.query(`alter table ${qualified(row)} drop constraint ${quoted(row.key)}`);
  return async () => {
    for (const row of rows) {
      await client.query(`alter table ${qualified(row)} add constraint ${quoted(row.key)} ${row.definition}`);
    }
  };
}

/**
 * Silences the program's own triggers, which must neither refuse nor repeat what already happened; answers how to
 * bring them back as they were.
 */
export async function silenceTriggers(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ schema: string; name: string; trigger: string; enabled: string }>(
    `select n.nspname as schema, c.relname as name, t.tgname as trigger, t.tgenabled as enabled
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D' and n.nspname in (current_schema(), $1)`,
    [jobSchema]
  );
  const how: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica' };
  for (const row of rows) await client.query(`alter table ${qualified(row)} disable trigger ${quoted(row.trigger)}`);
  return async () => {
    // A check that waits for the end would forbid changing the tables.
    await client.query('set constraints all immediate');
    for (const row of rows) {
      await client.query(`alter table ${qualified(row)} ${how[row.enabled]} trigger ${quoted(row.trigger)}`);
    }
  };
}

/** Empties all tables at once, in whatever way they refer to each other. */
export async function emptyTables(client: pg.ClientBase): Promise<void> {
  const tables = await listTables(client);
  if (tables.length > 0) await client.query(`truncate ${tables.map(qualified).join(', ')} cascade`);
}

/** Sequences go on where they were; those that the database no longer has are passed over. */
export async function setSequences(client: pg.ClientBase, sequences: Sequence[]): Promise<void> {
  for (const { last, called, ...sequence } of sequences) {
    await client.query('select setval(s, $2, $3) from to_regclass($1) s where s is not null', [
      qualified(sequence),
      last,
      called
    ]);
  }
}

/** Materialised views hold no data of their own, so a backup leaves them out. */
export async function refreshViews(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select schemaname as schema, matviewname as name from pg_matviews m
       join pg_class c on c.oid = format('%I.%I', schemaname, matviewname)::regclass
      where schemaname = current_schema() order by c.oid`
  );
  for (const row of rows) await client.query(`refresh materialized view ${qualified(row)}`);
}
