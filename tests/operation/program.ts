/*
 * A program as small as one can be that owns a bundled database, for tests that kill it.
 * Usage: program.ts <data folder>. Prints `ready <json>` or `refused <sentence>`.
 */
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';

try {
  const postgres = await startPostgres({ dataDir: process.argv[2] as string, log: createLog('silent') });
  process.on('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
  console.log(`ready ${JSON.stringify(postgres.poolOptions)}`);
} catch (error) {
  console.log(`refused ${(error as Error).message}`);
  process.exit(1);
}
