import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { enqueue } from '../../platform/jobs/enqueue.ts';
import { record } from '../../platform/journal.ts';
import { dueIn, openTask } from '../../platform/tasks.ts';
import { welcomeMember } from '../approval.ts';
import { resultJob } from './decision-jobs.ts';
import { getRules } from '../../membership/rules.ts';
import { subjectOf } from '../screening.ts';
import type { HeldApplication } from '../sight.ts';
import { moveApplication } from '../states.ts';

/**
 * Ends an application, in the transaction of the verb that decided it and holds it: who is approved becomes a member at
 * once, who is declined learns why and from when on to apply again. The mails go by jobs.
 */
export async function conclude(
  ctx: Context,
  application: HeldApplication,
  result: 'approved' | 'declined',
  reason: string
): Promise<void> {
  await moveApplication(ctx, application, result, reason);
  const { reapplyMonths } = await getRules(ctx, application.allianceId);
  await ctx.db
    .updateTable('application')
    .set({
      decidedAt: ctx.now,
      reason,
      dueAt: null,
      reapplyOn:
        result === 'declined'
          ? sql<string>`(${ctx.now}::timestamptz at time zone 'UTC' + make_interval(months => ${reapplyMonths}))::date`
          : null
    })
    .where('id', '=', application.id)
    .execute();
  await record(ctx, `application.${result}`, subjectOf(application));
  if (result === 'approved') await welcomeMember(ctx, application.id);
  else await enqueue(ctx, resultJob, { id: application.id });
}

/** Gives an application back to the secretariat, which is asked to look at it again. */
export async function returnToScreening(ctx: Context, application: HeldApplication): Promise<void> {
  await moveApplication(ctx, application, 'screening');
  const { screeningDays } = await getRules(ctx, application.allianceId);
  await askSecretariat(ctx, application, 'application.screen', dueIn(ctx, screeningDays));
}

/** Puts an application before the secretariat. */
export async function askSecretariat(
  ctx: Context,
  application: HeldApplication,
  kind: 'application.screen' | 'application.conclude',
  dueAt: Date
): Promise<void> {
  await ctx.db.updateTable('application').set({ dueAt }).where('id', '=', application.id).execute();
  await openTask(ctx, {
    kind,
    subject: subjectOf(application),
    title: application.name,
    dueAt,
    allianceId: application.allianceId,
    waitsFor: { audience: 'secretariat' }
  });
}
