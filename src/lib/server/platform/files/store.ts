import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Invalid } from '../errors.ts';

/** Where the contents of files are kept. */
export interface FileStore {
  /** `<DATA_DIR>/files`. */
  folder: string;
  /** The most that one file may have. */
  maxBytes: number;
}

/** The disk, or the share of it that the program may use, is full: the operator has to make room. Nothing was kept. */
export class StorageFull extends Error {
  override name = 'StorageFull';
}

export type Bytes = AsyncIterable<Uint8Array>;

/** The folder of what is still arriving. */
export const incoming = (store: FileStore) => join(store.folder, 'incoming');

/**
 * Where a content lies. Only a hash makes a path, never a name that somebody gave, so no upload can reach a place
 * outside the folder.
 */
export function pathOf(store: FileStore, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a hash');
  return join(store.folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** A content that has arrived whole and lies on the disk, but not yet in its place. */
export interface Arrived {
  sha256: string;
  bytes: number;
  /** Puts it in its place; does nothing when the same content is there already. */
  keep(): Promise<void>;
  /** Removes it; harmless after `keep`. */
  discard(): Promise<void>;
}

/**
 * Writes a stream to the disk and works out its hash. A stream that fails or is too large leaves nothing.
 * @throws Invalid `file-too-large` as soon as the limit is passed, with the limit in `megabytes`
 * @throws StorageFull
 */
export async function receive(store: FileStore, stream: Bytes): Promise<Arrived> {
  const path = join(incoming(store), randomUUID());
  const discard = () => rm(path, { force: true });
  try {
    await mkdir(incoming(store), { recursive: true, mode: 0o700 });
    const written = await write(path, stream, store.maxBytes);
    return { ...written, discard, keep: () => orFull(() => place(path, pathOf(store, written.sha256), written.bytes)) };
  } catch (error) {
    await discard().catch(() => undefined);
    throw named(error);
  }
}

async function write(path: string, stream: Bytes, maxBytes: number): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      for (let from = 0; from < chunk.byteLength;) from += (await file.write(chunk, from)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

function tooLarge(maxBytes: number): Invalid {
  return new Invalid([
    { field: 'file', code: 'file-too-large', values: { megabytes: Math.round((maxBytes / 1e6) * 10) / 10 } }
  ]);
}

async function place(from: string, to: string, bytes: number): Promise<void> {
  const there = await stat(to).catch(() => undefined);
  // Another length under the same hash is a damaged file: the new one takes its place.
  if (there?.size === bytes) return rm(from, { force: true });
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  // A name is on the disk only when its folder is (fsync(2)), and the new folder only when the one above is.
  for (const folder of [dirname(to), dirname(dirname(to)), dirname(dirname(dirname(to)))]) await sync(folder);
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

async function orFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw named(error);
  }
}

function named(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return full ? new StorageFull('There is no room left for files.', { cause: error }) : error;
}
