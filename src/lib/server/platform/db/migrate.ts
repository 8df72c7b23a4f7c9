import { readFile, readdir } from 'node:fs/promises';
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { StartError } from '../errors.ts';
import type { Database } from './db.ts';

const numberedSql = /^\d{3}_[a-z-]+\.sql$/;

/** Names of the migrations in a folder, in the order of their numbers. */
export async function listMigrations(folder: URL): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => numberedSql.test(name));
  return files.map((name) => name.replace('.sql', '')).sort();
}

/** The migrations are plain SQL files, run in the order of their numbers. */
async function readMigrations(folder: URL): Promise<Record<string, Migration>> {
  const entries = (await listMigrations(folder)).map(async (name): Promise<[string, Migration]> => {
    const file = `${name}.sql`;
    const text = await readFile(new URL(file, folder), 'utf8');
    return [name, { up: (db) => runFile(db, file, text) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @throws StartError with the file, the line and PostgreSQL's reason */
async function runFile(db: Kysely<unknown>, name: string, text: string): Promise<void> {
  try {
    await sql.raw(text).execute(db);
  } catch (error) {
    const { message, position } = error as Error & { position?: string };
    const line = position ? `, line ${text.slice(0, Number(position)).split('\n').length}` : '';
    throw new StartError(`The migration ${name}${line} failed, and the database is as it was: ${message}.`, {
      cause: error
    });
  }
}

/**
 * Brings the database to this program's schema. All pending migrations run in one transaction under a lock, so
 * two starters at once are fine and a failing run leaves nothing behind.
 * @returns the names of the migrations that ran
 * @throws StartError when the database was migrated by a newer version of the program, or a migration fails
 */
export async function migrate(db: Database, folder: URL): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const known = await appliedMigrations(db);
  const unknown = known.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new StartError(
      `The database belongs to a newer version of the program (it has ${unknown.join(', ')}): start that version, or restore a backup.`
    );
  }
  if (known.length === Object.keys(migrations).length) return [];
  return db.connection().execute(async (db) => {
    // A large table may take its time, and so may the other starter whom this one waits for.
    await sql`set statement_timeout = 0`.execute(db);
    try {
      const { error, results } = await new Migrator({
        db,
        provider: { getMigrations: async () => migrations }
      }).migrateToLatest();
      if (error) throw error;
      return (results ?? []).map((result) => result.migrationName);
    } finally {
      await sql`reset statement_timeout`.execute(db);
    }
  });
}

/** Names of the migrations that the database has, oldest first; none when it is empty. */
export async function appliedMigrations(db: Database): Promise<string[]> {
  const found = await sql<{ present: boolean }>`select to_regclass('kysely_migration') is not null as present`.execute(
    db
  );
  if (!found.rows[0]?.present) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
