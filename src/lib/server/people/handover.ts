import { sql } from 'kysely';
import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { personOf } from '../platform/roles.ts';
import { inviteLater } from './invitations.ts';
import { roleNotice } from './account-mails.ts';
import { allianceName } from './access/signing-in.ts';
import { endRole, giveRole, personAt, seenWhereOf, whereOf, type NewPerson } from './people.ts';
import { canGiveOrganisationRole, canHandOver } from './policy.ts';
import { findGiven, keepShowing } from './showings.ts';

export type OrganisationRole = 'focal-point' | 'signatory';

/**
 * Puts a person in the place of another who speaks for an organisation, in one step: the new one gets the role, an
 * invitation or a note of it and every open task of the organisation that waited for the other one, whose role ends.
 * Without `leaving`, whoever acts hands over their own role. Sent twice from one showing of the form it is done once.
 * @returns the new person's number
 * @throws NotFound for an organisation or a leaving person that does not hold the role; Forbidden; Conflict
 * `same-person`
 */
export async function handOver(
  ctx: Context,
  organisationId: number,
  person: NewPerson,
  role: OrganisationRole,
  leaving: number | null = personOf(ctx.actor)
): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    // Asked first: whoever handed over what was their own may not do it again.
    const before = await findGiven(ctx, person, role);
    if (before !== undefined) return before;
    const where = await whereOf(ctx, { organisationId });
    allow(canHandOver(ctx.actor, where));
    const held = await ctx.db
      .selectFrom('personRole')
      .select('id')
      .where('personId', '=', leaving)
      .where('organisationId', '=', organisationId)
      .where('role', '=', role)
      .where('endedAt', 'is', null)
      .executeTakeFirst();
    if (leaving === null || !held) throw new NotFound('role');
    const id = await personAt(ctx, person);
    if (id === leaving) throw new Conflict('same-person');
    await refuseKeptOut(ctx, id);
    // That the organisation's people may replace one another is this verb's right; a role alone only focal points give.
    const giving: Context = canGiveOrganisationRole(ctx.actor, where) ? ctx : { ...ctx, actor: { kind: 'system' } };
    await giveRole(giving, id, role, { organisationId });
    await ctx.db
      .updateTable('personRole')
      .set({ givenBy: personOf(ctx.actor) })
      .where('personId', '=', id)
      .where('organisationId', '=', organisationId)
      .where('role', '=', role)
      .where('endedAt', 'is', null)
      .where('givenBy', 'is', null)
      .execute();
    await keepShowing(ctx, person.showing, { personId: id, role, allianceId: null, organisationId });
    await endRole(giving, held.id);
    await moveTasks(ctx, organisationId, leaving, id);
    await tell(ctx, organisationId, role, { id, leaving });
    await record(
      ctx,
      'organisation.handed-over',
      { kind: 'organisation', id: organisationId, allianceId: where.allianceId },
      { role, from: leaving, to: id }
    );
    return id;
  });
}

/**
 * Lets a person speak for an organisation beside those who do, or as the first: with an invitation or, where they have an
 * account, a note of it. Who holds the role already keeps it.
 * @returns the person's number
 * @throws NotFound, Forbidden; Conflict `kept-out`
 */
export async function addSpeaker(
  ctx: Context,
  organisationId: number,
  person: NewPerson,
  role: OrganisationRole
): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    allow(canGiveOrganisationRole(ctx.actor, await seenWhereOf(ctx, { organisationId })));
    const before = await findGiven(ctx, person, role);
    if (before !== undefined) return before;
    const id = await personAt(ctx, person);
    await refuseKeptOut(ctx, id);
    const held = await ctx.db
      .selectFrom('personRole')
      .select('id')
      .where('personId', '=', id)
      .where('organisationId', '=', organisationId)
      .where('role', '=', role)
      .where('endedAt', 'is', null)
      .executeTakeFirst();
    if (held) return id;
    await giveRole(ctx, id, role, { organisationId });
    await keepShowing(ctx, person.showing, { personId: id, role, allianceId: null, organisationId });
    await tell(ctx, organisationId, role, { id });
    return id;
  });
}

/** Whoever was kept out by the alliance is not let in again by an organisation. @throws Conflict `kept-out` */
async function refuseKeptOut(ctx: Context, personId: number): Promise<void> {
  const { suspendedAt } = await ctx.db
    .selectFrom('person')
    .select('suspendedAt')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  if (suspendedAt) throw new Conflict('kept-out');
}

/** Tasks about the organisation, its memberships, changes and applications go over; what the new one has is not doubled. */
async function moveTasks(ctx: Context, organisationId: number, from: number, to: number): Promise<void> {
  await sql`
    with theirs as (
      select t.id, t.kind, t.subject_kind, t.subject_id from task t
      where t.person_id = ${from} and t.done_at is null and (
        (t.subject_kind = 'organisation' and t.subject_id = ${organisationId})
        or (t.subject_kind = 'membership' and t.subject_id in (
          select id from membership where organisation_id = ${organisationId}))
        or (t.subject_kind = 'confirmation' and t.subject_id in (
          select c.id from confirmation c join membership m on m.id = c.membership_id
          where m.organisation_id = ${organisationId}))
        or (t.subject_kind = 'application' and t.subject_id in (
          select id from application where organisation_id = ${organisationId})))
    ), doubled as (
      delete from task d using theirs where d.id = theirs.id and exists (
        select from task o where o.person_id = ${to} and o.done_at is null
          and (o.kind, o.subject_kind, o.subject_id) = (theirs.kind, theirs.subject_kind, theirs.subject_id))
      returning d.id
    )
    update task set person_id = ${to}, mailed_at = null
    where id in (select id from theirs) and id not in (select id from doubled)`.execute(ctx.db);
}

/** Invites the new person, or tells them where they have an account, and tells whoever was replaced by somebody else. */
async function tell(
  ctx: Context,
  organisationId: number,
  role: OrganisationRole,
  { id, leaving = id }: { id: number; leaving?: number }
): Promise<void> {
  const people = await ctx.db
    .selectFrom('person')
    .select(['id', 'name', 'email', 'locale', 'activatedAt'])
    .where('id', 'in', [id, leaving])
    .execute();
  const { name } = await ctx.db
    .selectFrom('organisation')
    .select('name')
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  for (const person of people) {
    if (person.id === id && person.activatedAt === null) await inviteLater(ctx, id);
    else if (person.email !== null && person.id !== personOf(ctx.actor)) {
      const theirs = { ...ctx, locale: person.locale as Locale };
      const notice = roleNotice(
        theirs,
        await allianceName(ctx, theirs.locale),
        { ...person, email: person.email },
        {
          organisation: name,
          role,
          given: person.id === id
        }
      );
      await queueMail(theirs, notice);
    }
  }
}
