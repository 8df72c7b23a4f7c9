import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { readToken, signToken } from '../platform/signing.ts';

const purpose = 'membership.confirm';

/** A link that answers one question of the membership year, until its end, and signs nobody in. */
export const confirmationToken = (ctx: Context, confirmationId: number, until: Date): string =>
  signToken(ctx.instance.secret, purpose, confirmationId, until);

/**
 * The question that a link is for, and whether its time is over.
 * @throws NotFound when it was not signed here for this
 */
export function readConfirmationToken(ctx: Context, token: string): { id: number; old: boolean } {
  const { secret } = ctx.instance;
  const id = readToken(secret, purpose, token, ctx.now);
  if (id !== undefined) return { id, old: false };
  // Signed here and only too old: its holder is told so, and led on.
  const past = readToken(secret, purpose, token, new Date(0));
  if (past === undefined) throw new NotFound('answer');
  return { id: past, old: true };
}
