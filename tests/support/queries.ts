import { createHook } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';
import type { Context } from '../../src/lib/server/platform/context.ts';

/** Counts the statements that `work` sends through its context, whether in a transaction or not. */
export async function countQueries(ctx: Context, work: (ctx: Context) => Promise<unknown>): Promise<number> {
  let count = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      count += 1;
      return result;
    }
  };
  await work({ ...ctx, db: ctx.db.withPlugin(counter) });
  return count;
}

/** Counts the hashes of passwords that Node makes while `work` is done: each takes longer than all else of a request. */
export async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'ARGON2REQUEST') count += 1;
    }
  });
  hook.enable();
  try {
    await work();
  } finally {
    hook.disable();
  }
  return count;
}
