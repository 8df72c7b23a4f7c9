import { sql, type SqlBool } from 'kysely';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { canEditRecord, canMerge, canSeeRecords } from '../membership/policy.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { canGiveOrganisationRole } from '../people/policy.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { undoDays } from '../people/merging.ts';
import { reachOf, secretariat } from '../platform/roles.ts';

/** An organisation as its record shows it. @throws NotFound for one out of reach */
export async function getOrganisationRecord(ctx: Context, id: number) {
  const row = await ctx.db
    .selectFrom('organisation as o')
    .leftJoin('place as p', 'p.id', 'o.countryId')
    .leftJoin('organisation as k', 'k.id', 'o.mergedIntoId')
    .select(['o.id', 'o.slug', 'o.name', 'o.shortName', 'o.aliases', 'o.kind', 'o.kindNote', 'o.city', 'o.website'])
    .select(['o.summary', 'o.note', 'o.does', 'o.offers', 'o.status', 'o.safeguarding', 'o.safeguardingUrl'])
    .select(['o.allianceId', 'o.createdAt', 'o.confirmedAt', 'o.folded', 'o.host'])
    .select(['p.countryCode', 'k.id as keptId', 'k.name as keptName'])
    .select(
      sql<string[] | null>`(select array_agg(t.slug order by t.position) from organisation_theme ot
        join theme t on t.id = ot.theme_id where ot.organisation_id = o.id)`.as('themes')
    )
    .select(
      sql<string[] | null>`(select array_agg(w.country_code order by w.slug) from organisation_place op
        join place w on w.id = op.place_id where op.organisation_id = o.id)`.as('workedIn')
    )
    .where('o.id', '=', id)
    .where(organisationInReach(recordReach(ctx.actor)))
    .executeTakeFirst();
  if (!row) throw new NotFound('organisation');
  const where = { allianceId: row.allianceId, organisationId: id };
  return {
    ...row,
    themes: row.themes ?? [],
    workedIn: row.workedIn ?? [],
    can: {
      edit: canEditRecord(ctx.actor, where) && row.status !== 'archived',
      merge: canMerge(ctx.actor, where) && row.status !== 'archived',
      undo: canMerge(ctx.actor, where),
      people: canGiveOrganisationRole(ctx.actor, where) && row.status !== 'archived',
      see: canSeeRecords(ctx.actor, where)
    }
  };
}

/** Who speaks, or spoke, for an organisation, those in force first. */
export async function listOrganisationPeople(ctx: Context, id: number) {
  return ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select(['p.id', 'p.name', 'p.email', 'r.role', 'r.since', 'r.endedAt'])
    .where('r.organisationId', '=', id)
    .orderBy(sql`r.ended_at is not null`)
    .orderBy('r.since', 'desc')
    .orderBy('r.id')
    .limit(100)
    .execute();
}

/** The parts of an organisation in the alliances in reach. */
export async function listOrganisationParts(ctx: Context, id: number) {
  const rows = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .leftJoin('charter as c', 'c.id', 'm.charterId')
    .leftJoin('person as by', 'by.id', 'm.charterAcceptedBy')
    .select(['m.id', 'm.role', 'm.since', 'm.firstSeen', 'm.confirmedAt', 'm.endedAt', 'm.endedHow', 'a.name'])
    .select(['c.version as charter', 'm.charterAcceptedAt', 'by.name as charterAcceptedBy'])
    .where('m.organisationId', '=', id)
    .where(sql<SqlBool>`m.alliance_id = any(${recordReach(ctx.actor)}::int[])`)
    .orderBy('m.id')
    .execute();
  return rows.map(({ name, ...part }) => ({ ...part, ...inLanguage(name, ctx.locale) }));
}

/** The applications of an organisation that the actor, being of the secretariat, may see; the newest first. */
export async function listOrganisationApplications(ctx: Context, id: number) {
  return ctx.db
    .selectFrom('application')
    .select(['reference', 'state', 'sentAt', 'decidedAt', 'name'])
    .where('organisationId', '=', id)
    .where(sql<SqlBool>`alliance_id = any(${reachOf(ctx.actor, secretariat)}::int[])`)
    .where(sql<SqlBool>`not ${withdrewFrom(ctx.actor, sql`'application'`, sql`application.id`)}`)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

/** What a record has that is to be made one with another: its people now and its memberships that go on. */
export async function weighRecord(ctx: Context, record: Awaited<ReturnType<typeof getOrganisationRecord>>) {
  const [people, parts] = await Promise.all([
    listOrganisationPeople(ctx, record.id),
    listOrganisationParts(ctx, record.id)
  ]);
  const { city, website, summary, does, offers, safeguarding, countryCode, shortName } = record;
  return {
    id: record.id,
    people: new Set(people.flatMap(({ id, endedAt }) => (endedAt ? [] : [id]))).size,
    memberships: parts.filter(({ role, endedAt }) => role === 'member' && !endedAt).length,
    facts: [city, website, summary, does, offers, safeguarding, countryCode, shortName].filter(Boolean).length
  };
}
export type Weight = Awaited<ReturnType<typeof weighRecord>>;

/** Which of two records is likely to stay: a member before none, then who has more people, more facts, or came first. */
export function fullerOf(one: Weight, other: Weight): number {
  const more =
    Math.sign(one.memberships) - Math.sign(other.memberships) ||
    one.people - other.people ||
    one.facts - other.facts ||
    other.id - one.id;
  return more >= 0 ? one.id : other.id;
}

/** Merges in which an organisation was one of the two and which can still be taken back. */
export async function listUndoable(ctx: Context, kind: 'organisation' | 'person', id: number) {
  const names =
    kind === 'organisation'
      ? sql<string>`(select name from organisation where id = m.merged_id)`
      : sql<string>`(select name from person where id = m.merged_id)`;
  return ctx.db
    .selectFrom('merge as m')
    .select(['m.id', 'm.at', 'm.mergedId', 'm.keptId', names.as('name')])
    .where('m.kind', '=', kind)
    .where((eb) => eb.or([eb('m.keptId', '=', id), eb('m.mergedId', '=', id)]))
    .where('m.undoneAt', 'is', null)
    .where('m.at', '>', new Date(ctx.now.getTime() - undoDays * 86_400_000))
    .orderBy('m.id', 'desc')
    .limit(20)
    .execute();
}
