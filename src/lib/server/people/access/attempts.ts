import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/journal.ts';

/** So many failures within so many minutes, and the next one has to wait. */
export const allowedFailures = 5;
export const failureMinutes = 15;

/**
 * What failures are counted by: an address, and the browser where its owner has signed in on it before. All other
 * browsers share one count, so that a stranger who guesses locks out strangers only. Kept as a keyed hash: the table
 * says of no address that somebody tried it.
 */
export function attemptSubject(ctx: Context, purpose: string, email: string, knownDevice: string | null): string {
  const what = [purpose, email.toLowerCase(), knownDevice ?? ''].join('\0');
  return createHmac('sha256', ctx.instance.secret).update(what).digest('base64url');
}

/**
 * Counts an attempt before it is made, as if it failed: many at the same moment cannot all find the count low.
 * `forgiveAttempt` takes it back. @returns its number; undefined when there were too many
 */
export async function beginAttempt(
  ctx: Context,
  subject: string,
  most = allowedFailures,
  minutes = failureMinutes
): Promise<number | undefined> {
  return inTransaction(ctx, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${subject}))`.execute(ctx.db);
    const { failures } = await ctx.db
      .selectFrom('signInFailure')
      .select((eb) => eb.fn.countAll<number>().as('failures'))
      .where('subject', '=', subject)
      .where('at', '>', new Date(ctx.now.getTime() - minutes * 60_000))
      .executeTakeFirstOrThrow();
    if (Number(failures) >= most) return undefined;
    const { id } = await ctx.db
      .insertInto('signInFailure')
      .values({ subject, at: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

/** Takes back an attempt that did not fail. */
export async function forgiveAttempt(ctx: Context, id: number): Promise<void> {
  await ctx.db.deleteFrom('signInFailure').where('id', '=', id).execute();
}

/** Deletes what was counted, after a day. @returns how many */
export async function forgetFailures(ctx: Context): Promise<number> {
  const before = new Date(ctx.now.getTime() - 86_400_000);
  const { numDeletedRows } = await ctx.db.deleteFrom('signInFailure').where('at', '<', before).executeTakeFirst();
  return Number(numDeletedRows);
}
