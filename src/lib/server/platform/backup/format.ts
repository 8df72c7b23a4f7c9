import type { Sequence, Table } from './catalog.ts';

/*
 * A backup is one compressed tar file, readable with ordinary tools:
 *
 *   manifest.json                        what is inside
 *   tables/<schema>.<table>/000001.copy  the rows, in PostgreSQL's COPY text format, cut into pieces of a known size
 *   files/<path>                         every stored file
 *   sums/000001.json                     SHA-256 of the files since the last such entry
 *   end.json                             SHA-256 of each table's rows; without it the backup is cut off
 */

export const formatVersion = 1;
export const product = 'cities4children';

export interface Manifest {
  product: string;
  format: number;
  createdAt: string;
  postgres: string;
  /** All migrations of the database, and the last of them. */
  migrations: string[];
  schemaVersion: string | undefined;
  tables: (Table & { rows: number })[];
  sequences: Sequence[];
}

/** A file's path, relative to the folder of files, and its SHA-256. */
export type Sums = Record<string, string>;

export interface End {
  /** By `schema.table`. */
  tables: Record<string, { sha256: string; bytes: number }>;
  files: number;
}

export const tableKey = (table: { schema: string; name: string }) => `${table.schema}.${table.name}`;

/** What went wrong with a backup or a restore; `message` is the one sentence that the operator reads. */
export class BackupError extends Error {
  override name = 'BackupError';
}
