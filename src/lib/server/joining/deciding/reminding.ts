import type { Context } from '../../platform/context.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { getRules } from '../../membership/rules.ts';

/**
 * Reminds those who have said nothing of decisions that end soon, once each, some days before as the rules say: what
 * they are asked comes again with their next digest. Safe to run at any time. @returns how many decisions
 */
export async function remindOfDecisions(ctx: Context): Promise<number> {
  const open = await ctx.db
    .selectFrom('decision')
    .select(['id', 'allianceId', 'deadline'])
    .where('closedAt', 'is', null)
    .where('remindedAt', 'is', null)
    .where('deadline', '>', ctx.now)
    .execute();
  let reminded = 0;
  for (const { id, allianceId, deadline } of open) {
    const { decisionReminderDays } = await getRules(ctx, allianceId);
    if (deadline.getTime() - ctx.now.getTime() > decisionReminderDays * 86_400_000) continue;
    await inTransaction(ctx, async (ctx) => {
      const first = await ctx.db
        .updateTable('decision')
        .set({ remindedAt: ctx.now })
        .where('id', '=', id)
        .where('remindedAt', 'is', null)
        .where('closedAt', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!first) return;
      // The digest tells of tasks that it has not yet told of.
      await ctx.db
        .updateTable('task')
        .set({ mailedAt: null })
        .where('kind', '=', 'decision.say')
        .where('subjectKind', '=', 'decision')
        .where('subjectId', '=', id)
        .where('doneAt', 'is', null)
        .execute();
      await record(ctx, 'decision.reminded', { kind: 'decision', id, allianceId });
      reminded += 1;
    });
  }
  return reminded;
}
