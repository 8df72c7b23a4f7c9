import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';

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
export async function addActivity(ctx: Context, activity: NewActivity): Promise<void> {
  const { organisations, placeIds, ...row } = activity;
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
    await ctx.db.insertInto('activityPlace').values(placeIds.map((placeId) => ({ activityId: id, placeId }))).execute();
  }
}

/** Activities in a country (by its code), or of an organisation (by its slug), each with who does it. */
export async function listActivities(ctx: Context, filter: { countryCode?: string; organisation?: string }) {
  let query = ctx.db
    .selectFrom('activity as a')
    .innerJoin('activityOrganisation as ao', 'ao.activityId', 'a.id')
    .leftJoin('organisation as o', 'o.id', 'ao.organisationId')
    .select((eb) => [
      'a.slug', 'a.title', 'a.language', 'a.dates', 'a.status', 'a.note', 'a.sources',
      eb.fn.agg<string[]>('array_agg', ['ao.name']).orderBy('ao.position').as('organisations')
    ])
    .groupBy('a.id')
    .orderBy('a.id');
  if (filter.countryCode) {
    query = query.where('a.id', 'in', (eb) =>
      eb.selectFrom('activityPlace as ap').innerJoin('place as p', 'p.id', 'ap.placeId').select('ap.activityId').where('p.countryCode', '=', filter.countryCode!)
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
  return query.execute();
}
