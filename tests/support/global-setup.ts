import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, openPool } from '../../src/lib/server/platform/db/db.ts';
import { migrate } from '../../src/lib/server/platform/db/migrate.ts';
import { installJobs } from '../../src/lib/server/platform/jobs/jobs.ts';
// Every kind of job is defined once these are loaded.
import '../../src/lib/server/reactions.ts';
import '../../src/lib/server/schedule.ts';
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';
import { createDatabase, migrations } from './database.ts';

/**
 * Once a run: a server (the one that TEST_DATABASE_URL names, or the bundled one in a folder that goes with the
 * run), and on it one migrated database that every test's own is copied from.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const undo: (() => Promise<unknown>)[] = [];
  if (!process.env.TEST_DATABASE_URL) {
    const folder = await mkdtemp(join(tmpdir(), 'cities-test-'));
    // As root the database runs as another user, who must be able to come this far.
    await chmod(folder, 0o755);
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const postgres = await startPostgres({
      dataDir: join(folder, 'data'),
      home: join(folder, 'home'),
      log: createLog('silent')
    });
    undo.push(() => postgres.stop());
    process.env.TEST_BUNDLED_URL = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(postgres.poolOptions.host)}`;
  }
  const template = await createDatabase();
  undo.push(template.drop);
  const pool = openPool({ connectionString: template.url }, 2, () => {});
  await migrate(openDatabase(pool), migrations);
  await pool.end();
  await installJobs({ connectionString: template.url });
  process.env.TEST_TEMPLATE = template.name;
  return async () => {
    for (const step of undo.reverse()) await step();
  };
}
