import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Context } from '../platform/context.ts';
import type { Citations } from '../platform/db/json.ts';
import { announce, inTransaction } from '../platform/journal.ts';
import { listUncited } from './citing.ts';
import { rulesOfReferences, toReference, type Citable } from './citations.ts';

const atOnce = 100;

/** Goes on until every published resource has its reference written out. @throws Error when `signal` is aborted */
export async function citeNext(ctx: Context, signal?: AbortSignal): Promise<void> {
  let items = await listUncited(ctx, atOnce);
  if (items.length === 0) return;
  signal?.throwIfAborted();
  const writer = fork(fileURLToPath(new URL('./citation-writer.ts', import.meta.url)), { stdio: 'inherit' });
  const ended = once(writer, 'exit', { signal }).then(([code]): never => {
    throw new Error(`the writer of references ended with ${String(code)}`);
  });
  // It ends in any case, at the latest by us, when nobody waits for that any more.
  ended.catch(() => {});
  try {
    for (; items.length > 0; items = await listUncited(ctx, atOnce)) await cite(ctx, writer, ended, items);
  } finally {
    // One that hangs would not end by itself.
    writer.kill('SIGKILL');
  }
}

async function cite(
  ctx: Context,
  writer: ChildProcess,
  ended: Promise<never>,
  items: (Citable & { id: number })[]
): Promise<void> {
  const answer = once(writer, 'message');
  writer.send(items.map((item) => toReference(item)));
  const [written] = (await Promise.race([answer, ended])) as [Citations[]];
  await inTransaction(ctx, async (ctx) => {
    for (const [index, { id }] of items.entries()) {
      await ctx.db
        .updateTable('resource')
        .set({ citations: JSON.stringify({ ...written[index], rules: rulesOfReferences }) })
        .where('id', '=', id)
        .execute();
      await announce(ctx, { kind: 'resource', id });
    }
  });
}
