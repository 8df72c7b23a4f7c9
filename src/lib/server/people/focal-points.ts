import type { Context } from '../platform/context.ts';
import { closeTasks, dueIn, openTask } from '../platform/tasks.ts';

const daysToFind = 7;

/**
 * Puts an organisation before the secretariat when nobody is its focal point any more, and takes it away from there
 * when somebody is; in the transaction of the verb that changed it. An organisation that ended is let be.
 */
export async function watchFocalPoints(ctx: Context, organisationId: number): Promise<void> {
  const subject = { kind: 'organisation', id: organisationId };
  const focal = await ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select('r.id')
    .where('r.organisationId', '=', organisationId)
    .where('r.role', '=', 'focal-point')
    .where('r.endedAt', 'is', null)
    .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', ctx.now)]))
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();
  if (focal) return closeTasks(ctx, subject, { kind: 'organisation.without-focal-point' });
  const organisation = await ctx.db
    .selectFrom('organisation')
    .select(['name', 'allianceId'])
    .where('id', '=', organisationId)
    .where('mergedIntoId', 'is', null)
    .executeTakeFirst();
  if (!organisation) return;
  await openTask(ctx, {
    kind: 'organisation.without-focal-point',
    subject,
    title: organisation.name,
    dueAt: dueIn(ctx, daysToFind),
    allianceId: organisation.allianceId,
    waitsFor: { audience: 'secretariat' }
  });
}
