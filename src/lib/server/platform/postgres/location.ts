import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readFile,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeDataFolder } from '../data-folder.ts';
import { StartError } from '../errors.ts';
import { codeOf, cannotUse } from './failures.ts';

/** PostgreSQL refuses to run as root: as root it runs as this unprivileged user. */
const nobody = { uid: 65534, gid: 65534 };

/** Where PostgreSQL keeps the database when the data folder may lie where only root can enter. */
const systemHome = '/var/lib/cities4children';

/** Linux allows 107 bytes for a socket's path, macOS 103. */
const socketPathLimit = 100;

export interface Location {
  /** The folder of this one instance; everything below is inside it, the engine and a far socket apart. */
  home: string;
  data: string;
  log: string;
  socket: string;
  /** Where an engine is copied to when it cannot be used from `node_modules`. */
  engines: string;
  /** The user that PostgreSQL runs as; undefined: the one that runs the program. */
  owner: { uid: number; gid: number } | undefined;
}

/**
 * Finds, or makes, the folders of the database that belongs to a data folder.
 *
 * An ordinary user has everything in `<dataDir>/postgres`. As root (or with `base` given) the database lives outside
 * and `<dataDir>/postgres.json` says where: so a moved data folder keeps its database, and an empty mount point
 * never takes over the database of the disk that should have been mounted.
 * @param base overrides the system folder, from `POSTGRES_HOME`.
 * @throws StartError when a folder cannot be used, or belongs to somebody else.
 */
export async function locate(dataDir: string, base: string | undefined): Promise<Location> {
  await makeDataFolder(dataDir);
  const folder = await realpath(dataDir);
  const root = process.getuid?.() === 0;
  const inside = join(folder, 'postgres');
  const outside = (await readMarker(folder)) !== undefined;

  if (root && !outside && (await exists(inside))) {
    throw new StartError(
      `The database in ${inside} belongs to the user with id ${(await stat(inside)).uid}: start the program as that user, not as root.`
    );
  }
  const away = root || outside || base !== undefined;
  const home = away ? await homeOutside(folder, base ?? systemHome) : inside;
  const owner = root ? nobody : undefined;
  await makePrivate(home, owner);
  if (root) await checkReachable(dirname(home));

  const socket = await socketFolder(home, owner);
  const log = join(home, 'log');
  await makePrivate(log, owner);
  return { home, data: join(home, 'data'), log, socket, engines: away ? dirname(home) : home, owner };
}

interface Marker {
  home: string;
  /** The data folder's own path when the marker was written, to tell a moved folder from a copied one. */
  of: string;
}

async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8')) as Marker;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartError(`${join(folder, 'postgres.json')} cannot be read: ${(error as Error).message}`);
  }
}

async function homeOutside(folder: string, base: string): Promise<string> {
  const marker = (await readMarker(folder)) ?? (await chooseHome(folder, base));
  if (marker.of !== folder) {
    const there = await readMarker(marker.of).catch(() => undefined);
    if (there?.home === marker.home) {
      throw new StartError(
        `${folder} is a copy of ${marker.of}, whose database is in ${marker.home}: copy an instance with "npm run backup" and "npm run restore".`
      );
    }
    await writeFile(join(folder, 'postgres.json.new'), JSON.stringify({ ...marker, of: folder }));
    await rename(join(folder, 'postgres.json.new'), join(folder, 'postgres.json'));
  }
  const found = await stat(marker.home).catch((error: unknown) => codeOf(error));
  if (found === 'ENOENT') {
    throw new StartError(
      `The database of ${folder} was in ${marker.home}, which is gone: bring it back, or delete ${join(folder, 'postgres.json')} to begin with an empty one.`
    );
  }
  const uid = process.getuid?.();
  if (uid !== 0 && (typeof found === 'string' || found?.uid !== uid)) {
    throw new StartError(
      `The database of ${folder} is in ${marker.home} and belongs to root: start the program as root.`
    );
  }
  return marker.home;
}

/** Claims a folder that no database uses yet. Two programs at once agree on one, since a link is made only once. */
async function chooseHome(folder: string, base: string): Promise<Marker> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  try {
    await mkdir(base, { recursive: true, mode: 0o755 });
    for (let attempt = 1; ; attempt++) {
      const home = join(base, attempt === 1 ? name : `${name}-${attempt}`);
      const taken = await mkdir(home, { mode: 0o700 }).then(
        () => false,
        (error: unknown) => codeOf(error) === 'EEXIST' || Promise.reject(error)
      );
      if (taken) continue;
      const marker = { home, of: folder };
      const draft = join(folder, `postgres.json.${process.pid}`);
      await writeFile(draft, JSON.stringify(marker));
      const first = await link(draft, join(folder, 'postgres.json')).then(
        () => true,
        () => false
      );
      await unlink(draft);
      if (first) return marker;
      await rmdir(home);
      return (await readMarker(folder)) as Marker;
    }
  } catch (error) {
    throw cannotUse(`The folder ${base} for the database`, error);
  }
}

async function makePrivate(folder: string, owner: Location['owner']): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await lstat(folder);
    if (owner && uid === 0) await chown(folder, owner.uid, owner.gid);
    else if (uid !== (owner?.uid ?? process.getuid?.())) {
      throw new StartError(`The folder ${folder} belongs to another user (id ${uid}): start the program as that user.`);
    }
    if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
  } catch (error) {
    throw error instanceof StartError ? error : cannotUse(`The folder ${folder}`, error);
  }
}

/** As root: `nobody` must be able to pass every folder above. */
async function checkReachable(folder: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) {
      throw new StartError(
        `PostgreSQL runs as "nobody", who cannot enter ${at}: set POSTGRES_HOME to a folder that every user can enter.`
      );
    }
    if (at === dirname(at)) return;
  }
}

async function socketFolder(home: string, owner: Location['owner']): Promise<string> {
  const near = join(home, 'socket');
  const fits = Buffer.byteLength(join(near, '.s.PGSQL.5432')) <= socketPathLimit;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 12);
  // A comma, a quote or a line end has a meaning of its own in PostgreSQL's list of socket folders.
  const folder = fits && !/[,"'\\\p{Cc}]/u.test(near) ? near : join(owner ? '/tmp' : tmpdir(), `c4c-${name}`);
  await makePrivate(folder, owner);
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  );
}
