import { join } from 'node:path';
import { fillEmptyDatabase } from './first-content.ts';
import { instanceSecret } from './instance.ts';
import type { Config } from './platform/config.ts';
import type { Context, Instance } from './platform/context.ts';
import { openDatabase, openPool, type Connection, type Database } from './platform/db/db.ts';
import { makeDataFolder } from './platform/data-folder.ts';
import { findHealthProblem } from './platform/db/health.ts';
import { listMigrations, migrate } from './platform/db/migrate.ts';
import { StartError } from './platform/errors.ts';
import { openJobs, type Jobs } from './platform/jobs/jobs.ts';
import { Kept } from './platform/kept.ts';
import { listenToJournal } from './platform/journal-listener.ts';
import type { Log } from './platform/log.ts';
import { createPainter, type Painter } from './platform/painting/painter.ts';
import { startPostgres } from './platform/postgres/postgres.ts';
import { registerReactions } from './reactions.ts';
import { registerSchedule } from './schedule.ts';

const migrations = new URL('./platform/db/migrations/', import.meta.url);

export interface Program {
  db: Database;
  instance: Omit<Instance, 'origin'>;
  paint: Painter['paint'];
  /** A context in which the program itself acts; its clock is the moment of the call. */
  newContext: () => Context;
  /** Things that the first start filled in; 0 at later starts. */
  loaded: number;
  /** Why visitors should be sent elsewhere, in a few words; undefined while all is well. */
  findProblem: () => Promise<string | undefined>;
  stop: () => Promise<void>;
}

export interface StartOptions {
  config: Config;
  log: Log;
  /** Drops pages by the tags of what they show. */
  forget: (tags: string[]) => void;
  /** Says what is being done, for whoever waits. */
  progress: (step: string) => void;
}

/**
 * Brings up everything behind the pages: the database, its schema, the starter content, the worker. What was
 * brought up is taken down again when a later step fails.
 * @throws StartError in one sentence for all that the operator can mend
 */
export async function start({ config, log, forget: forgetPages, progress }: StartOptions): Promise<Program> {
  const kept = new Kept();
  const forget = (tags: string[]) => {
    kept.forget(tags);
    forgetPages(tags);
  };
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ err: error }, 'while stopping'));
  };
  try {
    progress('database');
    const connection = await reachDatabase(config, log, undo);
    const pool = openPool(connection, config.databasePool, (error) =>
      log.warn({ reason: error.message }, 'database connection lost')
    );
    undo.push(() => pool.end());
    const db = openDatabase(pool);
    // Read once: an update may put new files there while this program still runs.
    const own = await listMigrations(migrations);
    await migrate(db, migrations).catch(asStartError);

    const instance = {
      secret: await instanceSecret(db),
      secretariatEmail: config.secretariatEmail,
      safeguardingEmail: config.safeguardingEmail,
      files: { folder: join(config.dataDir, 'files'), maxBytes: 500_000_000 },
      kept,
      forget
    };
    const origin = config.publicUrl?.origin ?? `http://localhost:${config.port}`;
    const newContext = (): Context => ({
      db,
      actor: { kind: 'system' },
      locale: 'en',
      now: new Date(),
      instance: { ...instance, origin }
    });

    progress('worker');
    const jobs = await openJobs({ connection, newContext, log });
    undo.push(() => jobs.stop());

    progress('content');
    const loaded = await fillEmptyDatabase(newContext(), config.starter).catch(asStartError);
    await registerWork(jobs, config, newContext, log);
    const listener = listenToJournal(connection, forget, log);
    undo.push(() => listener.stop());
    const painter = createPainter();
    undo.push(async () => painter.stop());
    const findProblem = () => findHealthProblem(db, own);
    return { db, instance, paint: painter.paint, newContext, loaded, findProblem, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function reachDatabase(config: Config, log: Log, undo: (() => Promise<unknown>)[]): Promise<Connection> {
  await makeDataFolder(config.dataDir);
  if (!config.databaseUrl) {
    const postgres = await startPostgres({ dataDir: config.dataDir, log });
    undo.push(() => postgres.stop());
    return postgres.poolOptions;
  }
  const connection = { connectionString: config.databaseUrl };
  const pool = openPool(connection, 1, () => {});
  try {
    const { rows } = await pool.query<{ number: string }>("select current_setting('server_version_num') as number");
    if (Number(rows[0]?.number) < 150_000)
      throw new StartError('The database server (DATABASE_URL) is older than PostgreSQL 15.');
    return connection;
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { hostname, pathname } = new URL(config.databaseUrl);
    const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new StartError(
      `The database ${pathname.slice(1)} on ${hostname || 'the local socket'} (DATABASE_URL) cannot be reached: ${reason}.`
    );
  } finally {
    await pool.end();
  }
}

/** What an operator can mend, in a sentence; anything else is a fault of the program and is shown as one. */
function asStartError(error: unknown): never {
  const { code, message } = error as { code?: string; message: string };
  if (code === '53100' || code === 'ENOSPC')
    throw new StartError('The disk of the database is full: make room and start again.');
  if (code === '42501')
    throw new StartError(`The role of DATABASE_URL may not do what is needed (${message}): let it own the database.`);
  throw error;
}

async function registerWork(jobs: Jobs, config: Config, newContext: () => Context, log: Log): Promise<void> {
  await registerReactions(jobs, config, newContext(), log);
  await registerSchedule(jobs, log);
}
