import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { extract as createExtract } from 'tar-stream';
import { hangUp, type BackupSummary } from './backup.ts';
import { qualified, quoted, settleSession } from './catalog.ts';
import { Entries } from './entries.ts';
import { BackupError, tableKey, type End, type Manifest, type Sums } from './format.ts';
import { checkTarget, emptyTables, liftForeignKeys, refreshViews, setSequences, silenceTriggers } from './target.ts';

export interface RestoreOptions {
  connection: pg.ClientConfig;
  filesDir: string;
  /** The path of the backup. */
  file: string;
  /** Empties the database first; the files that were there are kept beside, in a folder named after the moment. */
  replace?: boolean;
  now: Date;
}

/**
 * Brings a backup into an empty, migrated database and an empty folder of files: all of it, or nothing. Rows are
 * counted, checksums compared and foreign keys checked before anything is committed.
 * @throws BackupError in one sentence: a damaged or cut-off file, another schema, a database that is not empty.
 */
export async function restore(options: RestoreOptions): Promise<BackupSummary> {
  const { filesDir, replace = false } = options;
  const staging = `${filesDir}.restoring`;
  const client = new pg.Client({ application_name: 'cities4children restore', ...options.connection });
  client.on('error', () => {});
  await client.connect();
  try {
    if (!replace && (await readdir(filesDir).catch(() => [])).length > 0) {
      throw new BackupError(`The folder ${filesDir} is not empty: restore into a new DATA_DIR, or add --replace.`);
    }
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true, mode: 0o700 });
    const entries = await openEntries(options.file);
    const manifest = await entries.json<Manifest>('manifest.json');
    await settleSession(client);
    await checkTarget(client, manifest, replace);

    await client.query('begin');
    const wakeTriggers = await silenceTriggers(client);
    const bringBackKeys = await liftForeignKeys(client);
    await emptyTables(client);
    const sums = new Map<string, string>();
    for (const table of manifest.tables) sums.set(tableKey(table), await readTable(client, entries, table));
    const files = await readFiles(entries, staging);
    await checkEnd(await entries.json<End>('end.json'), sums, files);
    await setSequences(client, manifest.sequences);
    await bringBackKeys();
    await refreshViews(client);
    await wakeTriggers();

    const undo = await exchange(
      staging,
      filesDir,
      `${filesDir}.before-${options.now.toISOString().replace(/\W/g, '')}`
    );
    await client.query('commit').catch(async (error: unknown) => {
      await undo();
      throw error;
    });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { tables: manifest.tables.length, rows, files };
  } catch (error) {
    hangUp(client);
    throw asSentence(error, options.file);
  } finally {
    await rm(staging, { recursive: true, force: true });
    await client.end();
  }
}

/**
 * Reads what a backup says about itself, without touching anything.
 * @throws BackupError when it is none.
 */
export async function readManifest(file: string): Promise<Manifest> {
  try {
    const entries = await openEntries(file);
    const manifest = await entries.json<Manifest>('manifest.json');
    await entries.close();
    return manifest;
  } catch (error) {
    throw asSentence(error, file);
  }
}

async function openEntries(file: string): Promise<Entries> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0).finally(() => handle.close());
  const unpack = buffer.readUInt32LE() === 0xfd2fb528 ? createZstdDecompress() : createGunzip();
  const extract = createExtract();
  // Its failure reaches the reader through `extract`.
  pipeline(createReadStream(file), unpack, extract).catch(() => undefined);
  return new Entries(extract);
}

async function readTable(client: pg.Client, entries: Entries, table: Manifest['tables'][number]): Promise<string> {
  const hash = createHash('sha256');
  const target = client.query(
    copyFrom(`copy ${qualified(table)} (${table.columns.map(quoted).join(', ')}) from stdin`)
  );
  await pipeline(
    entries.contentOf((name) => name.startsWith(`tables/${tableKey(table)}/`), hash),
    target
  );
  if (target.rowCount !== table.rows) {
    throw new BackupError(
      `The table ${tableKey(table)} has ${target.rowCount} rows in the backup, and should have ${table.rows}.`
    );
  }
  return hash.digest('hex');
}

async function readFiles(entries: Entries, staging: string): Promise<number> {
  let files = 0;
  let recent = new Map<string, Hash>();
  for (;;) {
    const name = await entries.peek();
    if (name?.startsWith('files/')) {
      const path = name.slice('files/'.length);
      if (path.split('/').some((part) => ['', '.', '..'].includes(part)) || path.includes('\\')) {
        throw new BackupError(`The backup holds a file with the forbidden path ${path}.`);
      }
      const hash = createHash('sha256');
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await pipeline(
        entries.contentOf((next) => next === name, hash),
        createWriteStream(join(staging, path), { flags: 'wx', flush: true })
      );
      recent.set(path, hash);
      files++;
    } else if (name?.startsWith('sums/')) {
      const sums = await entries.json<Sums>(name);
      for (const [path, hash] of recent) {
        if (hash.digest('hex') !== sums[path]) throw new BackupError(`The file ${path} is damaged in the backup.`);
      }
      recent = new Map();
    } else {
      if (recent.size > 0) throw new BackupError('The backup lacks the checksums of its files.');
      return files;
    }
  }
}

function checkEnd(end: End, sums: Map<string, string>, files: number): void {
  for (const [key, sha256] of sums) {
    if (end.tables[key]?.sha256 !== sha256) throw new BackupError(`The table ${key} is damaged in the backup.`);
  }
  if (end.files !== files) throw new BackupError(`The backup should hold ${end.files} files and holds ${files}.`);
}

/** Puts the new folder in the old one's place, which is kept when it held anything; answers how to go back. */
async function exchange(fresh: string, folder: string, aside: string): Promise<() => Promise<void>> {
  const had = await readdir(folder).catch(() => undefined);
  if (had) await rename(folder, aside);
  await rename(fresh, folder);
  if (had?.length === 0) await rm(aside, { recursive: true });
  return async () => {
    await rename(folder, fresh);
    if (had?.length) await rename(aside, folder);
  };
}

function asSentence(error: unknown, file: string): unknown {
  if (error instanceof BackupError || !(error instanceof Error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new BackupError(`There is no file ${file}.`, { cause: error });
  if (code === 'ENOSPC') return new BackupError('The disk is full: nothing was restored.', { cause: error });
  const damaged =
    code?.startsWith('Z_') ||
    code?.startsWith('ZSTD') ||
    /tar header|end of data|Writable stream closed|JSON/i.test(message);
  return damaged
    ? new BackupError(`${file} is damaged, cut off, or no backup: nothing was restored.`, { cause: error })
    : error;
}
