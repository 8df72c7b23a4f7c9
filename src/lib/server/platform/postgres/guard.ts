import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Engine } from './engine.ts';
import { codeOf, DiskFull } from './failures.ts';
import type { Location } from './location.ts';
import { hasRoom } from './room.ts';
import { launchServer, runningServer, type Launched } from './server-process.ts';

/** Any number: the lock is the only one in the database `postgres`. */
const lockKey = 4_040_404;

/**
 * Connects as the superuser, starting the server when none runs. Waits as long as the server needs to recover, and
 * for one that is just stopping to be gone.
 * @throws StartError with PostgreSQL's own reason when it does not start, or when its disk is full
 */
export async function bringUp(engine: Engine, location: Location, log: Log): Promise<pg.Client> {
  const begun = Date.now();
  let launched: Launched | undefined;
  let said = begun;
  for (;;) {
    const server = runningServer(location);
    const connected = server ? await connect(server.socket ?? location.socket) : undefined;
    if (connected instanceof pg.Client) return connected;
    const failed = launched?.failure();
    if (failed && !mayTryAgain(failed.output, begun))
      throw (await hasRoom(location.data)) ? failed.error : new DiskFull(location.home, failed.error);
    if (!server && (!launched || failed)) {
      if (failed) await pause(200);
      if (!(await hasRoom(location.data))) throw new DiskFull(location.home);
      launched = launchServer(engine, location);
    }
    if (connected && !isPassing(connected) && Date.now() - begun > 20_000) {
      throw new StartError(
        `The database server of ${location.home} (process ${server?.pid}) does not answer (${connected.message}): end that process and start again.`
      );
    }
    if (Date.now() - said > 10_000) {
      said = Date.now();
      log.info({ seconds: Math.round((said - begun) / 1000) }, 'waiting for the database');
    }
    await pause(Date.now() - begun < 300 ? 5 : 50);
  }
}

async function connect(host: string): Promise<pg.Client | Error> {
  const client = new pg.Client({
    host,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    application_name: 'cities4children guard'
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    return error as Error;
  }
}

/** Starting, recovering, stopping, or without a free place: states that pass, however long they take. */
const isPassing = (error: Error) => ['57P03', '53300'].includes(codeOf(error) ?? '');

/** Another program may have started the server first; the processes of a killed server take a moment to end. */
const mayTryAgain = (output: string, begun: number) =>
  /lock file .* already exists|pre-existing shared memory block|is in use/.test(output) && Date.now() - begun < 30_000;

/**
 * Takes the lock that makes this program the only one on the data folder. It lives as long as the connection, so the
 * kernel frees it when the program dies, however it dies. Waits a moment for a predecessor that is just ending.
 */
export async function takeLock(client: pg.Client, patience = 2_000): Promise<boolean> {
  const until = Date.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [lockKey]);
    if (rows[0]?.got) return true;
    if (Date.now() > until) return false;
    await pause(50);
  }
}

/** The refusal of a second program on the same data. */
export class AlreadyRunning extends StartError {
  constructor(dataDir: string) {
    super(`The program is already running on ${dataDir}: stop it first, or set DATA_DIR to another folder.`);
  }
}
