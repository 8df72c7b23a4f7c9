import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import type { Colour } from '../platform/themes/themes.ts';

export interface NewActivity {
  allianceId: number;
  slug: string;
  title: string;
  themeId: number | null;
  organisations: { organisationId: number | null; name: string }[];
  placeIds: number[];
  dates: string | null;
  status: string;
  note: string | null;
  sources: Source[];
}

/** Adds an entry to who does what where. */
export async function addActivity(ctx: Context, activity: NewActivity): Promise<number> {
  const { organisations, placeIds, ...row } = activity;
  return inTransaction(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('activity')
      .values({ ...row, sources: JSON.stringify(row.sources) })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (organisations.length > 0) {
      const rows = organisations.map((organisation, position) => ({ activityId: id, position, ...organisation }));
      await ctx.db.insertInto('activityOrganisation').values(rows).execute();
    }
    if (placeIds.length > 0) {
      await ctx.db
        .insertInto('activityPlace')
        .values(placeIds.map((placeId) => ({ activityId: id, placeId })))
        .execute();
    }
    await record(ctx, 'activity.added', { kind: 'activity', id, allianceId: activity.allianceId });
    return id;
  });
}

/** Activities in a country (by its code), or of an organisation (by its slug), each with who does it, where and on what. */
export async function listActivities(ctx: Context, filter: { countryCode?: string; organisation?: string }) {
  let query = ctx.db
    .selectFrom('activity as a')
    .leftJoin('theme as t', 't.id', 'a.themeId')
    .select((eb) => [
      'a.slug',
      'a.title',
      'a.language',
      'a.dates',
      'a.status',
      'a.note',
      'a.sources',
      't.label as themeLabel',
      't.colour as themeColour',
      jsonArrayFrom(
        eb
          .selectFrom('activityOrganisation as ao')
          .leftJoin('organisation as o', (join) =>
            join.onRef('o.id', '=', 'ao.organisationId').on('o.status', '=', 'active')
          )
          .select(['ao.name', 'o.slug'])
          .whereRef('ao.activityId', '=', 'a.id')
          .orderBy('ao.position')
      ).as('organisations'),
      jsonArrayFrom(
        eb
          .selectFrom('activityPlace as ap')
          .innerJoin('place as p', 'p.id', 'ap.placeId')
          .select(['p.kind', sql<string>`p.country_code`.as('code'), 'p.name', 'p.names'])
          .whereRef('ap.activityId', '=', 'a.id')
          .orderBy('p.name')
      ).as('places')
    ])
    .orderBy('a.id')
    .limit(200);
  if (filter.countryCode) {
    query = query.where('a.id', 'in', (eb) =>
      eb
        .selectFrom('activityPlace as ap')
        .innerJoin('place as p', 'p.id', 'ap.placeId')
        .select('ap.activityId')
        .where('p.countryCode', '=', filter.countryCode!)
    );
  }
  if (filter.organisation) {
    query = query.where('a.id', 'in', (eb) =>
      eb
        .selectFrom('activityOrganisation as x')
        .innerJoin('organisation as y', 'y.id', 'x.organisationId')
        .select('x.activityId')
        .where('y.slug', '=', filter.organisation!)
    );
  }
  const rows = await query.execute();
  return rows.map(({ themeLabel, themeColour, places, ...row }) => ({
    ...row,
    theme: themeLabel ? { label: inLanguage(themeLabel, ctx.locale).text, colour: themeColour as Colour } : null,
    places: places.map(({ code, ...place }) => ({ ...place, countryCode: code }))
  }));
}
