import type { Context } from '../platform/context.ts';
import { allow, Invalid, NotFound, type Problem } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { reachOf, secretariat } from '../platform/roles.ts';
import { canSetRules } from '../membership/policy.ts';
import { getOwnRules, getRules, type MembershipRules } from '../membership/rules.ts';
import { rewordChecklist } from './checklist.ts';
import type { NewRules } from './settings-input.ts';

/** Of two periods, the first lies within the second. */
const inside = [
  ['decisionReminderDays', 'decisionDays'],
  ['draftWarnDays', 'draftDays']
] as const;

function periodProblems(rules: MembershipRules): Problem[] {
  const problems: Problem[] = inside.flatMap(([field, whole]) =>
    rules[field] < rules[whole] ? [] : [{ field, code: 'inside', values: { limit: rules[whole] } }]
  );
  if (rules.reminderDays.some((days) => days >= rules.confirmDays))
    problems.push({ field: 'reminderDays', code: 'inside', values: { limit: rules.confirmDays } });
  return problems;
}

/**
 * Sets the rules of an alliance in place of those that it had; what is not among them holds as the alliance above has
 * it. What is open goes on by the method with which it was opened, and answers stay with the items of the checklist.
 * @throws Forbidden; Invalid `inside` where a reminder would come before what it reminds of has begun
 */
export async function setRules(ctx: Context, allianceId: number, { rules, items }: NewRules): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    allow(canSetRules(ctx.actor, { allianceId }));
    // Of two who save at once, each would lose the items that the other has retired.
    await ctx.db.selectFrom('alliance').select('id').where('id', '=', allianceId).forUpdate().execute();
    const { own, above } = await getOwnRules(ctx, allianceId);
    const problems = periodProblems({ ...above, ...rules });
    if (problems.length > 0) throw new Invalid(problems);
    const checklist =
      items.length > 0
        ? rewordChecklist(await getRules(ctx, allianceId), items)
        : // What it asked itself until now is still needed to read the answers.
          own.checklist?.map((item) => ({ ...item, retired: true }));
    const data = JSON.stringify({ ...rules, checklist });
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
