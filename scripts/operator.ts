import { readFile } from 'node:fs/promises';
import { readConfig, type Config } from '../src/lib/server/platform/config.ts';
import type { Context } from '../src/lib/server/platform/context.ts';
import { openDatabase, openPool, type Connection } from '../src/lib/server/platform/db/db.ts';
import { appliedMigrations } from '../src/lib/server/platform/db/migrate.ts';
import { Kept } from '../src/lib/server/platform/kept.ts';
import { reachInstance } from './instance.ts';

/**
 * Works on the instance of this environment as its operator, while the program runs or not.
 * @throws StartError or Error in one sentence when there is no instance to work on
 */
export async function asOperator<T>(
  work: (ctx: Context, config: Config, connection: Connection) => Promise<T>
): Promise<T> {
  const config = readConfig(process.env);
  const reached = await reachInstance(true);
  const connection = reached.connection as Connection;
  const pool = openPool(connection, 2, () => {});
  try {
    const db = openDatabase(pool);
    if ((await appliedMigrations(db)).length === 0) throw new Error('The database is empty: start the program first.');
    const instance = {
      origin: config.publicUrl?.origin ?? '',
      secret: Buffer.alloc(0),
      secretariatEmail: config.secretariatEmail,
      safeguardingEmail: config.safeguardingEmail,
      files: { folder: '', maxBytes: 0 },
      kept: new Kept(),
      forget: () => {}
    };
    const ctx: Context = { db, actor: { kind: 'operator' }, locale: 'en', now: new Date(), instance };
    return await work(ctx, config, connection);
  } finally {
    await pool.end();
    await reached.letGo();
  }
}

/** What a file of the operator holds. @throws Error in one sentence where that is no JSON object */
export async function readObject(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  throw new Error(`${file} must hold one JSON object.`);
}

/** Control characters in a stored text could give orders to the terminal. */
export const printable = (text: string) => text.replace(/[^\P{Cc}\n]/gu, '');
