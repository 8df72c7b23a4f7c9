import { sql } from 'kysely';
import { addressesIn } from '../platform/addresses.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import type { Colour, Motif } from '../platform/themes/themes.ts';
import { inLanguage } from '#lib/locale.ts';

export interface MemberFilter {
  q?: string;
  kinds?: string[];
  /** Home or work. */
  countries?: string[];
  /** Home alone. */
  homes?: string[];
  themes?: string[];
}

/** The countries of each organisation: its home, and those where it works. */
const countriesOf = (ctx: Context) =>
  ctx.db
    .selectFrom('organisation')
    .select(['id as organisationId', 'countryId as placeId'])
    .where('countryId', 'is not', null)
    .union(ctx.db.selectFrom('organisationPlace').select(['organisationId', 'placeId']));

function members(ctx: Context, allianceId: number, filter: MemberFilter) {
  let query = ctx.db
    .selectFrom('organisation as o')
    .innerJoin('membership as m', (join) => join.onRef('m.organisationId', '=', 'o.id').on('m.role', '=', 'member'))
    .leftJoin('place as p', 'p.id', 'o.countryId')
    .leftJoin('file as logo', (join) => join.onRef('logo.id', '=', 'o.logoFileId').on('logo.public', '=', true))
    .where('m.allianceId', '=', allianceId)
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active');
  if (filter.q) {
    // No pattern: there would be signs to escape, and unaccent makes more of them, such as % of a full-width one.
    const words = sql`lower(unaccent(${filter.q}))`;
    query = query.where(
      sql<boolean>`exists (select from unnest(array[o.name, o.short_name] || o.aliases) as known (name)
        where strpos(lower(unaccent(known.name)), ${words}) > 0)`
    );
  }
  if (filter.kinds?.length) query = query.where('o.kind', 'in', filter.kinds);
  if (filter.homes?.length) query = query.where('p.slug', 'in', filter.homes);
  if (filter.countries?.length) {
    query = query.where('o.id', 'in', (eb) =>
      eb
        .selectFrom(countriesOf(ctx).as('c'))
        .innerJoin('place', 'place.id', 'c.placeId')
        .select('c.organisationId')
        .where('place.slug', 'in', filter.countries!)
    );
  }
  if (filter.themes?.length) {
    query = query.where('o.id', 'in', (eb) =>
      eb
        .selectFrom('organisationTheme as ot')
        .innerJoin('theme as t', 't.id', 'ot.themeId')
        .leftJoin('theme as parent', 'parent.id', 't.parentId')
        .select('ot.organisationId')
        .where((e) => e.or([e('t.slug', 'in', filter.themes!), e('parent.slug', 'in', filter.themes!)]))
    );
  }
  return query
    .select((eb) => [
      'o.slug',
      'o.name',
      'o.shortName',
      'o.kind',
      'o.kindNote',
      'o.language',
      'o.countryConfirmed',
      'p.countryCode',
      'm.firstSeen',
      'm.confirmedAt',
      'logo.id as logoId',
      'logo.name as logoName',
      eb
        .selectFrom('confirmation as c')
        .select('c.unconfirmedAt')
        .whereRef('c.membershipId', '=', 'm.id')
        .where('c.answeredAt', 'is', null)
        .as('unconfirmedAt'),
      eb
        .selectFrom('steeringSeat as s')
        .select('s.role')
        .whereRef('s.organisationId', '=', 'o.id')
        .whereRef('s.allianceId', '=', 'm.allianceId')
        .orderBy('s.position')
        .limit(1)
        .as('seat')
    ])
    .orderBy(sql`o.name collate "und-x-icu"`)
    .orderBy('o.id');
}

/** How many members a page of the directory lists. */
export const membersAPage = 100;

/**
 * One page of the members of an alliance that match, by name, each with its home country, steering role and first
 * mention.
 */
export async function listMembers(
  ctx: Context,
  allianceId: number,
  filter: MemberFilter,
  { page = 1, pageSize = membersAPage } = {}
) {
  return members(ctx, allianceId, filter)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
}

