import type { Context } from '../platform/context.ts';
import { hashToken, newToken } from './access/sessions.ts';

/** What is begun in a browser and ended by its next request. */
export type StepKind = 'passkey-new' | 'passkey-sign-in';

/** Keeps what a step needs for some minutes. @returns the token for a cookie: only its hash is kept */
export async function beginStep(
  ctx: Context,
  kind: StepKind,
  data: Record<string, string>,
  { minutes, personId = null }: { minutes: number; personId?: number | null }
): Promise<string> {
  const token = newToken();
  await ctx.db
    .insertInto('signInStep')
    .values({
      tokenHash: hashToken(token),
      kind,
      personId,
      data: JSON.stringify(data),
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + minutes * 60_000)
    })
    .execute();
  return token;
}

/**
 * Takes a step that was begun here for this person, or for nobody yet. Taken, it is gone: of several who take it at once
 * one gets it. Undefined for one that ended, was taken, or is of another kind or person.
 */
export async function takeStep(
  ctx: Context,
  kind: StepKind,
  token: string | undefined,
  personId: number | null = null
): Promise<Record<string, string> | undefined> {
  if (!token) return undefined;
  const step = await ctx.db
    .deleteFrom('signInStep')
    .where('tokenHash', '=', hashToken(token))
    .where('kind', '=', kind)
    .where('personId', personId === null ? 'is' : '=', personId)
    .where('expiresAt', '>', ctx.now)
    .returning('data')
    .executeTakeFirst();
  return step?.data as Record<string, string> | undefined;
}

/** Deletes steps that were not ended in their time. @returns how many */
export async function forgetSteps(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db.deleteFrom('signInStep').where('expiresAt', '<', ctx.now).executeTakeFirst();
  return Number(numDeletedRows);
}
