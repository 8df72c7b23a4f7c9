import type { Context } from '../platform/context.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { dueIn } from '../platform/tasks.ts';
import { askSecretariat, conclude, returnToScreening } from './deciding/concluding.ts';
import { getRules } from '../membership/rules.ts';
import { closeNow } from './deciding/decisions.ts';
import { isAdopted, outcomeOf } from './deciding/outcomes.ts';
import { heldColumns, type HeldApplication } from './sight.ts';
import { choicesOf } from './deciding/voices.ts';

/**
 * Holds an open decision and its application, which is taken first, until the transaction ends. It asks nobody's rights:
 * its callers do.
 */
export async function holdDecision(ctx: Context, id: number) {
  const application = await ctx.db
    .selectFrom('application as a')
    .select(heldColumns)
    .where('a.id', '=', (eb) => eb.selectFrom('decision').select('applicationId').where('decision.id', '=', id))
    .forUpdate('a')
    .executeTakeFirst();
  if (!application) return undefined;
  const decision = await ctx.db
    .selectFrom('decision')
    .select(['id', 'allianceId', 'method', 'recommendation', 'quorum', 'deadline', 'reason'])
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return decision && { application: application satisfies HeldApplication, decision };
}
type HeldDecision = NonNullable<Awaited<ReturnType<typeof holdDecision>>>;

/** Ends a decision that is held where what was said, or the hour, ends it. @returns whether it did */
export async function settleHeld(ctx: Context, { application, decision }: HeldDecision): Promise<boolean> {
  const outcome = outcomeOf(decision, await choicesOf(ctx, decision), ctx.now >= decision.deadline);
  if (!outcome) return false;
  await closeNow(ctx, decision.id, outcome);
  await record(ctx, 'decision.closed', { kind: 'decision', ...decision }, { result: outcome });
  if (outcome === 'no-quorum' || outcome === 'objected') await returnToScreening(ctx, application);
  else if (isAdopted(outcome, decision)) await conclude(ctx, application, outcome, decision.reason ?? '');
  else {
    const { concludeDays } = await getRules(ctx, application.allianceId);
    await askSecretariat(ctx, application, 'application.conclude', dueIn(ctx, concludeDays));
  }
  return true;
}

/**
 * Ends every decision that the hour, or somebody's leaving, has ended; each in a transaction of its own, and safe to
 * run several times at once. @returns how many ended
 */
export async function settleDecisions(ctx: Context): Promise<number> {
  const open = await ctx.db.selectFrom('decision').select('id').where('closedAt', 'is', null).orderBy('id').execute();
  let ended = 0;
  for (const { id } of open)
    await inTransaction(ctx, async (ctx) => {
      const held = await holdDecision(ctx, id);
      if (held && (await settleHeld(ctx, held))) ended += 1;
    });
  return ended;
}
