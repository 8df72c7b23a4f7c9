import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Citations } from '../platform/db/json.ts';
import { announce, inTransaction } from '../platform/journal.ts';
import { listUncited } from './citing.ts';
import { rulesOfReferences, toReference, type Citable } from './citations.ts';

export interface Pace {
  /** How many references are written in one statement. */
  atOnce: number;
  /** How long the machine is then left to readers, by the time that these took. */
  rest: number;
}

/** A hundred take two seconds, a hundred thousand most of an hour, in which others search. */
const gentle: Pace = { atOnce: 100, rest: 0.5 };

/** The job itself may take hours; a writer that is silent for so long hangs. */
const longestAnswer = 120_000;

/** Goes on until every published resource has its reference written out. @throws Error when `signal` is aborted */
export async function citeNext(ctx: Context, signal?: AbortSignal, pace = gentle): Promise<void> {
  let items = await listUncited(ctx, pace.atOnce);
  if (items.length === 0) return;
  signal?.throwIfAborted();
  const writer = fork(fileURLToPath(new URL('./citation-writer.ts', import.meta.url)), { stdio: 'inherit' });
  const ended = once(writer, 'exit', { signal }).then(([code]): never => {
    throw new Error(`the writer of references ended with ${String(code)}`);
  });
  // It ends in any case, at the latest by us, when nobody waits for that any more.
  ended.catch(() => {});
  try {
    // It has no number where it could not be started; then `ended` says why.
    if (writer.pid !== undefined) setPriority(writer.pid, constants.priority.PRIORITY_LOW);
    // By id, so that the table is read once; and again from the start, for what changed behind us meanwhile.
    for (; items.length > 0; items = await listUncited(ctx, pace.atOnce)) {
      for (; items.length > 0; items = await listUncited(ctx, pace.atOnce, items.at(-1)!.id)) {
        const began = performance.now();
        await cite(ctx, writer, ended, items);
        if (items.length === pace.atOnce) await pause((performance.now() - began) * pace.rest, undefined, { signal });
      }
    }
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
  const answer = once(writer, 'message', { signal: AbortSignal.timeout(longestAnswer) });
  // Where the writer ends first, nobody hears of the answer that does not come.
  answer.catch(() => {});
  // Where it is not there to take them, `ended` says why.
  writer.send(
    items.map((item) => toReference(item)),
    () => {}
  );
  const [written] = (await Promise.race([answer, ended])) as [Citations[]];
  const rows = items.map(({ id }, index) => ({ id, citations: { ...written[index], rules: rulesOfReferences } }));
  await inTransaction(ctx, async (ctx) => {
    await sql`
      update resource r set citations = given.citations
      from json_to_recordset(${JSON.stringify(rows)}::json) as given (id int, citations jsonb)
      where r.id = given.id`.execute(ctx.db);
    await announce(
      ctx,
      'resource',
      items.map(({ id }) => id)
    );
  });
}
