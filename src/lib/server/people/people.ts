import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { upFrom } from '../platform/db/within.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf, secretariat, type Role } from '../platform/roles.ts';
import { watchFocalPoints } from './focal-points.ts';
import { canGiveRole, canSeeOrganisationPeople, type Where } from './policy.ts';

export interface NewPerson {
  name: string;
  email: string;
  locale: string;
  /** Which showing of a form they were named in (see `showing` in platform/input.ts), where it was one. */
  showing?: string | null;
}

/** Where a role is held: on an alliance or on an organisation. */
export type On = { allianceId: number } | { organisationId: number };

/**
 * The person with this address, added if there was none. An address is the same in other letter cases. Whoever calls it
 * has checked that the actor may give that person what follows.
 */
export async function personAt(ctx: Context, { name, email, locale }: NewPerson): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const added = await ctx.db
      .insertInto('person')
      .values({ name, email, locale, invitedBy: personOf(ctx.actor), createdAt: ctx.now })
      .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) {
      const known = await ctx.db
        .selectFrom('person')
        .select('id')
        .where(sql`lower(email)`, '=', sql`lower(${email})`)
        .executeTakeFirstOrThrow();
      return known.id;
    }
    await record(ctx, 'person.added', { kind: 'person', id: added.id });
    return added.id;
  });
}

/** The alliance in whose business a place of roles belongs. @throws NotFound */
export async function whereOf(ctx: Context, on: On): Promise<Where> {
  if ('allianceId' in on) return { allianceId: on.allianceId };
  const organisation = await ctx.db
    .selectFrom('organisation')
    .select('allianceId')
    .where('id', '=', on.organisationId)
    .executeTakeFirst();
  if (!organisation) throw new NotFound('organisation');
  return { ...organisation, organisationId: on.organisationId };
}

/**
 * Where a role would be given or ended, if the actor may know of it: an organisation may be one that nobody else sees.
 * @throws NotFound
 */
export async function seenWhereOf(ctx: Context, on: On): Promise<Where> {
  const where = await whereOf(ctx, on);
  if ('organisationId' in on && !canSeeOrganisationPeople(ctx.actor, where)) throw new NotFound('organisation');
  return where;
}

const columnsOf = (on: On) =>
  'allianceId' in on
    ? { allianceId: on.allianceId, organisationId: null }
    : { allianceId: null, organisationId: on.organisationId };

/**
 * Gives a role to a person, from now on, until an end if there is one. Who holds it already keeps it.
 * @throws Forbidden, NotFound
 */
export async function giveRole(
  ctx: Context,
  personId: number,
  role: Role,
  on: On,
  until: Date | null = null
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const where = await seenWhereOf(ctx, on);
    allow(canGiveRole(ctx.actor, role, where));
    const added = await ctx.db
      .insertInto('personRole')
      .values({ personId, role, ...columnsOf(on), givenBy: personOf(ctx.actor), since: ctx.now, until })
      .onConflict((conflict) =>
        conflict.columns(['personId', 'role', 'allianceId', 'organisationId']).where('endedAt', 'is', null).doNothing()
      )
      .returning('id')
      .executeTakeFirst();
    if (!added) return;
    if (role === 'focal-point') await watchFocalPoints(ctx, where.organisationId!);
    await record(ctx, 'role.given', { kind: 'person', id: personId, allianceId: where.allianceId }, { role, ...on });
  });
}

/**
 * Ends a role now. Everybody may give up a role of their own. An organisation that is left without a focal point is put
 * before the secretariat.
 * @throws NotFound, Forbidden; Conflict `last-owner` where nobody would be left who gives roles, `last-officer` for
 * one's own role where no officer or owner would reach the alliance any more
 */
export async function endRole(ctx: Context, roleId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await ctx.db
      .selectFrom('personRole')
      .select(['personId', 'role', 'allianceId', 'organisationId'])
      .where('id', '=', roleId)
      .where('endedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!held) throw new NotFound('role');
    const { personId, allianceId, organisationId } = held;
    const role = held.role as Role;
    const on: On = allianceId === null ? { organisationId: organisationId! } : { allianceId };
    const where = await whereOf(ctx, on);
    const isOwn = personOf(ctx.actor) === personId;
    // Whose role it is, or that there is one, is for those who see the people there.
    if (!isOwn && !canSeeOrganisationPeople(ctx.actor, where)) throw new NotFound('role');
    allow(isOwn || canGiveRole(ctx.actor, role, where));
    if (role === 'owner') await keepAnOwner(ctx, allianceId!, personId);
    if (role === 'officer' && isOwn) await keepASecretariat(ctx, allianceId!, roleId);
    await ctx.db
      .updateTable('personRole')
      .set({ endedAt: ctx.now, endedBy: personOf(ctx.actor) })
      .where('id', '=', roleId)
      .execute();
    if (role === 'focal-point') await watchFocalPoints(ctx, organisationId!);
    await record(ctx, 'role.ended', { kind: 'person', id: personId, allianceId: where.allianceId }, { role, ...on });
  });
}

/** @throws Conflict `last-owner` when an alliance with owners would be left without one who can sign in */
export async function keepAnOwner(ctx: Context, allianceId: number, leaving: number): Promise<void> {
  // Two owners who leave at the same moment would each count on the other.
  await sql`select pg_advisory_xact_lock(hashtext(${`owners of ${allianceId}`}))`.execute(ctx.db);
  const other = await rolesInUse(ctx, ['owner'])
    .where('r.allianceId', '=', allianceId)
    .where('r.personId', '<>', leaving)
    .executeTakeFirst();
  if (!other) throw new Conflict('last-owner');
}

/**
 * @throws Conflict `last-officer` when, without this role, nobody who can sign in would handle the alliance's business:
 * neither there nor, as these roles reach the alliances below, above it
 */
async function keepASecretariat(ctx: Context, allianceId: number, leavingRoleId: number): Promise<void> {
  // One lock for all alliances: an officer here may count on one above who leaves at the same moment.
  await sql`select pg_advisory_xact_lock(hashtext('officers'))`.execute(ctx.db);
  const other = await rolesInUse(ctx, secretariat)
    .where('r.id', '<>', leavingRoleId)
    .where(sql<boolean>`r.alliance_id in ${upFrom(allianceId)}`)
    .executeTakeFirst();
  if (!other) throw new Conflict('last-officer');
}

/** Roles in force, of people who can sign in. */
const rolesInUse = (ctx: Context, wanted: readonly Role[]) =>
  ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select('r.id')
    .where('r.role', 'in', wanted)
    .where('r.endedAt', 'is', null)
    .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', ctx.now)]))
    .where('p.activatedAt', 'is not', null)
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null);
