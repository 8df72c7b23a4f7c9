import { sql } from 'kysely';
import { addressesIn } from '../platform/addresses.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import type { Place } from '../platform/places/places.ts';
import { inLanguage } from '#lib/locale.ts';

const listed = [
  'e.id',
  'e.slug',
  'e.kind',
  'e.title',
  'e.language',
  'e.lede',
  'e.startsOn',
  'e.endsOn',
  'e.startsAt',
  'e.endsAt',
  'e.timezone',
  'e.venue',
  'e.room',
  'e.reference',
  'e.status',
  'e.runByAlliance',
  'p.kind as placeKind',
  'p.countryCode',
  'p.name as placeName',
  'p.names as placeNames'
] as const;

function published(ctx: Context) {
  return ctx.db
    .selectFrom('event as e')
    .leftJoin('place as p', 'p.id', 'e.placeId')
    .where('e.publishedAt', 'is not', null);
}

/** When an event is over, by the same rule as `isPast`. Etc/GMT+12 is UTC−12. */
const endOf = sql<Date>`coalesce((e.ends_on + e.ends_at) at time zone e.timezone,
  (e.ends_on + 1)::timestamp at time zone coalesce(e.timezone, 'Etc/GMT+12'))`;

/** One page of events: those to come with the nearest first, or those past with the latest first. */
export async function listEvents(
  ctx: Context,
  { when, ids, page = 1, pageSize = 20 }: { when: 'coming' | 'past'; ids?: number[]; page?: number; pageSize?: number }
) {
  let query = published(ctx).where(endOf, when === 'coming' ? '>' : '<=', ctx.now);
  if (ids) query = query.where('e.id', 'in', ids.length > 0 ? ids : [0]);
  const [events, { total }] = await Promise.all([
    query
      .select(listed)
      .orderBy('e.startsOn', when === 'coming' ? 'asc' : 'desc')
      .orderBy('e.id')
      .limit(pageSize)
      .offset((page - 1) * pageSize)
      .execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  ]);
  return { events: events.map(withPlace), total };
}

function withPlace<
  T extends { placeKind: string | null; countryCode: string | null; placeName: string | null; placeNames: unknown }
>(row: T) {
  const { placeKind, countryCode, placeName, placeNames, ...event } = row;
  const place =
    placeKind && countryCode && placeName
      ? ({ kind: placeKind, countryCode, name: placeName, names: placeNames } as Pick<
          Place,
          'kind' | 'countryCode' | 'name' | 'names'
        >)
      : null;
  return { ...event, place };
}

/** Whether a speaker's organisation, which is a name in words, is called like the organisation `o`. */
const isOfOrganisation = sql<boolean>`lower(s.organisation) in (lower(o.name), lower(o.short_name))`;

/** One event with all that the record has of it. @throws NotFound */
export async function getEvent(ctx: Context, slug: string) {
  const event = await published(ctx)
    .leftJoin('event as parent', (join) =>
      join.onRef('parent.id', '=', 'e.parentId').on('parent.publishedAt', 'is not', null)
    )
    .select([
      ...listed,
      'e.note',
      'e.track',
      'e.languages',
      'e.sources',
      'e.changedAt',
      'parent.slug as parentSlug',
      'parent.title as parentTitle',
      'parent.language as parentLanguage'
    ])
    .where('e.slug', '=', slug)
    .executeTakeFirst();
  if (!event) throw new NotFound(slug);
  const of = event.id;
  const { db } = ctx;
  const [themes, hosts, agenda, objectives, speakers, outcomes, times, parts] = await Promise.all([
    db
      .selectFrom('eventTheme as et')
      .innerJoin('theme as t', 't.id', 'et.themeId')
      .select(['t.slug', 't.label'])
      .where('et.eventId', '=', of)
      .orderBy('et.position')
      .execute(),
    db
      .selectFrom('eventHost as h')
      .leftJoin('organisation as o', (join) =>
        join.onRef('o.id', '=', 'h.organisationId').on('o.status', '=', 'active')
      )
      .select(['h.role', 'h.name', 'o.slug'])
      .where('eventId', '=', of)
      .orderBy('position')
      .execute(),
    db.selectFrom('eventAgendaItem').select(['title', 'text']).where('eventId', '=', of).orderBy('position').execute(),
    db.selectFrom('eventObjective').select('text').where('eventId', '=', of).orderBy('position').execute(),
    db
      .selectFrom('eventSpeaker as s')
      .select((eb) => [
        's.name',
        's.role',
        's.organisation',
        's.moderator',
        's.note',
        eb
          .selectFrom('organisation as o')
          .select('o.slug')
          .where('o.status', '=', 'active')
          .where(isOfOrganisation)
          .orderBy('o.id')
          .limit(1)
          .as('slug')
      ])
      .where('eventId', '=', of)
      .orderBy('position')
      .execute(),
    db
      .selectFrom('eventOutcome')
      .select(['date', 'text', 'allianceSlugs'])
      .where('eventId', '=', of)
      .orderBy('position')
      .execute(),
    db
      .selectFrom('eventTimeClaim')
      .select(['source', 'startsAt', 'endsAt', 'used'])
      .where('eventId', '=', of)
      .orderBy('position')
      .execute(),
    published(ctx)
      .select(listed)
      .where('e.parentId', '=', of)
      .orderBy('e.startsOn')
      .orderBy('e.startsAt')
      .orderBy('e.id')
      .execute()
  ]);
  return {
    ...withPlace(event),
    themes: themes.map(({ slug, label }) => ({ slug, label: inLanguage(label, ctx.locale).text })),
    hosts,
    agenda,
    objectives: objectives.map((o) => o.text),
    speakers,
    outcomes,
    times,
    parts: parts.map(withPlace)
  };
}

