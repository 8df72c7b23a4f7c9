import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Context } from '../platform/context.ts';
import type { Citations } from '../platform/db/json.ts';
import { announce, inTransaction } from '../platform/journal.ts';
import { listUncited, unknownOrigin } from './citing.ts';
import { toCsl, type Citable } from './citations.ts';

const atOnce = 100;

/** Goes on until every published resource has its reference written out. */
export async function citeNext(ctx: Context): Promise<void> {
  let items = await listUncited(ctx, atOnce);
  if (items.length === 0) return;
  const worker = new Worker(new URL('./citation-worker.ts', import.meta.url));
  try {
    for (; items.length > 0; items = await listUncited(ctx, atOnce)) await cite(ctx, worker, items);
  } finally {
    await worker.terminate();
  }
}

async function cite(ctx: Context, worker: Worker, items: (Citable & { id: number })[]): Promise<void> {
  worker.postMessage(items.map((item) => toCsl({ ...item, url: `${unknownOrigin}/library/${item.slug}` })));
  const [written] = (await once(worker, 'message')) as [Citations[]];
  await inTransaction(ctx, async (ctx) => {
    for (const [index, { id }] of items.entries()) {
      await ctx.db.updateTable('resource').set({ citations: JSON.stringify(written[index]) }).where('id', '=', id).execute();
      await announce(ctx, { kind: 'resource', id });
    }
  });
}
