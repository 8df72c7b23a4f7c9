import type { Context } from '../platform/context.ts';

/**
 * Whether a message about an application is there already: the same words from the same showing of the form, or the
 * last ones of that side. A browser that is gone back to shows the page that it keeps, or fetches another showing.
 * @returns the showing under which to keep it, or undefined where it is there; other words from a showing that was sent
 *   before are another message, of no showing
 */
export async function showingOf(
  ctx: Context,
  applicationId: number,
  { text, showing, byApplicant }: { text: string; showing: string | null; byApplicant: boolean }
): Promise<{ showing: string | null } | undefined> {
  const messages = ctx.db.selectFrom('applicationMessage').select(['applicationId', 'text', 'personId']);
  const own = messages.where('applicationId', '=', applicationId);
  const last = await own.orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (last?.text === text && (last.personId === null) === byApplicant) return undefined;
  const before = showing ? await messages.where('showing', '=', showing).executeTakeFirst() : undefined;
  if (before?.applicationId === applicationId && before.text === text) return undefined;
  return { showing: before ? null : showing };
}

/** So much is shown of what was written about an application, or happened to it: what is newest, oldest first. */
export const mostShown = 500;

/** What applicant and alliance wrote to one another, in order. Who of the alliance it was is not for the applicant. */
export async function listTalk(ctx: Context, applicationId: number) {
  const newest = await ctx.db
    .selectFrom('applicationMessage as am')
    .leftJoin('person as p', 'p.id', 'am.personId')
    .select(['am.id', 'am.text', 'am.at', 'am.personId', 'p.name as person'])
    .where('am.applicationId', '=', applicationId)
    .orderBy('am.id', 'desc')
    .limit(mostShown)
    .execute();
  return newest.reverse();
}
