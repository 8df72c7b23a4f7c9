import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Whether PostgreSQL has to run as somebody else here. */
export const isRoot = process.getuid?.() === 0;

/** A folder for one test, and what was begun in it, to be ended with it. */
export interface Scene {
  /** Every user may enter it, as a system folder. */
  folder: string;
  /** The data folder that tests use. */
  dataDir: string;
  run(dataDir?: string, options?: { uid?: number }): Program;
  clean(): Promise<void>;
}

interface Program {
  child: ChildProcess;
  /** The first line printed: how to connect, or the sentence of refusal. */
  outcome: Promise<{ ready?: pg.PoolConfig; refused?: string }>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** As root each scene needs a copy of the engine, 40 MB: after the first it is linked, file by file. */
let engines: string | undefined;

async function lendEngine(folder: string): Promise<void> {
  await mkdir(join(folder, 'home'), { mode: 0o755 });
  if (engines) execFileSync('cp', ['-al', `${engines}/.`, join(folder, 'home')]);
}

async function keepEngine(folder: string): Promise<void> {
  const name = (await readdir(join(folder, 'home'))).find(
    (entry) => /^engine-[^/]+$/.test(entry) && !entry.includes('.new')
  );
  if (engines || !name) return;
  engines = await mkdtemp(join(tmpdir(), 'cities-engine-'));
  await chmod(engines, 0o755);
  await rename(join(folder, 'home', name), join(engines, name));
}

/** Removes what the scenes of one test file shared. */
export async function strikeScenes(): Promise<void> {
  if (engines) await rm(engines, { recursive: true, force: true });
  engines = undefined;
}

/** Makes a folder for one test. In it `POSTGRES_HOME` is `home`, which only root uses. */
export async function makeScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'cities test '));
  await chmod(folder, 0o755);
  await lendEngine(folder);
  const programs: Program[] = [];
  return {
    folder,
    dataDir: join(folder, 'data'),
    run(dataDir = join(folder, 'data'), { uid } = {}) {
      const program = runProgram(dataDir, isRoot && uid === undefined ? join(folder, 'home') : undefined, uid);
      programs.push(program);
      return program;
    },
    async clean() {
      for (const program of programs) await program.kill('SIGKILL');
      for (const pid of await serversIn(folder)) process.kill(pid, 'SIGQUIT');
      while ((await serversIn(folder)).length > 0) await pause(10);
      await keepEngine(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

function runProgram(dataDir: string, home: string | undefined, uid: number | undefined): Program {
  const script = fileURLToPath(new URL('program.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], {
    cwd: '/',
    env: { PATH: process.env.PATH, ...(home && { POSTGRES_HOME: home }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid })
  });
  let printed = '';
  const outcome = new Promise<{ ready?: pg.PoolConfig; refused?: string }>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const line = /^(ready|refused) (.*)\n/m.exec(printed);
        if (line)
          resolve(line[1] === 'ready' ? { ready: JSON.parse(line[2] as string) } : { refused: line[2] as string });
      });
    }
    child.on('close', () => resolve({ refused: `ended without a word: ${printed}` }));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    outcome,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await gone;
    }
  };
}

/** The process ids of the servers and `initdb`s that work in or below the folder. */
export async function serversIn(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const words = readQuietly(`/proc/${name}/cmdline`).split('\0');
    const isServer = /\/(postgres|initdb)$/.test(words[0] ?? '') && words.some((word) => word.startsWith(folder));
    if (isServer) found.push(Number(name));
  }
  return found;
}

/** Waits until no server is there: one that has ended stays in the list of processes for a moment. */
export const noServerIn = (folder: string): Promise<void> => until(async () => (await serversIn(folder)).length === 0);

const readQuietly = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Runs one statement on a connection of its own. */
export async function ask(options: pg.PoolConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(options);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until the condition holds. */
export async function until(condition: () => Promise<boolean> | boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain`);
    await pause(10);
  }
}
