/* `npm run restore -- FILE [--replace]`: brings a backup into an empty instance; the program must not be running. */
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type pg from 'pg';
import { readManifest, restore } from '../src/lib/server/platform/backup/restore.ts';
import { appliedMigrations, migrate } from '../src/lib/server/platform/db/migrate.ts';
import { openDatabase, openPool } from '../src/lib/server/platform/db/db.ts';
import { reachInstance } from './instance.ts';
import { fail, seconds } from './steps.ts';

const [file, ...options] = process.argv
  .slice(2)
  .sort((a, b) => Number(a.startsWith('--')) - Number(b.startsWith('--')));
if (!file || file.startsWith('--') || options.some((option) => option !== '--replace')) {
  fail('Name the file: npm run restore -- backup.tar.gz [--replace]');
}
const path = resolve(file);
const started = performance.now();

try {
  const manifest = await readManifest(path);
  const { connection, filesDir, letGo } = await reachInstance(false);
  try {
    const untouched = await migrateLike(connection, manifest.migrations);
    const replace = untouched || options.includes('--replace');
    const { tables, rows, files } = await restore({ connection, filesDir, file: path, replace, now: new Date() });
    console.log(
      `${rows} rows of ${tables} tables and ${files} files of ${manifest.createdAt}, in ${seconds(started)}.`
    );
  } finally {
    await letGo();
  }
} catch (error) {
  fail(error);
}

/**
 * Gives an empty database the schema that the backup was made with; the program brings it up to date at its next
 * start, so that a backup of an older release can be restored. Answers whether the database is untouched: each change
 * records a fact, so without one there is nothing but what the migrations put there, which the backup has too.
 */
async function migrateLike(connection: pg.ClientConfig, migrations: string[]): Promise<boolean> {
  const pool = openPool(connection, 2, () => {});
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  try {
    const db = openDatabase(pool);
    if ((await appliedMigrations(db)).length > 0) return await hasNoFacts(pool);
    const all = fileURLToPath(new URL('../src/lib/server/platform/db/migrations/', import.meta.url));
    for (const name of await readdir(all)) {
      if (migrations.includes(name.replace('.sql', ''))) await copyFile(join(all, name), join(folder, name));
    }
    await migrate(db, pathToFileURL(`${folder}/`));
    return await hasNoFacts(pool);
  } finally {
    await pool.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function hasNoFacts(pool: pg.Pool): Promise<boolean> {
  return (await pool.query('select from journal limit 1')).rowCount === 0;
}
