import { spawn } from 'node:child_process';
import { closeSync, fchownSync, openSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { cannotRun, codeOf, explain } from './failures.ts';
import type { Location } from './location.ts';
import { followLog, lastWords } from './server-log.ts';

/** A clean environment: `PGPORT`, `PGDATA` and the like of the operator's shell would change the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LANG: 'C', TZ: 'UTC' };
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

export interface Server {
  pid: number;
  /** The folder of its socket, as it says itself; undefined while it is only beginning. */
  socket: string | undefined;
}

/** The server that runs on this data folder; undefined when none does. */
export function runningServer({ data }: Location): Server | undefined {
  const lines = readIfThere(join(data, 'postmaster.pid'))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!(pid > 0) || !isAlive(pid) || !worksIn(pid, data)) return undefined;
  return { pid, socket: lines?.[4] || undefined };
}

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/**
 * Whether the process is really a server of this folder. PostgreSQL's own check trusts the id in its pid file; in a
 * container ids repeat after a restart. A zombie works nowhere.
 */
function worksIn(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

/**
 * Removes what a killed server left and PostgreSQL would wrongly respect, its pid file and the lock of its socket: the
 * process that it names is none of ours, or one that is dead and not yet reaped, or a power cut left it empty. Any
 * other stale file PostgreSQL sees through by itself.
 */
function removeFalseLocks({ data, socket }: Location): void {
  for (const path of [join(data, 'postmaster.pid'), join(socket, '.s.PGSQL.5432.lock')]) {
    const text = readIfThere(path);
    if (text === undefined) continue;
    const pid = Number(text.split('\n')[0]);
    const foreign = pid > 0 && isAlive(pid) && !worksIn(pid, data);
    const empty = text.trim() === '' && Date.now() - statSync(path).mtimeMs > 10_000;
    if (foreign || empty) rmSync(path, { force: true });
  }
}

export interface Launched {
  /** Set once the server has ended by itself; the error says why in one sentence. */
  failure: () => { error: Error; output: string } | undefined;
}

/**
 * Starts the server on its own, apart from this program: it must outlive a killed program, to be found by the next.
 * Not through `pg_ctl`, which sleeps a tenth of a second between looks, at each start and at each stop.
 */
export function launchServer(engine: Engine, location: Location): Launched {
  removeFalseLocks(location);
  const path = join(location.log, 'start.log');
  const added = followLog(location.log);
  const log = openSync(path, 'w', 0o600);
  if (location.owner) fchownSync(log, location.owner.uid, location.owner.gid);
  let ended: { error: Error; output: string } | undefined;
  const child = spawn(join(engine.bin, 'postgres'), ['-D', location.data], {
    cwd: location.data,
    detached: true,
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    ...location.owner
  });
  closeSync(log);
  child.on('error', (error) => (ended = { error: cannotRun(error), output: '' }));
  child.on('exit', async () => {
    if (ended) return;
    // The folder may be gone by now, as that of a test.
    const begun = readIfThere(path) ?? '';
    const output = /FATAL|PANIC/.test(begun) ? begun : begun + (await lastWords(added));
    ended = { error: explain(output, location.home), output };
  });
  child.unref();
  return { failure: () => ended };
}

/**
 * Stops the server as `pg_ctl stop -m fast` does: clients are cut off, everything is written down.
 * After 30 seconds at once; the next start then recovers from the log, without loss.
 */
export async function stopServer(location: Location): Promise<void> {
  const pid = runningServer(location)?.pid;
  if (pid === undefined) return;
  signal(pid, 'SIGINT');
  const started = Date.now();
  let forced = false;
  while (runningServer(location)?.pid === pid) {
    await pause(10);
    if (!forced && Date.now() - started > 30_000) {
      forced = true;
      signal(pid, 'SIGQUIT');
    }
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
