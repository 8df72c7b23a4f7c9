import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { within } from '../../platform/db/within.ts';
import { enqueueAll } from '../../platform/jobs/enqueue.ts';
import { inTransaction, record, recordEach } from '../../platform/journal.ts';
import { dueIn, openTask } from '../../platform/tasks.ts';
import { getRules, type MembershipRules } from '../rules.ts';
import { listSpeakers, organisationsWithSpeakers, whoAnswers, type Speaker } from '../speakers.ts';
import { closeReviews, reviewKinds } from './confirming.ts';
import { yearMail } from './year-jobs.ts';

/** How many organisations are asked in one transaction. */
const batch = 200;

interface Alliance {
  id: number;
  rules: MembershipRules;
}

/**
 * What the membership year asks for today, in every alliance by its own rules: asks those whose last confirmation is
 * long ago, reminds those who have not answered, says of those whose time is over that they are unconfirmed, and
 * brings those who stayed silent before the secretariat. Safe to run twice, and in parallel.
 * @returns how many of each
 */
export async function runMembershipYear(
  ctx: Context
): Promise<{ asked: number; reminded: number; unconfirmed: number; reviews: number }> {
  const done = { asked: 0, reminded: 0, unconfirmed: 0, reviews: 0 };
  for (const alliance of await listAlliancesWithMembers(ctx)) {
    for (let asked = batch; asked === batch; done.asked += asked)
      asked = await inTransaction(ctx, (ctx) => askForConfirmation(ctx, alliance));
    done.reminded += await inTransaction(ctx, (ctx) => remind(ctx, alliance));
    done.unconfirmed += await inTransaction(ctx, (ctx) => markUnconfirmed(ctx, alliance));
    for (let opened = batch; opened === batch; done.reviews += opened)
      opened = await inTransaction(ctx, (ctx) => openReviews(ctx, alliance));
  }
  return done;
}

async function listAlliancesWithMembers(ctx: Context): Promise<Alliance[]> {
  const rows = await ctx.db
    .selectFrom('alliance as a')
    .select('a.id')
    .where('a.id', 'in', (eb) => eb.selectFrom('membership').select('allianceId').where('endedAt', 'is', null))
    .orderBy('a.id')
    .execute();
  const alliances: Alliance[] = [];
  for (const { id } of rows) alliances.push({ id, rules: await getRules(ctx, id) });
  return alliances;
}

/** Memberships that are long unconfirmed and for which somebody can answer. Without an account there is nobody to ask. */
async function askForConfirmation(ctx: Context, { id, rules }: Alliance): Promise<number> {
  const due = dueIn(ctx, rules.confirmDays);
  const found = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .select(['m.id', 'o.id as organisationId', 'o.name'])
    .where('m.allianceId', '=', id)
    .where('m.role', '=', 'member')
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .where(
      sql<boolean>`coalesce(m.confirmed_at, m.since::timestamp at time zone 'UTC', '-infinity')
        <= ${ctx.now}::timestamptz - make_interval(months => ${rules.confirmMonths})`
    )
    .where('m.id', 'not in', (eb) =>
      eb.selectFrom('confirmation').select('membershipId').where('answeredAt', 'is', null)
    )
    .where('o.id', 'in', organisationsWithSpeakers(ctx))
    .orderBy('m.id')
    .limit(batch)
    .forUpdate('m')
    .execute();
  if (found.length === 0) return 0;
  const asked = await ctx.db
    .insertInto('confirmation')
    .values(found.map(({ id }) => ({ membershipId: id, year: ctx.now.getUTCFullYear(), askedAt: ctx.now, dueAt: due })))
    .onConflict((conflict) => conflict.column('membershipId').where('answeredAt', 'is', null).doNothing())
    .returning(['id', 'membershipId'])
    .execute();
  const speakers = await listSpeakers(
    ctx,
    found.map(({ organisationId }) => organisationId)
  );
  const byMembership = new Map(found.map((membership) => [membership.id, membership]));
  for (const { id: confirmationId, membershipId } of asked) {
    const { organisationId, name } = byMembership.get(membershipId)!;
    await askPeople(ctx, id, { confirmationId, name, due }, whoAnswers(speakers, organisationId));
    const subject = { kind: 'organisation', id: organisationId, allianceId: id };
    await record(ctx, 'membership.asked', subject, { membershipId });
  }
  return found.length;
}

type Question = { confirmationId: number; name: string; due: Date };

