import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { makeCluster } from './cluster.ts';
import { findPackage, prepareEngine, type Engine } from './engine.ts';
import { DiskFull, isFullDisk } from './failures.ts';
import { AlreadyRunning, bringUp, takeLock } from './guard.ts';
import { locate, type Location } from './location.ts';
import { hasRoom } from './room.ts';
import { stopServer } from './server-process.ts';
import { composeSettings, writeSettings } from './settings.ts';

/** The database and its owner, who is no superuser: a mistake in a query cannot reach the machine. */
const name = 'cities4children';

interface ServerOptions {
  /** The folder of the socket. */
  host: string;
  port: number;
  user: string;
  database: string;
  ssl: false;
}

export interface RunningPostgres {
  /** For `new pg.Pool(…)`. The pool reconnects by itself after a crash; its owner listens to its `error` event. */
  poolOptions: ServerOptions;
  /** As the superuser, who may make databases: for tests and tools, never for the program. */
  adminOptions: ServerOptions;
  /** As PostgreSQL says it: `18.4`. */
  version: string;
  /** Whether the disk has room for the server to work; what it says while it ends on a full one reaches no client. */
  hasRoom: () => Promise<boolean>;
  /** Stops the database; the pool is closed before. When another program owns it, only lets go of it. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  log: Log;
  /** The folder for databases outside the data folder; by default `POSTGRES_HOME`. */
  home?: string | undefined;
  /** For a command beside the program (a backup): use its server when it runs, instead of refusing. */
  share?: boolean;
}

/** What a server is started with, and started again after a crash. */
interface Plan {
  dataDir: string;
  log: Log;
  share: boolean;
  location: Location;
  engine: Engine;
  /** The settings, and how to recognise a server that runs with them. */
  text: string;
  fingerprint: string;
}

/**
 * Starts the bundled PostgreSQL on the data folder, making a database the first time; finds and uses one that
 * outlived a killed program; restarts it, with growing pauses, when it crashes.
 * @throws StartError in one sentence: a second program on the same data, a folder that cannot be used, a full disk,
 * a platform without binaries, data of another major version.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, log, share = false } = options;
  const source = findPackage();
  let home = dataDir;
  try {
    const location = await locate(dataDir, options.home ?? (process.env.POSTGRES_HOME || undefined));
    home = location.home;
    const engine = await prepareEngine(source, location);
    const settings = composeSettings(location, engine);
    await makeCluster(engine, location, settings.text);
    return await open({ dataDir, log, share, location, engine, ...settings });
  } catch (error) {
    throw isFullDisk(error) && !(error instanceof DiskFull) ? new DiskFull(home, error) : error;
  }
}

async function open(plan: Plan): Promise<RunningPostgres> {
  const { client, owned, version } = await claim(plan);
  const poolOptions: ServerOptions = { host: client.host, port: 5432, user: name, database: name, ssl: false };
  const server = {
    poolOptions,
    adminOptions: { ...poolOptions, user: 'postgres', database: 'postgres' },
    version,
    hasRoom: () => hasRoom(plan.location.data)
  };
  if (!owned) {
    await client.end();
    return { ...server, stop: async () => {} };
  }
  await makeDatabase(client);
  return { ...server, stop: keepRunning(plan, client) };
}

interface Claimed {
  /** Holds the lock, when the server is ours. */
  client: pg.Client;
  owned: boolean;
  version: string;
}

/** Connects, takes the lock, and makes sure that the server runs with today's settings and programs. */
async function claim({ dataDir, log, share, location, engine, text, fingerprint }: Plan): Promise<Claimed> {
  for (;;) {
    // A running server has read its settings already; writing them again is harmless.
    await writeSettings(location.data, text, location.owner);
    const client = await bringUp(engine, location, log);
    client.on('error', () => {});
    const owned = await takeLock(client, share ? 0 : undefined);
    if (!owned && !share) {
      await client.end();
      throw new AlreadyRunning(dataDir);
    }
    const running = await describe(client);
    if (!owned || running.fingerprint === fingerprint) return { client, owned, version: running.version };
    log.info({ from: running.version, to: engine.version }, 'restarting the database with new settings');
    await stopServer(location);
  }
}

/**
 * Starts the server again whenever it has ended by itself.
 * @param guard the connection that holds the lock, and by whose end a crash is known
 * @returns what stops the server for good
 */
function keepRunning(plan: Plan, guard: pg.Client): () => Promise<void> {
  const { log, location } = plan;
  const halt = new AbortController();
  let recovering: Promise<void> | undefined;
  /** After a crash another program may have taken the database over; then it is not ours to stop. */
  let lost = false;
  watch();
  return stop;

  function watch(): void {
    guard.once('end', () => {
      if (!halt.signal.aborted) recovering = recover();
    });
  }

  async function recover(): Promise<void> {
    log.error('the database has ended unexpectedly');
    for (let wait = 100; !halt.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      try {
        guard = (await claim(plan)).client;
        lost = false;
        if (halt.signal.aborted) return;
        watch();
        log.info('the database runs again');
        return;
      } catch (error) {
        lost = error instanceof AlreadyRunning;
        log.error({ reason: (error as Error).message }, 'the database does not start');
        await pause(wait, undefined, { ref: false, signal: halt.signal }).catch(() => undefined);
      }
    }
  }

  async function stop(): Promise<void> {
    if (halt.signal.aborted) return;
    halt.abort();
    await recovering;
    if (!lost) await stopServer(location);
    await guard.end().catch(() => undefined);
  }
}

async function describe(client: pg.Client): Promise<{ version: string; fingerprint: string | null }> {
  const { rows } = await client.query<{ version: string; fingerprint: string | null }>(
    `select split_part(current_setting('server_version'), ' ', 1) as version,
            current_setting('cities.fingerprint', true) as fingerprint`
  );
  return rows[0] as { version: string; fingerprint: string | null };
}

/** Each statement is safe to repeat: a program may have been killed between the two. */
async function makeDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as role,
            exists (select from pg_database where datname = $1) as database`,
    [name]
  );
  if (!rows[0]?.role) await client.query(`create role ${name} login`);
  if (!rows[0]?.database) await client.query(`create database ${name} owner ${name}`);
}
