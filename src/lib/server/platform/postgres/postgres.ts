import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { makeCluster } from './cluster.ts';
import { findPackage, prepareEngine } from './engine.ts';
import { AlreadyRunning, bringUp, takeLock } from './guard.ts';
import { locate } from './location.ts';
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

/**
 * Starts the bundled PostgreSQL on the data folder, making a database the first time; finds and uses one that
 * outlived a killed program; restarts it, with growing pauses, when it crashes.
 * @throws StartError in one sentence: a second program on the same data, a folder that cannot be used, a full disk,
 * a platform without binaries, data of another major version.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, log } = options;
  const source = findPackage();
  const location = await locate(dataDir, options.home ?? (process.env.POSTGRES_HOME || undefined));
  const engine = await prepareEngine(source, location);
  const { text, fingerprint } = composeSettings(location, engine);
  await makeCluster(engine, location, text);

  let guard = await claim();
  const poolOptions: ServerOptions = { host: guard.client.host, port: 5432, user: name, database: name, ssl: false };
  const server = {
    poolOptions,
    adminOptions: { ...poolOptions, user: 'postgres', database: 'postgres' },
    version: guard.version
  };
  if (!guard.owned) {
    await guard.client.end();
    return { ...server, stop: async () => {} };
  }
  await makeDatabase(guard.client);
  const halt = new AbortController();
  let recovering: Promise<void> | undefined;
  /** After a crash another program may have taken the database over; then it is not ours to stop. */
  let lost = false;
  watch(guard.client);
  return { ...server, stop };

  /** Connects, takes the lock, and makes sure that the server runs with today's settings and programs. */
  async function claim(): Promise<{ client: pg.Client; owned: boolean; version: string }> {
    for (;;) {
      // A running server has read its settings already; writing them again is harmless.
      await writeSettings(location.data, text, location.owner);
      const client = await bringUp(engine, location, log);
      client.on('error', () => {});
      const owned = await takeLock(client, options.share ? 0 : undefined);
      if (!owned && !options.share) {
        await client.end();
        throw new AlreadyRunning(dataDir);
      }
      const running = await describe(client);
      if (!owned || running.fingerprint === fingerprint) return { client, owned, version: running.version };
      log.info({ from: running.version, to: engine.version }, 'restarting the database with new settings');
      await stopServer(location);
    }
  }

  function watch(client: pg.Client): void {
    client.once('end', () => {
      if (!halt.signal.aborted) recovering = recover();
    });
  }

  async function recover(): Promise<void> {
    log.error('the database has ended unexpectedly');
    for (let wait = 100; !halt.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      try {
        guard = await claim();
        lost = false;
        if (halt.signal.aborted) return;
        watch(guard.client);
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
    await guard.client.end().catch(() => undefined);
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
