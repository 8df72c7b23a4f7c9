import { sql } from 'kysely';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../../platform/context.ts';
import { allow, Conflict, NotFound } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { personOf } from '../../platform/roles.ts';
import { closeTasks } from '../../platform/tasks.ts';
import { canAnswerConfirmation, canSeeMembership } from '../policy.ts';
import { getRules } from '../rules.ts';
import { readConfirmationToken } from '../tokens.ts';

/** A membership with what verbs need to know of it. */
export interface HeldMembership {
  id: number;
  organisationId: number;
  allianceId: number;
  name: string;
  endedAt: Date | null;
  endedHow: string | null;
  returnAskedAt: Date | null;
}

/** Holds a membership until the transaction ends. @throws NotFound */
export async function holdMembership(ctx: Context, id: number): Promise<HeldMembership> {
  const membership = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .select(['m.id', 'm.organisationId', 'm.allianceId', 'o.name', 'm.endedAt', 'm.endedHow', 'm.returnAskedAt'])
    .where('m.id', '=', id)
    .where('m.role', '=', 'member')
    .forUpdate('m')
    .executeTakeFirst();
  if (!membership) throw new NotFound('membership');
  return membership;
}

/** The same for an actor, for whom one that they may not see is not there. @throws NotFound */
export async function holdSeenMembership(ctx: Context, id: number): Promise<HeldMembership> {
  const membership = await holdMembership(ctx, id);
  if (!canSeeMembership(ctx.actor, membership)) throw new NotFound('membership');
  return membership;
}

/** What the journal and the pages call a membership by: its organisation, whose pages show it. */
export const subjectOf = ({ organisationId, allianceId }: HeldMembership) => ({
  kind: 'organisation',
  id: organisationId,
  allianceId
});

/** For what a membership comes before the secretariat: nobody confirmed it, it left, or it asks to come back. */
export const reviewKinds = ['membership.review', 'membership.left', 'membership.return'] as const;

/** Takes a membership from the list of the secretariat, whatever it was there for. */
export async function closeReviews(ctx: Context, id: number): Promise<void> {
  for (const kind of reviewKinds) await closeTasks(ctx, { kind: 'membership', id }, { kind });
}

/** Answers the open question of a membership, if there is one, and takes it from everybody's list. */
export async function answerQuestion(
  ctx: Context,
  membership: HeldMembership,
  answer: 'stays' | 'leaves' | 'lapsed'
): Promise<void> {
  const answered = await ctx.db
    .updateTable('confirmation')
    .set({ answeredAt: ctx.now, answer, answeredBy: personOf(ctx.actor) })
    .where('membershipId', '=', membership.id)
    .where('answeredAt', 'is', null)
    .returning('id')
    .execute();
  for (const { id } of answered) await closeTasks(ctx, { kind: 'confirmation', id });
  await closeReviews(ctx, membership.id);
}

async function confirm(ctx: Context, membership: HeldMembership): Promise<void> {
  if (membership.endedAt) throw new Conflict('membership-ended');
  await answerQuestion(ctx, membership, 'stays');
  await ctx.db.updateTable('membership').set({ confirmedAt: ctx.now }).where('id', '=', membership.id).execute();
  await ctx.db
    .updateTable('organisation')
    // All that the entry says was confirmed with it.
    .set({ confirmedAt: ctx.now, countryConfirmed: sql<boolean>`country_id is not null` })
    .where('id', '=', membership.organisationId)
    .execute();
  await record(ctx, 'membership.confirmed', subjectOf(membership), { membershipId: membership.id });
}

/**
 * Whether it is time to say that a membership goes on: it was asked, nobody knows since when it goes on, or it will be asked by the rules
 * within as many days as it would then have to answer. Before that the button would only be pressed for nothing.
 */
export async function isConfirmationNear(
  ctx: Context,
  { allianceId, ...of }: { allianceId: number; dueAt: Date | null; confirmedAt: Date | null; since: string | null }
): Promise<boolean> {
  const last = of.confirmedAt ?? (of.since === null ? null : new Date(of.since));
  if (of.dueAt || !last) return true;
  const { confirmMonths, confirmDays } = await getRules(ctx, allianceId);
  const near = new Date(last);
  near.setUTCMonth(near.getUTCMonth() + confirmMonths, near.getUTCDate() - confirmDays);
  return near <= ctx.now;
}

/**
 * Says for an organisation that it stays a member and that its entry is right, also when nobody asked.
 * @throws NotFound, Forbidden; Conflict `membership-ended`
 */
export async function confirmMembership(ctx: Context, membershipId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const membership = await holdSeenMembership(ctx, membershipId);
    allow(canAnswerConfirmation(ctx.actor, membership));
    await confirm(ctx, membership);
  });
}

/**
 * Lets `work` answer the question of a signed link, if nobody has answered it and its membership goes on; the link is
 * the permission. Otherwise nothing happens: the page says what was answered. @throws NotFound for a link that is none
 */
export async function byLink(
  ctx: Context,
  token: string,
  work: (ctx: Context, membership: HeldMembership) => Promise<void>
): Promise<void> {
  const { id, old } = readConfirmationToken(ctx, token);
  if (old) return;
  await inTransaction(ctx, async (ctx) => {
    const question = await ctx.db
      .selectFrom('confirmation')
      .select('membershipId')
      .where('id', '=', id)
      .executeTakeFirst();
    if (!question) throw new NotFound('answer');
    const membership = await holdMembership(ctx, question.membershipId);
    // Read again under the lock: of two presses at once the second finds the answer of the first.
    const open = await ctx.db
      .selectFrom('confirmation')
      .select('id')
      .where('id', '=', id)
      .where('answeredAt', 'is', null)
      .executeTakeFirst();
    if (open && !membership.endedAt) await work(ctx, membership);
  });
}

/** Confirms a membership by the button of a mail; pressed again it changes nothing. @throws NotFound */
export const confirmByLink = (ctx: Context, token: string): Promise<void> => byLink(ctx, token, confirm);

/** What the page of a signed link shows: the question, the entry as it stands, and the answer if there is one. @throws NotFound */
export async function findQuestion(ctx: Context, token: string) {
  const { id, old } = readConfirmationToken(ctx, token);
  const question = await ctx.db
    .selectFrom('confirmation as c')
    .innerJoin('membership as m', 'm.id', 'c.membershipId')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select([
      'o.id as organisationId',
      'o.slug',
      'o.name',
      'o.language',
      'o.summary',
      'o.website',
      'o.city',
      'a.name as alliance'
    ])
    .select(['m.endedAt', 'c.dueAt', 'c.answeredAt', 'c.answer'])
    .where('c.id', '=', id)
    .executeTakeFirst();
  if (!question) throw new NotFound('answer');
  const state = question.answeredAt
    ? ('answered' as const)
    : question.endedAt
      ? ('ended' as const)
      : old
        ? ('old' as const)
        : ('open' as const);
  return { ...question, state, alliance: inLanguage(question.alliance, ctx.locale) };
}