async function askPeople(ctx: Context, allianceId: number, question: Question, people: Speaker[]): Promise<void> {
  const { confirmationId, name, due } = question;
  for (const { personId } of people) {
    await openTask(ctx, {
      kind: 'membership.confirm',
      subject: { kind: 'confirmation', id: confirmationId },
      title: name,
      dueAt: due,
      allianceId,
      waitsFor: { personId }
    });
  }
  await enqueueAll(
    ctx,
    yearMail,
    people.map(({ personId }) => ({ confirmation: confirmationId, person: personId }))
  );
}

/** The questions of an alliance that nobody has answered. */
const openQuestions = (ctx: Context, allianceId: number) =>
  ctx.db
    .selectFrom('confirmation as c')
    .innerJoin('membership as m', 'm.id', 'c.membershipId')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .where('m.allianceId', '=', allianceId)
    .where('m.endedAt', 'is', null)
    .where('c.answeredAt', 'is', null);

/** A reminder for each of the days before the end that has come; several that were missed are one. */
async function remind(ctx: Context, { id, rules }: Alliance): Promise<number> {
  const wanted = sql<number>`(select count(*)::int from unnest(${rules.reminderDays}::int[]) as days
    where confirmation.due_at - make_interval(days => days) <= ${ctx.now})`;
  const reminded = await ctx.db
    .updateTable('confirmation')
    .set({ reminders: wanted, remindedAt: ctx.now })
    .where('answeredAt', 'is', null)
    .where('dueAt', '>', ctx.now)
    .where('reminders', '<', wanted)
    .where('membershipId', 'in', (eb) =>
      eb.selectFrom('membership').select('id').where('allianceId', '=', id).where('endedAt', 'is', null)
    )
    .returning(['id'])
    .execute();
  if (reminded.length === 0) return 0;
  const tasks = await ctx.db
    .selectFrom('task')
    .select(['subjectId as confirmation', 'personId as person'])
    .where('kind', '=', 'membership.confirm')
    .where('doneAt', 'is', null)
    .where('personId', 'is not', null)
    .where(
      within(
        'subjectId',
        reminded.map((row) => row.id)
      )
    )
    .execute();
  await enqueueAll(
    ctx,
    yearMail,
    tasks.map(({ confirmation, person }) => ({ confirmation, person: person! }))
  );
  return reminded.length;
}

async function markUnconfirmed(ctx: Context, { id: allianceId }: Alliance): Promise<number> {
  const late = await openQuestions(ctx, allianceId)
    .select(['c.id', 'o.id as organisationId', 'm.id as membershipId'])
    .where('c.dueAt', '<=', ctx.now)
    .where('c.unconfirmedAt', 'is', null)
    .orderBy('c.id')
    .forUpdate('c')
    .execute();
  const ids = late.map(({ id }) => id);
  await ctx.db
    .updateTable('confirmation')
    .set((eb) => ({ unconfirmedAt: eb.ref('dueAt') }))
    .where(within('id', ids))
    .execute();
  await recordEach(
    ctx,
    'membership.unconfirmed',
    late.map(({ organisationId, membershipId }) => ({
      kind: 'organisation',
      id: organisationId,
      allianceId,
      data: { membershipId }
    }))
  );
  return late.length;
}

/** Whoever stayed silent comes before the secretariat, once: what it decides moves the date or ends the question. */
async function openReviews(ctx: Context, { id, rules }: Alliance): Promise<number> {
  const silent = await openQuestions(ctx, id)
    .select(['m.id', 'o.name'])
    .where('c.unconfirmedAt', 'is not', null)
    .where(sql<boolean>`c.due_at + make_interval(days => ${rules.lapseDays}) <= ${ctx.now}`)
    .where('m.id', 'not in', (eb) =>
      eb.selectFrom('task').select('subjectId').where('kind', '=', 'membership.review').where('doneAt', 'is', null)
    )
    .orderBy('m.id')
    .limit(batch)
    .execute();
  for (const { id: membershipId, name } of silent) {
    await openReview(ctx, { id: membershipId, name, allianceId: id }, 'membership.review');
  }
  return silent.length;
}

/**
 * Brings a membership before the secretariat: it stayed silent, left, or wants to come back. What waited of it there is
 * over: of a membership one thing is to be answered at a time.
 */
export async function openReview(
  ctx: Context,
  membership: { id: number; name: string; allianceId: number },
  kind: (typeof reviewKinds)[number]
): Promise<void> {
  const { reviewDays } = await getRules(ctx, membership.allianceId);
  await closeReviews(ctx, membership.id);
  await openTask(ctx, {
    kind,
    subject: { kind: 'membership', id: membership.id },
    title: membership.name,
    dueAt: dueIn(ctx, reviewDays),
    allianceId: membership.allianceId,
    waitsFor: { audience: 'secretariat' }
  });
}
