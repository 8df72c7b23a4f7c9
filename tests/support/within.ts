import { afterAll, beforeAll } from 'vitest';
import type { Context } from '../../src/lib/server/platform/context.ts';
import { openDatabase, openPool } from '../../src/lib/server/platform/db/db.ts';
import { contextOver } from './context.ts';
import { createDatabase } from './database.ts';

class Undo extends Error {}

/**
 * One migrated database for all tests of a file, filled by `fill`. What it gives runs each test in a transaction
 * that is taken back at its end. A statement that fails ends that transaction: a test of what a failure leaves
 * behind uses `withEmptyDatabase`.
 */
export function databaseOf<W>(fill: (ctx: Context) => Promise<W>) {
  let ctx: Context;
  let filled: W;
  const undo: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const { url, drop } = await createDatabase(process.env.TEST_TEMPLATE);
    const pool = openPool({ connectionString: url }, 2, () => {});
    undo.push(drop, () => pool.end());
    ctx = contextOver(openDatabase(pool));
    filled = await fill(ctx);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });
  return (work: (ctx: Context, filled: W) => Promise<void>) => async () => {
    const run = ctx.db.transaction().execute(async (db) => {
      await work(contextOver(db, { recorded: [] }), filled);
      throw new Undo();
    });
    await run.catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  };
}
