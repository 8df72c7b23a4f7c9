import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { pack as createPack, type Pack } from 'tar-stream';
import { listMigrations, listSequences, listTables, qualified, quoted, settleSession, type Table } from './catalog.ts';
import { formatVersion, product, tableKey, type End, type Manifest, type Sums } from './format.ts';

/** Rows are gathered into pieces of this size, since tar wants to know a size before the content. */
const pieceBytes = 1024 * 1024;
const filesPerSum = 500;

export interface BackupOptions {
  connection: pg.ClientConfig;
  /** The folder of stored files; it may be missing. */
  filesDir: string;
  /** Closed at the end. */
  out: Writable;
  /** `gzip` can be opened anywhere; `zstd` is several times as fast. */
  compression?: 'gzip' | 'zstd';
  now: Date;
}

export interface BackupSummary {
  tables: number;
  rows: number;
  files: number;
}

/**
 * Writes the whole instance into one stream: all rows as of one moment, then all files. The program may go on
 * working meanwhile. Memory stays flat, whatever the size.
 *
 * The rows are read first: a file that is added later is then one too many, never one too few.
 */
export async function backup(options: BackupOptions): Promise<BackupSummary> {
  const client = new pg.Client({ application_name: 'cities4children backup', ...options.connection });
  // A lost connection also fails the statement that is running: that error is the one to report.
  client.on('error', () => {});
  await client.connect();
  const pack = createPack();
  const compress = options.compression === 'zstd' ? createZstdCompress() : createGzip();
  try {
    const written = pipeline(pack, compress, options.out);
    const [summary] = await Promise.all([writeAll(client, pack, options), written]);
    return summary;
  } catch (error) {
    pack.destroy();
    hangUp(client);
    throw error;
  } finally {
    await client.end();
  }
}

/** Cuts a connection that may be in the middle of a COPY, where no farewell would be heard. */
export function hangUp(client: pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

async function writeAll(client: pg.Client, pack: Pack, options: BackupOptions): Promise<BackupSummary> {
  await settleSession(client);
  await client.query('begin isolation level repeatable read read only');
  const manifest = await describe(client, options.now);
  await writeJson(pack, 'manifest.json', manifest);
  const end: End = { tables: {}, files: 0 };
  for (const table of manifest.tables) end.tables[tableKey(table)] = await writeTable(client, pack, table);
  await client.query('commit');
  end.files = await writeFiles(pack, options.filesDir);
  await writeJson(pack, 'end.json', end);
  pack.finalize();
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return { tables: manifest.tables.length, rows, files: end.files };
}

async function describe(client: pg.Client, now: Date): Promise<Manifest> {
  const tables: Manifest['tables'] = [];
  for (const table of await listTables(client)) {
    const { rows } = await client.query<{ rows: string }>(`select count(*)::text as rows from ${qualified(table)}`);
    tables.push({ ...table, rows: Number(rows[0]?.rows) });
  }
  const migrations = await listMigrations(client);
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return {
    product,
    format: formatVersion,
    createdAt: now.toISOString(),
    postgres: rows[0]?.server_version ?? '',
    migrations,
    schemaVersion: migrations.at(-1),
    tables,
    sequences: await listSequences(client)
  };
}

async function writeTable(client: pg.Client, pack: Pack, table: Table): Promise<{ sha256: string; bytes: number }> {
  const columns = table.columns.map(quoted).join(', ');
  // COPY reads a partitioned table only through a query.
  const from = table.partitioned ? `(select ${columns} from ${qualified(table)})` : `${qualified(table)} (${columns})`;
  const hash = createHash('sha256');
  let bytes = 0;
  let piece = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    if (waitingBytes === 0) return;
    const content = Buffer.concat(waiting);
    [waiting, waitingBytes] = [[], 0];
    await writeEntry(pack, `tables/${tableKey(table)}/${String(++piece).padStart(6, '0')}.copy`, content);
  };
  for await (const chunk of client.query(copyTo(`copy ${from} to stdout`)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= pieceBytes) await flush();
  }
  await flush();
  return { sha256: hash.digest('hex'), bytes };
}

async function writeFiles(pack: Pack, folder: string): Promise<number> {
  let files = 0;
  let sums: Sums = {};
  const flush = async () => {
    if (Object.keys(sums).length > 0) await writeJson(pack, `sums/${String(files).padStart(9, '0')}.json`, sums);
    sums = {};
  };
  for await (const path of walk(folder)) {
    const name = relative(folder, path).split(sep).join('/');
    const sha256 = await writeFile(pack, path, `files/${name}`);
    if (sha256 === undefined) continue;
    sums[name] = sha256;
    if (++files % filesPerSum === 0) await flush();
  }
  await flush();
  return files;
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** Undefined when the file was deleted since it was seen. */
async function writeFile(pack: Pack, path: string, name: string): Promise<string | undefined> {
  const handle = await open(path).catch(ignoreMissing);
  if (!handle) return undefined;
  try {
    const { size, mtime } = await handle.stat();
    const hash = createHash('sha256');
    const entry = pack.entry({ name, size, mtime });
    // Exactly the size that was announced, should the file grow meanwhile.
    const content = async function* () {
      if (size === 0) return;
      for await (const chunk of createReadStream(path, { fd: handle.fd, autoClose: false, start: 0, end: size - 1 })) {
        hash.update(chunk as Buffer);
        yield chunk as Buffer;
      }
    };
    await pipeline(content(), entry);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

const ignoreMissing = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

const writeJson = (pack: Pack, name: string, value: unknown) =>
  writeEntry(pack, name, Buffer.from(JSON.stringify(value, null, 1)));

/** Resolves once the archive has taken the content, which is what holds the reading back. */
function writeEntry(pack: Pack, name: string, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry({ name, size: content.length }, content, (error) => (error ? reject(error) : resolve()));
  });
}
