import type { Context } from '../platform/context.ts';
import { allow, Conflict, Invalid } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf } from '../platform/roles.ts';
import { closeTasks, dueIn, openTask } from '../platform/tasks.ts';
import { holdSeenMembership, subjectOf } from '../membership/year/confirming.ts';
import { canAcceptCharter } from '../membership/policy.ts';
import { getRules } from '../membership/rules.ts';
import { listSpeakers } from '../membership/speakers.ts';
import { charterIn, charterInForce } from './charters.ts';

/**
 * Accepts for an organisation the version of the charter that was read. Accepting what is accepted is fine.
 * @throws NotFound, Forbidden; Conflict `membership-ended`; Invalid `charter: newer` where another version is in force
 */
export async function acceptCharter(ctx: Context, membershipId: number, charterId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canAcceptCharter(ctx.actor, membership));
    if (membership.endedAt) throw new Conflict('membership-ended');
    const charter = await charterInForce(ctx, membership.allianceId);
    if (charter?.id !== charterId) throw new Invalid([{ field: 'charter', code: 'newer' }]);
    const { numUpdatedRows } = await ctx.db
      .updateTable('membership')
      .set({ charterId, charterAcceptedAt: ctx.now, charterAcceptedBy: personOf(ctx.actor) })
      .where('id', '=', membershipId)
      .where('charterId', 'is distinct from', charterId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await closeTasks(ctx, { kind: 'membership', id: membershipId }, { kind: 'membership.charter' });
    const { version } = charter;
    await record(ctx, 'membership.charter-accepted', subjectOf(membership), { membershipId, charterId, version });
  });
}

/**
 * The charter that a membership has still to accept, in the reader's language; null where it accepted the one in force,
 * and where the alliance's rules do not ask members for a newer one.
 */
export async function findCharterToAccept(
  ctx: Context,
  membership: { allianceId: number; charterId: number | null; endedAt: Date | null }
) {
  if (membership.endedAt || !(await getRules(ctx, membership.allianceId)).askCharter) return null;
  const charter = await charterInForce(ctx, membership.allianceId);
  if (!charter || charter.id === membership.charterId) return null;
  return { ...charter, ...charterIn(charter, ctx.locale) };
}

/**
 * Does the job `charter.ask`: puts a charter before the people of every member for which it is in force and that has
 * not accepted it, where the alliance's rules say so. Safe to run twice.
 */
export async function askToAcceptCharter(ctx: Context, charterId: number): Promise<void> {
  const alliances = await ctx.db
    .selectFrom('membership')
    .select('allianceId')
    .where('role', '=', 'member')
    .where('endedAt', 'is', null)
    .distinct()
    .execute();
  for (const { allianceId } of alliances) {
    const { askCharter, charterDays } = await getRules(ctx, allianceId);
    if (!askCharter || (await charterInForce(ctx, allianceId))?.id !== charterId) continue;
    const charter = { id: charterId, allianceId, dueAt: dueIn(ctx, charterDays) };
    let after: number | undefined = 0;
    while (after !== undefined) after = await inTransaction(ctx, (ctx) => askMembers(ctx, charter, after!));
  }
}

/** Members that are asked in one transaction. */
const batch = 200;

/** Asks some, from the membership after this number on. @returns the last one's number, or undefined where no more are left */
async function askMembers(
  ctx: Context,
  { id: charterId, allianceId, dueAt }: { id: number; allianceId: number; dueAt: Date },
  after: number
): Promise<number | undefined> {
  const members = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .select(['m.id', 'm.organisationId', 'o.name'])
    .where('m.allianceId', '=', allianceId)
    .where('m.role', '=', 'member')
    .where('m.endedAt', 'is', null)
    .where('m.charterId', 'is distinct from', charterId)
    .where('o.status', '=', 'active')
    .where('m.id', '>', after)
    .orderBy('m.id')
    .limit(batch)
    .execute();
  const speakers = await listSpeakers(
    ctx,
    members.map(({ organisationId }) => organisationId)
  );
  for (const { id, organisationId, name } of members)
    for (const { personId } of speakers.filter((speaker) => speaker.organisationId === organisationId))
      await openTask(ctx, {
        kind: 'membership.charter',
        subject: { kind: 'membership', id },
        title: name,
        dueAt,
        allianceId,
        waitsFor: { personId }
      });
  return members.length === batch ? members.at(-1)!.id : undefined;
}
