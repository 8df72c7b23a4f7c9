import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Localised } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { reachesAll } from '../platform/db/within.ts';
import { NotFound } from '../platform/errors.ts';
import { isProgram, reachOf, secretariat, type Role } from '../platform/roles.ts';
import type { PeopleFilter } from './record-input.ts';
import { canSeeOrganisationPeople } from './policy.ts';

/** People on one page of a list. */
export const pageLength = 50;

/** Whose people somebody sees; the same roles as in `canSeePeople`. */
const seeing = [...secretariat, 'alliance-lead'] as const satisfies readonly Role[];

/** A role of a person, as lists and records show it: only those in the reader's reach. */
export interface ShownRole {
  id: number;
  role: Role;
  allianceId: number | null;
  alliance: Localised | null;
  organisationId: number | null;
  organisation: string | null;
}

export interface ListedPerson {
  id: number;
  name: string;
  email: string;
  locale: string;
  createdAt: Date;
  activatedAt: Date | null;
  suspendedAt: Date | null;
  roles: ShownRole[];
}

/** Which alliances' people the actor sees: their numbers, or everything. */
const reachIn = ({ actor }: Context): RawBuilder<SqlBool> | number[] =>
  isProgram(actor) ? sql<SqlBool>`true` : reachOf(actor, seeing);

/** Whether a role (`r`, with its organisation `o`) stands in the actor's reach. */
function roleInReach(ctx: Context): RawBuilder<SqlBool> {
  const reach = reachIn(ctx);
  return Array.isArray(reach)
    ? sql<SqlBool>`(r.alliance_id = any(${reach}::int[]) or o.alliance_id = any(${reach}::int[]))`
    : reach;
}

/**
 * Whether a person (`p`) is one whom the actor sees: they hold a role in reach, or none at all, and then they are the
 * whole alliance's. Who was erased is nobody's to see.
 */
export function personInReach(ctx: Context): RawBuilder<SqlBool> {
  const reach = reachIn(ctx);
  if (!Array.isArray(reach)) return sql<SqlBool>`p.erased_at is null`;
  return sql<SqlBool>`p.erased_at is null and (${reachesAll(reach)}
    or exists (select from person_role r left join organisation o on o.id = r.organisation_id
      where r.person_id = p.id and r.ended_at is null and ${roleInReach(ctx)})
    or (exists (select from alliance where level = 'global' and id = any(${reach}::int[]))
      and not exists (select from person_role r where r.person_id = p.id and r.ended_at is null)))`;
}

const like = (text: string) => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** What a filter says, in SQL over `p`. */
function matching(ctx: Context, { q, role, alliance }: PeopleFilter): RawBuilder<SqlBool> {
  const asksRole = role !== undefined || alliance !== undefined;
  // Whoever holds a role in reach is in reach: asked twice, the question costs ten times as much.
  const parts = [asksRole ? sql<SqlBool>`p.erased_at is null` : personInReach(ctx)];
  if (q) parts.push(sql`(lower(p.name) like ${like(q)} or lower(p.email) like ${like(q)})`);
  if (asksRole)
    parts.push(sql`exists (select from person_role r left join organisation o on o.id = r.organisation_id
      where r.person_id = p.id and r.ended_at is null and ${roleInReach(ctx)}
        ${role === undefined ? sql`` : sql`and r.role = ${role}`}
        ${alliance === undefined ? sql`` : sql`and coalesce(r.alliance_id, o.alliance_id) = ${alliance}`})`);
  return sql`${sql.join(parts, sql` and `)}`;
}

const shownRoles = (ctx: Context) => sql<ShownRole[]>`(
  select coalesce(json_agg(json_build_object('id', r.id, 'role', r.role, 'allianceId', r.alliance_id,
    'alliance', a.name, 'organisationId', r.organisation_id, 'organisation', o.name) order by r.id), '[]')
  from person_role r left join organisation o on o.id = r.organisation_id left join alliance a on a.id = r.alliance_id
  where r.person_id = p.id and r.ended_at is null and ${roleInReach(ctx)})`;

