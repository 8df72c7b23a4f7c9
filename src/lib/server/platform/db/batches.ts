import type { Context } from '../context.ts';

/** Rows of a long list that are in memory at once. */
const batch = 10_000;

/**
 * Reads a list to its end, however long, ten thousand rows at a time, and gives each of them to `take`. It is read as it
 * stood when that began, so that no row is missing or there twice because others came and went meanwhile.
 */
export async function readToTheEnd<Row>(
  ctx: Context,
  list: (ctx: Context, page: number, pageSize: number) => Promise<Row[]>,
  take: (rows: Row[]) => void,
  pageSize = batch
): Promise<void> {
  await ctx.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      for (let page = 1, read = pageSize; read === pageSize; page++) {
        const rows = await list({ ...ctx, db }, page, pageSize);
        take(rows);
        read = rows.length;
      }
    });
}
