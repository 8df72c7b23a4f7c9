import type { Context } from '../platform/context.ts';
import { allow, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { reachOf, secretariat } from '../platform/roles.ts';
import { canSetRules } from '../membership/policy.ts';
import { getRules, type MembershipRules } from '../membership/rules.ts';

/**
 * Sets rules of an alliance; those that are not named stay as they are. What is open goes on by the method with which
 * it was opened. @throws Forbidden
 */
export async function setRules(ctx: Context, allianceId: number, changes: Partial<MembershipRules>): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    allow(canSetRules(ctx.actor, { allianceId }));
    const data = JSON.stringify({ ...(await getRules(ctx, allianceId)), ...changes });
    await ctx.db
      .insertInto('membershipRules')
      .values({ allianceId, data })
      .onConflict((conflict) => conflict.column('allianceId').doUpdateSet({ data }))
      .execute();
    await record(ctx, 'alliance.rules-set', { kind: 'alliance', id: allianceId, allianceId });
  });
}

/** The alliance whose settings somebody of a secretariat means: the site's where it is in reach, else the first. @throws NotFound */
export function settingsOf(ctx: Context, siteId: number): number {
  const reach = reachOf(ctx.actor, secretariat);
  const id = reach.includes(siteId) ? siteId : reach[0];
  if (id === undefined) throw new NotFound('settings');
  return id;
}
