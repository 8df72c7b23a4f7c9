import type { Context } from '../../platform/context.ts';
import { allow, Conflict, Invalid } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { personOf } from '../../platform/roles.ts';
import { closeTasks, dueIn, openTask } from '../../platform/tasks.ts';
import { conclude, returnToScreening } from './concluding.ts';
import { canOpenDecision } from '../../membership/policy.ts';
import { getRules, type MembershipRules } from '../../membership/rules.ts';
import { subjectOf } from '../screening.ts';
import { holdApplication, type HeldApplication } from '../sight.ts';
import { canGo, moveApplication } from '../states.ts';
import { seatHolders } from './voices.ts';

/** What the secretariat recommends, and why: to those who decide, and to the applicant should it be adopted. */
export interface Recommendation {
  recommendation: 'approve' | 'decline';
  /** What those who decide read. */
  paper: string;
  /** What the applicant reads as the reason, when it is decided so. */
  reason: string;
  /** Days until the deadline, where not those of the rules. */
  days: number | null;
}

/**
 * Recommends what to do with an application. Where the secretariat decides alone it is decided by that, with its
 * reason; else a decision is opened, and each who holds a seat in the committee is asked. Recommending the same again
 * is fine.
 * @returns the decision's id
 * @throws NotFound, Forbidden; Conflict `application-state` unless it is being screened; Invalid `no-committee` where
 *   nobody may decide
 */
export async function openDecision(ctx: Context, reference: string, input: Recommendation): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canOpenDecision(ctx.actor, application));
    if (application.state !== 'screening') return openedBefore(ctx, application, input);
    const rules = await getRules(ctx, application.allianceId);
    const id = await addDecision(ctx, application, rules, input);
    await closeTasks(ctx, subjectOf(application));
    if (rules.method === 'secretariat') {
      const result = input.recommendation === 'approve' ? 'approved' : 'declined';
      await closeNow(ctx, id, result);
      await conclude(ctx, application, result, input.reason);
    } else {
      await askCommittee(ctx, application, id);
      await moveApplication(ctx, application, 'deciding');
    }
    await record(ctx, 'application.recommended', subjectOf(application), { decision: id });
    return id;
  });
}

