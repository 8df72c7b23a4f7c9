/* The whole program as operators run it: a process of its own, from its first line to its exit code. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';
import { openDatabase, openPool, type Connection, type Database } from '../../src/lib/server/platform/db/db.ts';
import { isRoot, makeScene, type Scene } from '../operation/support.ts';
import { createDatabase } from './database.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
type Settings = Record<string, string | undefined>;

export interface Program {
  /** Where it serves, as it says itself. */
  url: string;
  pid: number;
  /** What it has said to people so far: steps, sentences, the address. */
  said: () => string;
  /** Its log so far, one object a line. */
  log: () => Record<string, unknown>[];
  /** Sends a signal and waits for the end: the exit code, or null when the signal killed it. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
  ended: Promise<number | null>;
}

/** How a program ended that did not come to serve: its exit code, and what it said besides its steps. */
export interface Refusal {
  code: number | null;
  sentence: string;
}

/** Programs still running when the test process ends are taken along. */
const running = new Map<number, Promise<unknown>>();
const killAll = () => {
  for (const pid of running.keys()) process.kill(pid, 'SIGKILL');
  return Promise.all(running.values());
};
process.on('exit', killAll);

/** Starts the program with these settings and nothing else of this environment; answers once it serves or has ended. */
export async function launch(settings: Settings): Promise<Program | Refusal> {
  const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', ...settings };
  const child = spawn(process.execPath, [join(root, 'server', 'main.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const pid = child.pid as number;
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  running.set(pid, ended);
  void ended.then(() => running.delete(pid));
  const served = new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      const address = /^Ready in [\d.]+ s: (\S+)\n/m.exec(err)?.[1];
      if (address) resolve(address);
    });
  });
  const url = await Promise.race([served, ended]);
  if (typeof url !== 'string') return { code: url, sentence: withoutSteps(err) };
  return {
    url,
    pid,
    said: () => err,
    log: () =>
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    ended
  };
}

const withoutSteps = (text: string) => text.replace(/^ *[\d.]+ s {2}\w+\n/gm, '').trim();

/** Starts the program where nothing should keep it from serving. */
export async function serve(settings: Settings): Promise<Program> {
  const program = await launch(settings);
  if ('url' in program) return program;
  throw new Error(`The program did not start (${program.code}): ${program.sentence}`);
}

/** Starts the program where something should keep it from serving. */
export async function refused(settings: Settings): Promise<Refusal> {
  const program = await launch(settings);
  if (!('url' in program)) return program;
  await program.end('SIGKILL');
  throw new Error('The program was expected to refuse, and serves.');
}

export interface Place extends Scene {
  /** The settings under which the program lives in this folder with its bundled database. */
  settings: Settings;
  /** How to reach that database; asked for the first time while the program runs, or it would be started here. */
  connection: () => Promise<Connection>;
}

/** A folder for a program with its bundled database. */
export async function makePlace(): Promise<Place> {
  const scene = await makeScene();
  const home = isRoot ? join(scene.folder, 'home') : undefined;
  const options = { dataDir: scene.dataDir, home, log: createLog('silent'), share: true };
  let connection: Connection | undefined;
  return {
    ...scene,
    clean: () => killAll().then(scene.clean),
    settings: { DATA_DIR: scene.dataDir, POSTGRES_HOME: home, TRUST_PROXY: '1' },
    connection: async () => (connection ??= (await startPostgres(options)).poolOptions)
  };
}

export interface Site extends Program {
  db: Database;
  databaseUrl: string;
  /** Ends the program and removes all that it kept. */
  remove: () => Promise<number | null>;
}

/** The program on a database of its own on the test server, filled with the starter content: for tests of its pages. */
export async function openSite(settings: Settings = {}): Promise<Site> {
  const scene = await makeScene();
  const database = await createDatabase(process.env.TEST_TEMPLATE);
  const program = await serve({
    DATA_DIR: scene.dataDir,
    DATABASE_URL: database.url,
    TRUST_PROXY: '1',
    SECRETARIAT_EMAIL: 'secretariat@alliance.example',
    SAFEGUARDING_EMAIL: 'safe@alliance.example',
    ...settings
  });
  const pool = openPool({ connectionString: database.url }, 2, () => {});
  return {
    ...program,
    db: openDatabase(pool),
    databaseUrl: database.url,
    remove: async () => {
      const code = await program.end();
      await pool.end();
      await database.drop();
      await scene.clean();
      return code;
    }
  };
}

let visitors = 0;

/** Headers of a visitor from an address of her own, as a proxy passes them on: each has her own limit of posts. */
export function fromElsewhere(): Record<string, string> {
  const n = ++visitors;
  return { 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` };
}

/** Sends a form as a browser does, without following where it leads. */
export function post(
  url: string,
  fields: Record<string, string> | BodyInit,
  headers: Record<string, string> = {}
): Promise<Response> {
  const isPlain = Object.getPrototypeOf(fields) === Object.prototype;
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', origin: new URL(url).origin, ...fromElsewhere(), ...headers },
    body: isPlain ? new URLSearchParams(fields as Record<string, string>) : (fields as BodyInit)
  });
}

/** The contact form as Amina fills it in. */
export const contactForm = (text: string, email = 'amina@example.org') => ({
  topic: 'membership',
  text,
  name: 'Amina Otieno',
  email
});

/** Waits until the condition holds; errors on the way, as of a server that is away, count as not yet. */
export async function eventually(condition: () => Promise<boolean> | boolean, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain`, { cause: last });
    await pause(20);
  }
}
