import type { Context } from '../../platform/context.ts';
import { hashToken, newToken } from './sessions.ts';

/** What a one-time link lets its holder do. */
export type LinkPurpose = 'sign-in' | 'invitation' | 'new-address';

/** Makes a link that works once, until its end, in place of any made before for this. @returns its secret */
export async function makeLink(ctx: Context, purpose: LinkPurpose, personId: number, minutes: number): Promise<string> {
  const secret = newToken();
  await ctx.db
    .deleteFrom('oneTimeLink')
    .where('purpose', '=', purpose)
    .where('subjectId', '=', personId)
    .where('usedAt', 'is', null)
    .execute();
  await ctx.db
    .insertInto('oneTimeLink')
    .values({
      purpose,
      secretHash: hashToken(secret),
      subjectId: personId,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + minutes * 60_000)
    })
    .execute();
  return secret;
}

/** The person for whom a link was made, while it works; looking does not use it up. */
export async function findLink(ctx: Context, purpose: LinkPurpose, secret: string): Promise<number | undefined> {
  const link = await ctx.db
    .selectFrom('oneTimeLink')
    .select('subjectId')
    .where('purpose', '=', purpose)
    .where('secretHash', '=', hashToken(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst();
  return link?.subjectId ?? undefined;
}

/** Uses a link up: of several who do so at once one gets what it is for, the others undefined. */
export const useLink = (ctx: Context, purpose: LinkPurpose | 'owner-setup', secret: string) =>
  ctx.db
    .updateTable('oneTimeLink')
    .set({ usedAt: ctx.now })
    .where('purpose', '=', purpose)
    .where('secretHash', '=', hashToken(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .returning('subjectId')
    .executeTakeFirst();

/** The person of a link that is used up by it. */
export const takeLink = async (ctx: Context, purpose: LinkPurpose, secret: string): Promise<number | undefined> =>
  (await useLink(ctx, purpose, secret))?.subjectId ?? undefined;
