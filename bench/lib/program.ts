/** The program as `npm start` runs it, on an empty folder and the bundled PostgreSQL, with the starter content. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, openPool, type Connection, type Database } from '../../src/lib/server/platform/db/db.ts';
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';
import { memoryEnvironment, memoryFlags } from '../../scripts/memory.js';

export interface BenchProgram {
  child: ChildProcess;
  url: string;
  /** The folder of its data and its database, to tell its processes by. */
  folder: string;
  db: Database;
  /** Ends the program and takes everything away. */
  end: () => Promise<void>;
}

/** Starts it, and where `again` is set a second time, from Node's compile cache, as all starts but the first are. */
export async function startProgram({ again = false, execArgv = [] as string[] } = {}): Promise<BenchProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'c4c-bench-'));
  await chmod(folder, 0o755);
  const env = {
    ...process.env,
    ...memoryEnvironment,
    DATA_DIR: join(folder, 'data'),
    POSTGRES_HOME: join(folder, 'home'),
    PORT: process.env.PORT ?? '0',
    LOG_LEVEL: 'error',
    NODE_COMPILE_CACHE: join(folder, 'compiled')
  };
  const launch = () =>
    fork('server/main.ts', {
      env,
      execArgv: [...memoryFlags, ...execArgv],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc']
    });
  let child = launch();
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true }), () => halt(child)];
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    let url = await ready(child);
    if (again) {
      await halt(child);
      child = launch();
      url = await ready(child);
    }
    const log = createLog('error');
    const database = await startPostgres({ dataDir: env.DATA_DIR, home: env.POSTGRES_HOME, log, share: true });
    const pool = openPool(database.poolOptions as Connection, 2, () => {});
    undo.push(() => pool.end());
    return { child, url, folder, db: openDatabase(pool), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function halt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function ready(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    // Never left unread, nor closed: the program would wait, or end, at its next warning.
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /^Ready in [\d.]+ s: (\S+)\n/m.exec(said)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', () => reject(new Error(`the program did not start: ${said}`)));
  });
}

/** Resident memory of the program in MB. */
export async function residentMemory({ child }: BenchProgram): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
