import type { Context } from '../platform/context.ts';

/**
 * Whether the last message about an application is this very one, of the same side. Whoever did not get the answer to
 * what they sent goes back to a page that is fetched anew, a showing of its own, and sends it again.
 */
export async function saidLast(
  ctx: Context,
  applicationId: number,
  { text, byApplicant }: { text: string; byApplicant: boolean }
): Promise<boolean> {
  const last = await ctx.db
    .selectFrom('applicationMessage')
    .select(['text', 'personId'])
    .where('applicationId', '=', applicationId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last !== undefined && last.text === text && (last.personId === null) === byApplicant;
}
