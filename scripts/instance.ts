import { join } from 'node:path';
import type pg from 'pg';
import { readConfig } from '../src/lib/server/platform/config.ts';
import { createLog } from '../src/lib/server/platform/log.ts';
import { startPostgres } from '../src/lib/server/platform/postgres/postgres.ts';

export interface Reached {
  connection: pg.ClientConfig;
  filesDir: string;
  /** Stops the database when it was started for this command only. */
  letGo: () => Promise<void>;
}

/**
 * Reaches the instance of this environment for a command beside the program.
 * @param share use the database of a running program; without it, a running program is a refusal.
 * @throws StartError in one sentence.
 */
export async function reachInstance(share: boolean): Promise<Reached> {
  const config = readConfig(process.env);
  const filesDir = join(config.dataDir, 'files');
  if (config.databaseUrl)
    return { connection: { connectionString: config.databaseUrl }, filesDir, letGo: async () => {} };
  const postgres = await startPostgres({ dataDir: config.dataDir, log: createLog('warn'), share });
  return { connection: postgres.poolOptions, filesDir, letGo: () => postgres.stop() };
}