/** How many people the actor may see match the filter. */
export async function countPeople(ctx: Context, filter: PeopleFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from person p where ${matching(ctx, filter)}`.execute(ctx.db);
  return rows[0]!.count;
}

/**
 * The people whom the actor may see, by name, with their roles in reach; one statement, however many.
 * @param most on a page: as many as an export reads at once, or 50
 */
export async function listPeople(ctx: Context, filter: PeopleFilter, most = pageLength): Promise<ListedPerson[]> {
  const { rows } = await sql<ListedPerson>`
    with page as materialized (
      select p.id, p.name, p.email, p.locale, p.created_at, p.activated_at, p.suspended_at
      from person p where ${matching(ctx, filter)}
      order by lower(p.name), p.id limit ${most} offset ${(filter.page - 1) * most})
    select p.id, p.name, p.email, p.locale, p.created_at, p.activated_at, p.suspended_at, ${shownRoles(ctx)} as roles
    from page p order by lower(p.name), p.id`.execute(ctx.db);
  return rows;
}

/** A person whom the actor may see. @throws NotFound also for one whom they may not see */
export async function getPerson(ctx: Context, id: number): Promise<ListedPerson> {
  const { rows } = await sql<ListedPerson>`
    select p.id, p.name, p.email, p.locale, p.created_at, p.activated_at, p.suspended_at, ${shownRoles(ctx)} as roles
    from person p where p.id = ${id} and ${personInReach(ctx)}`.execute(ctx.db);
  if (!rows[0]) throw new NotFound('person');
  return rows[0];
}

/** A role with its history. */
export interface RoleRow extends ShownRole {
  organisationAllianceId: number | null;
  since: Date;
  until: Date | null;
  endedAt: Date | null;
  /** Who gave it; null for the program, or somebody who was erased. */
  givenBy: string | null;
}

const roleRows = (ctx: Context, condition: RawBuilder<SqlBool>) =>
  sql<RoleRow>`
    select r.id, r.role, r.alliance_id, a.name as alliance, r.organisation_id, o.name as organisation,
      o.alliance_id as organisation_alliance_id, r.since, r.until, r.ended_at, g.name as given_by
    from person_role r
      left join organisation o on o.id = r.organisation_id
      left join alliance a on a.id = r.alliance_id
      left join person g on g.id = r.given_by and g.erased_at is null
    where ${condition}
    order by r.ended_at is not null, r.id limit 200`
    .execute(ctx.db)
    .then(({ rows }) => rows);

/** The roles of a person in the actor's reach, with those that ended. */
export const listRolesOf = (ctx: Context, personId: number): Promise<RoleRow[]> =>
  roleRows(ctx, sql`r.person_id = ${personId} and ${roleInReach(ctx)}`);

/** The roles in force of the person who acts. */
export const listOwnRoles = async (ctx: Context): Promise<RoleRow[]> =>
  ctx.actor.kind === 'person' ? roleRows(ctx, sql`r.person_id = ${ctx.actor.id} and r.ended_at is null`) : [];

export interface OrganisationPerson {
  roleId: number;
  role: 'focal-point' | 'signatory';
  personId: number;
  name: string;
  email: string;
  since: Date;
  activatedAt: Date | null;
}

/** Who speaks for an organisation. The caller has checked `canSeeOrganisationPeople`. */
export async function listOrganisationPeople(ctx: Context, organisationId: number): Promise<OrganisationPerson[]> {
  const rows = await ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select(['r.id as roleId', 'r.role', 'p.id as personId', 'p.name', 'p.email', 'r.since', 'p.activatedAt'])
    .where('r.organisationId', '=', organisationId)
    .where('r.endedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .orderBy('r.role')
    .orderBy('r.id')
    .limit(200)
    .execute();
  return rows as OrganisationPerson[];
}

/** @throws NotFound where there is no alliance whose people the actor sees: a stranger does not find the list */
export function needPeopleInReach({ actor }: Context): void {
  if (reachOf(actor, seeing).length === 0) throw new NotFound('people');
}

/** @throws NotFound where there is no alliance whose journal the actor reads */
export function needJournalInReach({ actor }: Context): void {
  if (reachOf(actor, [...secretariat, 'safeguarding-lead']).length === 0) throw new NotFound('journal');
}

/** The alliances in the actor's reach, for choosing where a role is held or whose people are listed. */
export async function listAlliancesInReach(ctx: Context): Promise<{ id: number; name: Localised }[]> {
  const reach = reachOf(ctx.actor, seeing);
  if (reach.length === 0) return [];
  return ctx.db
    .selectFrom('alliance')
    .select(['id', 'name'])
    .where('id', 'in', reach)
    .orderBy('parentId', (order) => order.asc().nullsFirst())
    .orderBy('slug')
    .limit(500)
    .execute();
}

/** An organisation whose people the actor may see. @throws NotFound also for one whose they may not */
export async function getSpokenFor(ctx: Context, id: number) {
  const organisation = await ctx.db
    .selectFrom('organisation')
    .select(['id', 'name', 'allianceId'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!organisation || !canSeeOrganisationPeople(ctx.actor, { ...organisation, organisationId: id }))
    throw new NotFound('organisation');
  return organisation;
}

/**
 * Who holds, or held, a role of an organisation. The caller has checked `canSeeOrganisationPeople`, or shows a role to
 * nobody but the person who held it. @throws NotFound
 */
export async function getOrganisationRole(ctx: Context, organisationId: number, roleId: number) {
  const held = await ctx.db
    .selectFrom('personRole')
    .select(['role', 'personId'])
    .where('id', '=', roleId)
    .where('organisationId', '=', organisationId)
    .executeTakeFirst();
  if (!held) throw new NotFound('role');
  return held as { role: OrganisationPerson['role']; personId: number };
}