/**
 * Events that an organisation hosted, was a partner of (`role`), or at which somebody of it spoke (`speakers`), the
 * latest first.
 */
export async function listEventsOfOrganisation(ctx: Context, organisationId: number) {
  const rows = await published(ctx)
    .innerJoin('organisation as o', (join) => join.on('o.id', '=', organisationId))
    .select(listed)
    .select((eb) => [
      eb
        .selectFrom('eventHost as h')
        .select('h.role')
        .whereRef('h.eventId', '=', 'e.id')
        .whereRef('h.organisationId', '=', 'o.id')
        .orderBy('h.role')
        .limit(1)
        .as('role'),
      sql<string[]>`array(select s.name from event_speaker s where s.event_id = e.id and ${isOfOrganisation}
        order by s.position)`.as('speakers')
    ])
    .where(
      sql<boolean>`e.id in (select event_id from event_host where organisation_id = ${organisationId}
        union select s.event_id from event_speaker s join organisation o on o.id = ${organisationId} and ${isOfOrganisation})`
    )
    .orderBy('e.startsOn', 'desc')
    .orderBy('e.id')
    .limit(100)
    .execute();
  return rows.map(withPlace);
}

/** Events of a country or city alliance: its own, those in its country, and those whose outcomes name it. */
export async function listEventsOfAlliance(
  ctx: Context,
  alliance: { id: number; slug: string; countryCode: string | null }
) {
  const rows = await published(ctx)
    .select(listed)
    .where((eb) =>
      eb.or([
        eb('e.allianceId', '=', alliance.id),
        eb('p.countryCode', '=', alliance.countryCode ?? ''),
        eb.exists(
          eb
            .selectFrom('eventOutcome as o')
            .select('o.eventId')
            .whereRef('o.eventId', '=', 'e.id')
            .where(sql<boolean>`${alliance.slug} = any(o.alliance_slugs)`)
        )
      ])
    )
    .orderBy('e.startsOn', 'desc')
    .orderBy('e.id')
    .limit(100)
    .execute();
  return rows.map(withPlace);
}

/** The events out of which alliances came, oldest first, each with its outcomes: how the alliances so far were built. */
export async function listEventsThatBuilt(ctx: Context) {
  const events = await published(ctx)
    .select(['e.id', 'e.slug', 'e.title', 'e.language', 'e.lede', 'e.note', 'e.startsOn', 'e.endsOn'])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('eventOutcome as o')
          .select('o.eventId')
          .whereRef('o.eventId', '=', 'e.id')
          .where(sql<boolean>`cardinality(o.alliance_slugs) > 0`)
      )
    )
    .orderBy('e.startsOn')
    .orderBy('e.id')
    .execute();
  const outcomes = await ctx.db
    .selectFrom('eventOutcome')
    .select(['eventId', 'date', 'text', 'allianceSlugs'])
    .where('eventId', 'in', [0, ...events.map((event) => event.id)])
    .orderBy('position')
    .execute();
  return events.map((event) => ({ ...event, outcomes: outcomes.filter((outcome) => outcome.eventId === event.id) }));
}

/** Calls to build an alliance that are announced or under way, the nearest first. */
export async function listOpenCalls(ctx: Context) {
  const rows = await published(ctx)
    .select(listed)
    .where('e.kind', '=', 'call')
    .where('e.status', '<>', 'cancelled')
    .where(endOf, '>', ctx.now)
    .orderBy('e.startsOn')
    .orderBy('e.id')
    .limit(20)
    .execute();
  return rows.map(withPlace);
}

/** One event as a calendar needs it. @throws NotFound */
export async function getEventForCalendar(ctx: Context, slug: string) {
  const row = await published(ctx)
    .select([...listed, 'e.changedAt', 'e.sequence'])
    .where('e.slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new NotFound(slug);
  return withPlace(row);
}

/** The newest events for feeds and calendars, coming and past together. */
export async function listEventsForFeed(ctx: Context, limit: number) {
  const rows = await published(ctx)
    .select([...listed, 'e.changedAt', 'e.sequence'])
    .orderBy('e.startsOn', 'desc')
    .orderBy('e.id')
    .limit(limit)
    .execute();
  return rows.map(withPlace);
}

/** The pages of events, for the site map. */
export const eventAddresses = addressesIn('event', sql`published_at is not null`, 'changed_at');
