import type { Config } from '../config.ts';
import { StartError } from '../errors.ts';
import type { Log } from '../log.ts';
import { startPostgres } from '../postgres/postgres.ts';
import { openPool, type Connection } from './db.ts';

export interface ReachedDatabase {
  connection: Connection;
  /** Whether its disk has room, as far as this machine can know. */
  hasRoom: () => Promise<boolean>;
  /** Stops the database where it is the bundled one. */
  letGo: () => Promise<void>;
}

/**
 * Starts the bundled database, or sees whether the server that the settings name can be used.
 * @throws StartError in one sentence, which never holds a password
 */
export async function reachDatabase(config: Config, log: Log): Promise<ReachedDatabase> {
  if (config.databaseUrl) {
    await tryServer(config.databaseUrl);
    return {
      connection: { connectionString: config.databaseUrl },
      hasRoom: async () => true,
      letGo: async () => {}
    };
  }
  const postgres = await startPostgres({ dataDir: config.dataDir, log });
  return { connection: postgres.poolOptions, hasRoom: postgres.hasRoom, letGo: postgres.stop };
}

async function tryServer(url: string): Promise<void> {
  const pool = openPool({ connectionString: url }, 1, () => {});
  try {
    const { rows } = await pool.query<{ number: string }>("select current_setting('server_version_num') as number");
    if (Number(rows[0]?.number) < 150_000)
      throw new StartError('The database server (DATABASE_URL) is older than PostgreSQL 15.');
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { hostname, pathname } = new URL(url);
    const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new StartError(
      `The database ${pathname.slice(1)} on ${hostname || 'the local socket'} (DATABASE_URL) cannot be reached: ${reason}.`
    );
  } finally {
    await pool.end();
  }
}