/** The decision that the same person opened with the same words: its answer was lost on the way, and it was sent again. */
async function openedBefore(
  ctx: Context,
  { id }: HeldApplication,
  { recommendation, paper, reason }: Recommendation
): Promise<number> {
  const last = await ctx.db
    .selectFrom('decision')
    .select(['id', 'openedBy', 'recommendation', 'paper', 'reason'])
    .where('applicationId', '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isSame =
    last?.openedBy === personOf(ctx.actor) &&
    last.recommendation === recommendation &&
    last.paper === paper &&
    last.reason === reason;
  if (!isSame) throw new Conflict('application-state');
  return last.id;
}

async function addDecision(
  ctx: Context,
  { id: applicationId, allianceId }: HeldApplication,
  { method, quorum, decisionDays }: MembershipRules,
  { recommendation, paper, reason, days }: Recommendation
): Promise<number> {
  const deadline = method === 'secretariat' ? ctx.now : dueIn(ctx, days ?? decisionDays);
  const { id } = await ctx.db
    .insertInto('decision')
    .values({
      allianceId,
      applicationId,
      method,
      recommendation,
      paper,
      reason,
      quorum: method === 'vote' ? quorum : 0,
      openedAt: ctx.now,
      openedBy: personOf(ctx.actor),
      deadline
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.db.updateTable('application').set({ dueAt: deadline }).where('id', '=', applicationId).execute();
  return id;
}

/** Asks each who holds a seat now. Who withdrew from an earlier decision on it for an interest stays withdrawn. */
async function askCommittee(ctx: Context, application: HeldApplication, decisionId: number): Promise<void> {
  const people = await seatHolders(ctx, application.allianceId)
    .select((eb) => [
      'p.id',
      eb
        .selectFrom('decisionVoice as v')
        .innerJoin('decision as d', 'd.id', 'v.decisionId')
        .select('v.recusal')
        .whereRef('v.personId', '=', 'p.id')
        .where('d.applicationId', '=', application.id)
        .where('v.recusedAt', 'is not', null)
        .limit(1)
        .as('recusal')
    ])
    .orderBy('p.id')
    .execute();
  const asked = people.filter(({ recusal }) => recusal === null);
  if (asked.length === 0) throw new Invalid([{ field: 'recommendation', code: 'no-committee' }]);
  await ctx.db
    .insertInto('decisionVoice')
    .values(
      people.map(({ id, recusal }) => ({
        decisionId,
        personId: id,
        recusal,
        recusedAt: recusal === null ? null : ctx.now
      }))
    )
    .execute();
  const { deadline } = await ctx.db
    .selectFrom('decision')
    .select('deadline')
    .where('id', '=', decisionId)
    .executeTakeFirstOrThrow();
  for (const { id: personId } of asked)
    await openTask(ctx, {
      kind: 'decision.say',
      subject: { kind: 'decision', id: decisionId },
      title: application.name,
      dueAt: deadline,
      allianceId: application.allianceId,
      waitsFor: { personId }
    });
  await record(ctx, 'decision.opened', { kind: 'decision', id: decisionId, allianceId: application.allianceId });
}

/** Writes down that a decision ended; whoever was asked is asked no more. */
export async function closeNow(
  ctx: Context,
  id: number,
  result: 'approved' | 'declined' | 'no-quorum' | 'objected' | 'withdrawn',
  reason?: string
): Promise<void> {
  await ctx.db
    .updateTable('decision')
    .set({ closedAt: ctx.now, closedBy: personOf(ctx.actor), result, ...(reason === undefined ? {} : { reason }) })
    .where('id', '=', id)
    .execute();
  await closeTasks(ctx, { kind: 'decision', id });
}

/** The last decision on an application that is held, held too. */
const lastDecision = (ctx: Context, application: HeldApplication) =>
  ctx.db
    .selectFrom('decision')
    .select(['id', 'allianceId', 'result', 'reason', 'closedAt', 'closedBy'])
    .where('applicationId', '=', application.id)
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();

/**
 * Takes an application back from the committee, with a reason; it is screened again. The same again is fine: its answer
 * was lost on the way.
 * @throws NotFound, Forbidden; Conflict `decision-closed`
 */
export async function withdrawDecision(ctx: Context, reference: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canOpenDecision(ctx.actor, application));
    const last = await lastDecision(ctx, application);
    if (last?.result === 'withdrawn' && last.closedBy === personOf(ctx.actor) && last.reason === reason) return;
    if (!last || last.closedAt) throw new Conflict('decision-closed');
    const { id, allianceId } = last;
    await closeNow(ctx, id, 'withdrawn', reason);
    await returnToScreening(ctx, application);
    await record(ctx, 'decision.withdrawn', { kind: 'decision', id, allianceId });
  });
}

/**
 * Declines an applicant whom the committee did not approve: the paper was for approval, so the secretariat writes the
 * reason. The same again is fine: its answer was lost on the way.
 * @throws NotFound, Forbidden; Conflict `application-state` where the committee said nothing of the kind
 */
export async function concludeApplication(ctx: Context, reference: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canOpenDecision(ctx.actor, application));
    if (await concludedBefore(ctx, application, reason)) return;
    const last = await lastDecision(ctx, application);
    if (last?.result !== 'declined' || !canGo(application.state as 'deciding', 'declined'))
      throw new Conflict('application-state');
    await closeTasks(ctx, subjectOf(application));
    await conclude(ctx, application, 'declined', reason);
  });
}

/** Whether the same person declined it with the same words already. */
async function concludedBefore(ctx: Context, { id, state }: HeldApplication, reason: string): Promise<boolean> {
  if (state !== 'declined') return false;
  const step = await ctx.db
    .selectFrom('applicationStep')
    .select(['personId', 'reason'])
    .where('applicationId', '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return step !== undefined && step.personId === personOf(ctx.actor) && step.reason === reason;
}
