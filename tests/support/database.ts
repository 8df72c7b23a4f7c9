import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDatabase, openPool, type Connection, type Database } from '../../src/lib/server/platform/db/db.ts';
import { migrate } from '../../src/lib/server/platform/db/migrate.ts';

export const migrations = new URL('../../src/lib/server/platform/db/migrations/', import.meta.url);

/** The server on which the tests make their databases: the one named, or the bundled one that the run started. */
export function testServer(): string {
  const url = process.env.TEST_DATABASE_URL ?? process.env.TEST_BUNDLED_URL;
  if (!url) throw new Error('No test server: vitest starts one in tests/support/global-setup.ts.');
  return url;
}

async function admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: testServer() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const databaseUrl = (name: string) => {
  const url = new URL(testServer());
  url.pathname = `/${name}`;
  return url.href;
};

/** Makes a database, from the migrated template when asked, and gives its address. */
export async function createDatabase(
  template?: string
): Promise<{ url: string; name: string; drop: () => Promise<void> }> {
  const name = `c4c_test_${randomBytes(6).toString('hex')}`;
  await admin((client) => client.query(`create database ${name} ${template ? `template ${template}` : ''}`));
  const drop = () =>
    admin((client) => client.query(`drop database if exists ${name} with (force)`)).then(() => undefined);
  return { url: databaseUrl(name), name, drop };
}

/** Runs `work` on a migrated, empty database that is dropped afterwards. */
export async function withEmptyDatabase<T>(work: (connection: Connection, db: Database) => Promise<T>): Promise<T> {
  const template = process.env.TEST_TEMPLATE;
  const { url, drop } = await createDatabase(template);
  const pool = openPool({ connectionString: url }, 4, () => {});
  try {
    const db = openDatabase(pool);
    if (!template) await migrate(db, migrations);
    return await work({ connectionString: url }, db);
  } finally {
    await pool.end();
    await drop();
  }
}
