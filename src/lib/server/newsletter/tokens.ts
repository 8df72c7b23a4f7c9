import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { readToken, signToken } from '../platform/signing.ts';

/** What a signed link in a mail lets its reader do; a link for one opens no other. */
export type Purpose = 'newsletter.confirm' | 'newsletter.preferences' | 'newsletter.leave';

/** How long a person has to confirm: after that the link opens nothing, and the address is deleted. */
export const confirmWithinDays = 14;

/** The token of a link that lets a subscriber do one thing. Leaving and changing stay possible for ever. */
export function subscriberToken(ctx: Context, purpose: Purpose, id: number): string {
  const until = new Date(ctx.now.getTime() + confirmWithinDays * 86_400_000);
  return signToken(ctx.instance.secret, purpose, id, purpose === 'newsletter.confirm' ? until : undefined);
}

/** The subscriber that a link was signed for. @throws NotFound when it was not signed here for this, or is too old */
export function readSubscriberToken(ctx: Context, purpose: Purpose, token: string): number {
  const id = readToken(ctx.instance.secret, purpose, token, ctx.now);
  if (id === undefined) throw new NotFound(purpose);
  return id;
}