/** How many members of an alliance match. */
export async function countMembers(ctx: Context, allianceId: number, filter: MemberFilter = {}): Promise<number> {
  const { count } = await members(ctx, allianceId, filter)
    .clearSelect()
    .clearOrderBy()
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether every member of an alliance has a public source; one that joined by itself may have none. */
export async function haveMembersSources(ctx: Context, allianceId: number): Promise<boolean> {
  const without = await members(ctx, allianceId, {})
    .clearSelect()
    .clearOrderBy()
    .select('o.id')
    .where(sql<boolean>`o.sources = '[]'`)
    .limit(1)
    .executeTakeFirst();
  return without === undefined;
}

/** The members that match, for a spreadsheet: also city, website, themes by slug, and the addresses of the sources. */
export async function listMembersForExport(ctx: Context, allianceId: number, filter: MemberFilter) {
  return members(ctx, allianceId, filter)
    .select((eb) => [
      'o.city',
      'o.website',
      'o.sources',
      eb
        .selectFrom('organisationTheme as ot')
        .innerJoin('theme as t', 't.id', 'ot.themeId')
        .select(sql<string>`string_agg(t.slug, ' ' order by t.position)`.as('slugs'))
        .whereRef('ot.organisationId', '=', 'o.id')
        .as('themes')
    ])
    .execute();
}

/** Organisations with a part in an alliance, leads first, each with its role. */
export async function listPartsOfAlliance(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .select(['o.slug', 'o.name', 'm.role'])
    .where('m.allianceId', '=', allianceId)
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .orderBy(sql`m.role <> 'lead'`)
    .orderBy(sql`o.name collate "und-x-icu"`)
    .limit(500)
    .execute();
}

/** What the directory can be filtered by: kinds, countries (home or work) and themes of the members, each with its number. */
export async function memberFacets(ctx: Context, allianceId: number) {
  const members = ctx.db
    .selectFrom('organisation as o')
    .innerJoin('membership as m', (join) => join.onRef('m.organisationId', '=', 'o.id').on('m.role', '=', 'member'))
    .where('m.allianceId', '=', allianceId)
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active');
  const [kinds, countries, themes] = await Promise.all([
    members
      .select((eb) => ['o.kind', eb.fn.countAll<number>().as('count')])
      .groupBy('o.kind')
      .execute(),
    members
      .innerJoin(countriesOf(ctx).as('c'), 'c.organisationId', 'o.id')
      .innerJoin('place as p', 'p.id', 'c.placeId')
      .select((eb) => ['p.slug', 'p.countryCode', eb.fn.countAll<number>().as('count')])
      .groupBy(['p.slug', 'p.countryCode'])
      .execute(),
    members
      .innerJoin('organisationTheme as ot', 'ot.organisationId', 'o.id')
      .innerJoin('theme as own', 'own.id', 'ot.themeId')
      // What is about a theme is about its parent too, as in the filter.
      .innerJoin('theme as t', (join) => join.on(sql<boolean>`t.id in (own.id, own.parent_id)`))
      .select((eb) => ['t.slug', 't.label', eb.fn.count<number>('o.id').distinct().as('count')])
      .groupBy(['t.slug', 't.label', 't.position'])
      .orderBy('t.position')
      .execute()
  ]);
  return {
    kinds,
    countries,
    themes: themes.map((theme) => ({ ...theme, label: inLanguage(theme.label, ctx.locale).text }))
  };
}

/** The alliances that have members, each with their number, those with most first. */
export async function listAlliancesWithMembers(ctx: Context) {
  const rows = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select((eb) => ['a.id', 'a.slug', 'a.name', eb.fn.countAll<number>().as('count')])
    .where('m.role', '=', 'member')
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .groupBy(['a.id', 'a.slug', 'a.name'])
    .orderBy('count', 'desc')
    .orderBy('a.id')
    .execute();
  return rows.map(({ name, ...alliance }) => ({ ...alliance, label: inLanguage(name, ctx.locale).text }));
}

/** One organisation of the directory, with its part in each alliance. @throws NotFound */
export async function getOrganisation(ctx: Context, slug: string) {
  const organisation = await ctx.db
    .selectFrom('organisation as o')
    .leftJoin('place as p', 'p.id', 'o.countryId')
    .leftJoin('file as logo', (join) => join.onRef('logo.id', '=', 'o.logoFileId').on('logo.public', '=', true))
    .select([
      'logo.id as logoId',
      'logo.name as logoName',
      'o.id',
      'o.slug',
      'o.name',
      'o.shortName',
      'o.aliases',
      'o.kind',
      'o.kindNote',
      'o.countryConfirmed',
      'o.city',
      'o.website',
      'o.summary',
      'o.note',
      'o.language',
      'o.sources',
      'o.does',
      'o.offers',
      'o.confirmedAt',
      'p.countryCode',
      'p.slug as countrySlug'
    ])
    .select((eb) =>
      eb
        .selectFrom('organisationPlace as op')
        .innerJoin('place as at', 'at.id', 'op.placeId')
        .select((e) => e.fn<string[]>('array_agg', ['at.countryCode']).as('codes'))
        .whereRef('op.organisationId', '=', 'o.id')
        .where('at.kind', '=', 'country')
        .as('worksIn')
    )
    .where('o.slug', '=', slug)
    .where('o.status', '=', 'active')
    .executeTakeFirst();
  if (!organisation) throw new NotFound(slug);
  const [memberships, seats, themes] = await Promise.all([
    ctx.db
      .selectFrom('membership as m')
      .innerJoin('alliance as a', 'a.id', 'm.allianceId')
      .select(['m.role', 'm.firstSeen', 'm.since', 'm.confirmedAt', 'm.endedAt', 'a.slug', 'a.name', 'a.level'])
      .select((eb) =>
        eb
          .selectFrom('confirmation as c')
          .select('c.unconfirmedAt')
          .whereRef('c.membershipId', '=', 'm.id')
          .where('c.answeredAt', 'is', null)
          .as('unconfirmedAt')
      )
      .where('m.organisationId', '=', organisation.id)
      .orderBy('m.id')
      .execute(),
    ctx.db
      .selectFrom('steeringSeat')
      .select(['role', 'person', 'sources'])
      .where('organisationId', '=', organisation.id)
      .orderBy('position')
      .execute(),
    ctx.db
      .selectFrom('organisationTheme as ot')
      .innerJoin('theme as t', 't.id', 'ot.themeId')
      .select(['t.slug', 't.label', 't.colour', 't.motif'])
      .where('ot.organisationId', '=', organisation.id)
      .orderBy('t.position')
      .execute()
  ]);
  return {
    ...organisation,
    worksIn: organisation.worksIn ?? [],
    memberships: memberships.map(({ name, ...part }) => ({ ...part, ...inLanguage(name, ctx.locale) })),
    seats,
    themes: themes.map(({ slug, label, colour, motif }) => ({
      slug,
      label: inLanguage(label, ctx.locale).text,
      colour: colour as Colour,
      motif: motif as Motif
    }))
  };
}

/** Home countries of an alliance's members with their number, and how many of these no source states, for the map. */
export async function countMembersByCountry(
  ctx: Context,
  allianceId: number
): Promise<{ countryCode: string; count: number; unconfirmed: number }[]> {
  return ctx.db
    .selectFrom('organisation as o')
    .innerJoin('membership as m', (join) => join.onRef('m.organisationId', '=', 'o.id').on('m.role', '=', 'member'))
    .innerJoin('place as p', 'p.id', 'o.countryId')
    .select((eb) => [
      'p.countryCode',
      eb.fn.countAll<number>().as('count'),
      eb.fn.countAll<number>().filterWhere('o.countryConfirmed', '=', false).as('unconfirmed')
    ])
    .where('m.allianceId', '=', allianceId)
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .groupBy('p.countryCode')
    .orderBy('count', 'desc')
    .orderBy('p.countryCode')
    .execute();
}

/** The pages of organisations, for the site map. */
export const organisationAddresses = addressesIn('organisation', sql`status = 'active'`);
