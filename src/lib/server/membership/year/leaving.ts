import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { allow, Conflict } from '../../platform/errors.ts';
import { enqueue } from '../../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { personOf } from '../../platform/roles.ts';
import { closeTasks, dueIn } from '../../platform/tasks.ts';
import {
  answerQuestion,
  byLink,
  closeReviews,
  holdSeenMembership,
  subjectOf,
  type HeldMembership
} from './confirming.ts';
import { canAskToReturn, canLapseMembership, canLeaveAlliance } from '../policy.ts';
import { getRules } from '../rules.ts';
import { membershipMail, told } from './year-jobs.ts';
import { openReview } from './year.ts';

async function end(ctx: Context, membership: HeldMembership, how: 'left' | 'lapsed', reason: string): Promise<void> {
  if (membership.endedAt) throw new Conflict('membership-ended');
  const { id } = membership;
  await answerQuestion(ctx, membership, how === 'left' ? 'leaves' : 'lapsed');
  await ctx.db
    .updateTable('membership')
    .set({ endedAt: ctx.now, endedHow: how, endedReason: reason })
    .where('id', '=', id)
    .execute();
  await closeTasks(ctx, { kind: 'membership', id }, { kind: 'membership.charter' });
  if (how === 'left') await openReview(ctx, membership, 'membership.left');
  await enqueue(ctx, membershipMail, { id, about: told.ended });
  await record(ctx, `membership.${how}`, subjectOf(membership), { membershipId: id });
}

/**
 * Ends the membership of the actor's organisation at once; all its people and the secretariat hear of it.
 * @throws NotFound, Forbidden; Conflict `membership-ended`
 */
export async function leaveAlliance(ctx: Context, membershipId: number, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLeaveAlliance(ctx.actor, membership));
    await end(ctx, membership, 'left', reason);
  });
}

/** Ends a membership by the link of the yearly mail; pressed again it changes nothing. @throws NotFound */
export const leaveByLink = (ctx: Context, token: string, reason: string): Promise<void> =>
  byLink(ctx, token, (ctx, membership) => end(ctx, membership, 'left', reason));

/**
 * Lets a membership lapse that nobody confirmed, for a reason that its people are told.
 * @throws NotFound, Forbidden; Conflict `membership-ended`, or `confirmation-open` while its time is not over
 */
export async function lapseMembership(ctx: Context, membershipId: number, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLapseMembership(ctx.actor, membership));
    if (!membership.endedAt) await requireSilence(ctx, membershipId);
    await end(ctx, membership, 'lapsed', reason);
  });
}

async function requireSilence(ctx: Context, membershipId: number): Promise<void> {
  const silent = await ctx.db
    .selectFrom('confirmation')
    .select('id')
    .where('membershipId', '=', membershipId)
    .where('answeredAt', 'is', null)
    .where('unconfirmedAt', 'is not', null)
    .executeTakeFirst();
  if (!silent) throw new Conflict('confirmation-open');
}

/**
 * Waits longer for an answer: the question is due in a number of days from now, and is asked and reminded of again. The
 * directory goes on to say that the membership is unconfirmed.
 * @throws NotFound, Forbidden; Conflict `membership-ended`, or `confirmation-open` while its time is not over
 */
export async function keepWaiting(ctx: Context, membershipId: number, days: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLapseMembership(ctx.actor, membership));
    if (membership.endedAt) throw new Conflict('membership-ended');
    await requireSilence(ctx, membershipId);
    const dueAt = dueIn(ctx, days);
    const { id } = await ctx.db
      .updateTable('confirmation')
      .set({ dueAt, reminders: 0 })
      .where('membershipId', '=', membershipId)
      .where('answeredAt', 'is', null)
      .returning('id')
      .executeTakeFirstOrThrow();
    await ctx.db
      .updateTable('task')
      .set({ dueAt })
      .where('subjectKind', '=', 'confirmation')
      .where('subjectId', '=', id)
      .where('doneAt', 'is', null)
      .execute();
    await closeReviews(ctx, membershipId);
    await record(ctx, 'membership.waited-for', subjectOf(membership), { membershipId, days });
  });
}

/** Takes note that an organisation left. Twice is fine. @throws NotFound, Forbidden */
export async function noteEnding(ctx: Context, membershipId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLapseMembership(ctx.actor, membership));
    if (!membership.endedAt) throw new Conflict('membership-goes-on');
    if (membership.returnAskedAt) throw new Conflict('return-asked');
    await closeReviews(ctx, membershipId);
  });
}

/**
 * Asks that a membership that ended goes on, without applying anew; the secretariat agrees or not. Asking twice is
 * fine. @throws NotFound, Forbidden; Conflict `membership-goes-on`, or `return-too-late` after the alliance's months
 */
export async function askToReturn(ctx: Context, membershipId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canAskToReturn(ctx.actor, membership));
    await requireReturnable(ctx, membership);
    if (membership.returnAskedAt) return;
    await ctx.db
      .updateTable('membership')
      .set({ returnAskedAt: ctx.now, returnAskedBy: personOf(ctx.actor) })
      .where('id', '=', membershipId)
      .execute();
    await openReview(ctx, membership, 'membership.return');
    await record(ctx, 'membership.return-asked', subjectOf(membership), { membershipId });
  });
}

async function requireReturnable(ctx: Context, { id, allianceId, endedAt }: HeldMembership): Promise<void> {
  if (!endedAt) throw new Conflict('membership-goes-on');
  const { returnMonths } = await getRules(ctx, allianceId);
  const inTime = await ctx.db
    .selectFrom('membership')
    .select('id')
    .where('id', '=', id)
    .where(sql<boolean>`ended_at + make_interval(months => ${returnMonths}) > ${ctx.now}`)
    .executeTakeFirst();
  if (!inTime) throw new Conflict('return-too-late');
}

/**
 * Lets a membership go on that ended: agrees to what its people asked, or at the secretariat's own wish.
 * @throws NotFound, Forbidden; Conflict `membership-goes-on`, or `return-too-late`
 */
export async function reopenMembership(ctx: Context, membershipId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLapseMembership(ctx.actor, membership));
    await requireReturnable(ctx, membership);
    await ctx.db
      .updateTable('membership')
      .set({ endedAt: null, endedHow: null, endedReason: null, returnAskedAt: null, returnAskedBy: null })
      .set({ confirmedAt: ctx.now })
      .where('id', '=', membershipId)
      .execute();
    await closeReviews(ctx, membershipId);
    await enqueue(ctx, membershipMail, { id: membershipId, about: told.returned });
    await record(ctx, 'membership.returned', subjectOf(membership), { membershipId });
  });
}

/** Does not agree that a membership goes on; its people may apply anew. @throws NotFound, Forbidden; Conflict `return-not-asked` */
export async function refuseReturn(ctx: Context, membershipId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canLapseMembership(ctx.actor, membership));
    if (!membership.returnAskedAt) throw new Conflict('return-not-asked');
    await ctx.db
      .updateTable('membership')
      .set({ returnAskedAt: null, returnAskedBy: null })
      .where('id', '=', membershipId)
      .execute();
    await closeReviews(ctx, membershipId);
    await enqueue(ctx, membershipMail, { id: membershipId, about: told.refused });
    await record(ctx, 'membership.return-refused', subjectOf(membership), { membershipId });
  });
}
