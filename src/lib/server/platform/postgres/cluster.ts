import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { cannotRun, cannotUse, codeOf, explain } from './failures.ts';
import type { Location } from './location.ts';
import { isAlive, serverEnvironment } from './server-process.ts';
import { writeSettings } from './settings.ts';

/**
 * Makes the database's folder when there is none yet; answers whether it did.
 * It is made under another name and renamed at the end, so a program killed half-way leaves nothing that looks like
 * a database, and of two programs that begin at once one wins whole.
 * @throws StartError when the folder holds something else, or a database of another major version.
 */
export async function makeCluster(engine: Engine, location: Location, settings: string): Promise<boolean> {
  const made = await readVersion(location.data);
  const ours = engine.version.split('.')[0];
  if (made !== undefined && made !== ours) {
    throw new StartError(
      `The database in ${location.home} was made by PostgreSQL ${made} and this release brings ${ours}: back it up with the release that made it, and restore it with this one.`
    );
  }
  await sweep(location);
  if (made !== undefined) return false;

  const draft = `${location.data}.new-${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    await runInitdb(engine, location, draft);
    await writeSettings(draft, settings, location.owner);
    await rename(draft, location.data);
    await syncFolder(location.home);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    const taken = ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '');
    if (taken && (await readVersion(location.data)) === ours) return false;
    if (taken) throw new StartError(`The folder ${location.data} holds something that is not a database.`);
    throw error instanceof StartError ? error : cannotUse(`The folder ${location.home}`, error);
  }
}

async function readVersion(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw cannotUse(`The database folder ${folder}`, error);
  }
}

/** Removes what programs that were killed during their first start left behind. */
async function sweep({ home, data }: Location): Promise<void> {
  const prefix = `${basename(data)}.new-`;
  for (const name of await readdir(home)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0;
    // An orphaned initdb may still write there: what cannot be removed today goes at the next start.
    if (pid > 0 && !isAlive(pid)) await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function runInitdb(engine: Engine, location: Location, folder: string): Promise<void> {
  // On Linux C.UTF-8 exists everywhere; macOS has no such system locale, but does have this one.
  const locale =
    process.platform === 'darwin' ? ['--locale=en_US.UTF-8', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8'];
  // Trust: the only way in is a socket in a folder that nobody but its owner can enter.
  const trust = ['-U', 'postgres', '--auth=trust', '--no-instructions'];
  const args = ['-D', folder, '--locale-provider=builtin', ...locale, '--encoding=UTF8', ...trust];
  const child = spawn(join(engine.bin, 'initdb'), args, {
    cwd: dirname(folder),
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...location.owner
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(cannotRun(error)));
    child.on('close', resolve);
  });
  if (code !== 0) throw explain(output, location.home);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
