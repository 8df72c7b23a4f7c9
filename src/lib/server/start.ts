import { join } from 'node:path';
import { fillEmptyDatabase } from './first-content.ts';
import { instanceSecret } from './instance.ts';
import { proposeFirstCharter } from './joining/charters.ts';
import { renewSetupLink } from './people/access/setup.ts';
import type { Config } from './platform/config.ts';
import type { Context, Instance } from './platform/context.ts';
import { openDatabase, openPool, type Connection, type Database } from './platform/db/db.ts';
import { makeDataFolder } from './platform/data-folder.ts';
import { findHealthProblem } from './platform/db/health.ts';
import { listMigrations, migrate } from './platform/db/migrate.ts';
import { reachDatabase } from './platform/db/reach.ts';
import { StartError } from './platform/errors.ts';
import { openJobs } from './platform/jobs/jobs.ts';
import { Kept } from './platform/kept.ts';
import { listenToJournal } from './platform/journal-listener.ts';
import type { Log } from './platform/log.ts';
import { createPainter, type Painter } from './platform/painting/painter.ts';
import { DiskFull, isFullDisk } from './platform/postgres/failures.ts';
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
  /** The secret of the owner's link, made anew; undefined once the first account is there. */
  renewSetupLink: () => Promise<string | undefined>;
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
export async function start(options: StartOptions): Promise<Program> {
  const { config, log, progress } = options;
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ err: error }, 'while stopping'));
  };
  let hasRoom = async () => true;
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw await asStartError(error, config, hasRoom);
    }
  };
  try {
    return await explained(async () => {
      progress('database');
      await makeDataFolder(config.dataDir);
      const database = await reachDatabase(config, log);
      undo.push(database.letGo);
      ({ hasRoom } = database);
      const program = await bringUp(options, database.connection, undo);
      return { ...program, renewSetupLink: () => explained(() => renewSetupLink(program.newContext())), stop };
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What takes down again what was brought up; the last first. */
type Undo = (() => Promise<unknown>)[];

async function bringUp({ config, log, forget, progress }: StartOptions, connection: Connection, undo: Undo) {
  const pool = openPool(connection, config.databasePool, (error) =>
    log.warn({ reason: error.message }, 'database connection lost')
  );
  undo.push(() => pool.end());
  const db = openDatabase(pool);
  // Read once: an update may put new files there while this program still runs.
  const own = await listMigrations(migrations);
  await migrate(db, migrations);
  const instance = await makeInstance(db, config, forget);
  const newContext = contextsOf(db, config, instance);

  progress('worker');
  const jobs = await openJobs({ connection, newContext, log });
  undo.push(() => jobs.stop());

  progress('content');
  const loaded = await fillEmptyDatabase(newContext(), config.starter);
  await proposeFirstCharter(newContext());
  await registerReactions(jobs, config, newContext(), log);
  await registerSchedule(jobs, log);
  const listener = listenToJournal(connection, instance.forget, log);
  undo.push(() => listener.stop());
  const painter = createPainter();
  undo.push(async () => painter.stop());
  const findProblem = () => findHealthProblem(db, own);
  return { db, instance, paint: painter.paint, newContext, loaded, findProblem };
}

/** What all contexts have in common; what is kept in memory goes together with the pages that show it. */
async function makeInstance(db: Database, config: Config, forgetPages: StartOptions['forget']) {
  const kept = new Kept();
  return {
    secret: await instanceSecret(db),
    secretariatEmail: config.secretariatEmail,
    safeguardingEmail: config.safeguardingEmail,
    files: { folder: join(config.dataDir, 'files'), maxBytes: 500_000_000 },
    kept,
    forget: (tags: string[]) => {
      kept.forget(tags);
      forgetPages(tags);
    }
  };
}

function contextsOf(db: Database, config: Config, instance: Program['instance']): () => Context {
  const origin = config.publicUrl?.origin ?? `http://localhost:${config.port}`;
  return () => ({
    db,
    actor: { kind: 'system' },
    locale: 'en',
    now: new Date(),
    instance: { ...instance, origin }
  });
}

/** What an operator can mend, in a sentence; anything else is a fault of the program and is shown as one. */
async function asStartError(error: unknown, config: Config, hasRoom: () => Promise<boolean>): Promise<unknown> {
  const { code, message } = error as { code?: string; message: string };
  if (error instanceof DiskFull) return error;
  if (isFullDisk(error)) return new DiskFull(isErrno(error) ? config.dataDir : 'the database', error);
  if (error instanceof StartError) return error;
  // A server that finds no room for its log of changes ends at once, and its clients see but a cut line.
  if (!(await hasRoom())) return new DiskFull('the database', error);
  if (code === '42501')
    return new StartError(`The role of DATABASE_URL may not do what is needed (${message}): let it own the database.`);
  return error;
}

/** Whether the system said it, of a file of ours, and not the database. */
const isErrno = (error: unknown) => typeof (error as NodeJS.ErrnoException).errno === 'number';
