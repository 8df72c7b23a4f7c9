import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Context, Instance } from '../context.ts';
import { NotFound } from '../errors.ts';
import { inTransaction } from '../journal.ts';
import { cleanFileName, cleanMediaType } from './name.ts';
import { pathOf, receive, type Bytes, type FileStore } from './store.ts';

/** A context of an instance that keeps files. */
export type FileContext = Context & { readonly instance: Instance & { readonly files: FileStore } };

export interface NewFile {
  stream: Bytes;
  /** As the sender called it; kept only as the name of downloads. */
  name: string;
  /** Found out from the content by the caller where it matters: what a browser says of an upload proves nothing. */
  mediaType: string;
  /** Whether everybody may read it; who else may is the rule of the thing that the file belongs to. */
  public: boolean;
}

/** Any number: held shared by those who add files and alone by the one who removes, so that neither misses the other. */
const lock = sql.lit(5_050_505);

/**
 * Takes a file in: its content to the disk, once however often it comes, and a row in the caller's transaction.
 * After a rollback the content lies without a row until `sweepOrphans` removes it.
 * @returns the file's id
 * @throws Invalid `file-too-large`
 * @throws StorageFull
 */
export async function storeFile(ctx: FileContext, file: NewFile): Promise<number> {
  const arrived = await receive(ctx.instance.files, file.stream);
  try {
    return await inTransaction(ctx, async (tx) => {
      await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(tx.db);
      await arrived.keep();
      const row = await tx.db
        .insertInto('file')
        .values({
          sha256: arrived.sha256,
          bytes: arrived.bytes,
          mediaType: cleanMediaType(file.mediaType),
          name: cleanFileName(file.name),
          public: file.public,
          createdAt: tx.now
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return row.id;
    });
  } finally {
    await arrived.discard();
  }
}

/** Removes files in the caller's transaction; their contents go later, unless another file is the same (sweep.ts). */
export async function removeFiles(ctx: Context, ids: (number | null)[]): Promise<void> {
  const there = ids.filter((id) => id !== null);
  if (there.length > 0) await ctx.db.deleteFrom('file').where('id', 'in', there).execute();
}

/** Nothing of what was asked for lies in the file (416; RFC 9110, section 15.5.17). */
export class RangeNotSatisfiable extends Error {
  override name = 'RangeNotSatisfiable';
  readonly size: number;

  constructor(size: number) {
    super('the range lies outside the file');
    this.size = size;
  }
}

/** Byte positions, both included, as in a `Range` header. */
export interface ByteRange {
  start: number;
  end?: number;
}

export interface OpenFile {
  file: {
    id: number;
    sha256: string;
    bytes: number;
    mediaType: string;
    name: string;
    public: boolean;
    createdAt: Date;
  };
  /** The bytes from `start` to `end`, both included; `end` is -1 for an empty file. */
  stream: Readable;
  start: number;
  end: number;
}

/**
 * Opens a file for reading, whole or in part. Whether the actor may read it is decided by the caller, from `public` or
 * from the thing that it belongs to, before a byte is sent. The stream is read or destroyed, or its handle leaks.
 * @throws NotFound when there is no such file
 * @throws RangeNotSatisfiable
 */
export async function openFile(ctx: FileContext, id: number, range?: ByteRange): Promise<OpenFile> {
  const file = await ctx.db.selectFrom('file').selectAll().where('id', '=', id).executeTakeFirst();
  if (!file) throw new NotFound();
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? file.bytes - 1, file.bytes - 1);
  if (range && !(Number.isSafeInteger(start) && start >= 0 && start <= end)) throw new RangeNotSatisfiable(file.bytes);
  const handle = await open(pathOf(ctx.instance.files, file.sha256));
  const stream = handle.createReadStream(file.bytes === 0 ? {} : { start, end });
  return { file, stream, start, end };
}

/**
 * Runs `remove` while nobody adds a file; answers undefined, without running it, when somebody is just adding one.
 * For `sweepOrphans` only.
 */
export async function whileNobodyAdds<T>(ctx: Context, remove: (tx: Context) => Promise<T>): Promise<T | undefined> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${lock}) as got`.execute(tx.db);
    return rows[0]?.got ? remove(tx) : undefined;
  });
}
