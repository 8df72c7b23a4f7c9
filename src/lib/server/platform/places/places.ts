import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Localised } from '../db/json.ts';
import { locales } from '#lib/locale.ts';
import { fold } from '../text.ts';
import { packagedPlaces, type PackagedPlace } from './data.ts';

export interface Place {
  id: number;
  parentId: number | null;
  kind: 'country' | 'city';
  countryCode: string;
  slug: string;
  name: string;
  names: Localised;
}

const batchSize = 1000;

/** Fills the table of places from the packaged countries and cities; does nothing where it is filled. */
export async function loadPlaces(ctx: Context): Promise<number> {
  const filled = await ctx.db.selectFrom('place').select('id').limit(1).executeTakeFirst();
  if (filled) return 0;
  let count = 0;
  const countries: PackagedPlace[] = [];
  const cities: PackagedPlace[] = [];
  for await (const place of packagedPlaces()) (place.kind === 'country' ? countries : cities).push(place);
  for (const kind of [countries, cities]) {
    for (let from = 0; from < kind.length; from += batchSize) {
      await insertPlaces(ctx, kind.slice(from, from + batchSize));
      count += Math.min(batchSize, kind.length - from);
    }
  }
  return count;
}

async function insertPlaces(ctx: Context, places: PackagedPlace[]): Promise<void> {
  const rows = JSON.stringify(
    places.map((place) => ({
      kind: place.kind,
      country_code: place.countryCode,
      slug: place.slug,
      name: place.name,
      names: place.kind === 'country' ? countryNames(place.countryCode) : place.names,
      geoname_id: place.geonameId,
      population: place.population,
      latitude: place.latitude,
      longitude: place.longitude,
      timezone: place.timezone
    }))
  );
  await sql`
    insert into place (parent_id, kind, country_code, slug, name, names, geoname_id, population, latitude, longitude, timezone)
    select c.id, p.kind, p.country_code, p.slug, p.name, p.names, p.geoname_id, p.population, p.latitude, p.longitude, p.timezone
    from json_to_recordset(${rows}::json) as p(kind text, country_code char(2), slug text, name text, names jsonb,
      geoname_id int, population int, latitude float8, longitude float8, timezone text)
    left join place c on p.kind = 'city' and c.kind = 'country' and c.country_code = p.country_code
    where p.kind = 'country' or c.id is not null
    order by p.population desc nulls last, p.slug`.execute(ctx.db);
  const names = places.flatMap((place) => {
    const all = place.kind === 'country' ? Object.values(countryNames(place.countryCode)) : Object.values(place.names);
    return [...new Set([place.name, ...all].map((name) => fold(name ?? '')))]
      .filter(Boolean)
      .map((folded) => ({ slug: place.slug, folded }));
  });
  await sql`
    insert into place_name (place_id, folded)
    select p.id, n.folded from json_to_recordset(${JSON.stringify(names)}::json) as n(slug text, folded text)
    join place p on p.slug = n.slug on conflict do nothing`.execute(ctx.db);
}

/** By language, and in it by code: there are 250, and asking for a name takes longer than a page has. */
const countryNamesIn = new Map<string, { names: Intl.DisplayNames; said: Map<string, string> }>();

/** The name of a country (ISO 3166 alpha-2) in a language, from the runtime's CLDR data. */
export function countryName(code: string, locale: string): string {
  let known = countryNamesIn.get(locale);
  if (!known) {
    known = { names: new Intl.DisplayNames(locale, { type: 'region' }), said: new Map() };
    countryNamesIn.set(locale, known);
  }
  let name = known.said.get(code);
  if (name === undefined) known.said.set(code, (name = known.names.of(code) ?? code));
  return name;
}

function countryNames(code: string): Localised {
  return Object.fromEntries(locales.map((locale) => [locale, countryName(code, locale)]));
}

/** The name of a place in a language: a country's from CLDR, a city's as the source has it, else its English one. */
export function placeName(place: Pick<Place, 'kind' | 'countryCode' | 'name' | 'names'>, locale: string): string {
  return place.kind === 'country' ? countryName(place.countryCode, locale) : (place.names[locale] ?? place.name);
}

const placeColumns = ['id', 'parentId', 'kind', 'countryCode', 'slug', 'name', 'names'] as const;

/** The country of an ISO 3166 alpha-2 code. */
export async function findCountry(ctx: Context, code: string): Promise<Place | undefined> {
  const row = await ctx.db
    .selectFrom('place')
    .select(placeColumns)
    .where('kind', '=', 'country')
    .where('countryCode', '=', code)
    .executeTakeFirst();
  return row as Place | undefined;
}

/** The same for a code that must be one. @throws RangeError */
export async function getCountry(ctx: Context, code: string): Promise<Place> {
  const country = await findCountry(ctx, code);
  if (!country) throw new RangeError(`no country ${code}`);
  return country;
}

/** The largest city of that name in the country. */
export async function findCity(ctx: Context, name: string, countryCode: string): Promise<Place | undefined> {
  const row = await ctx.db
    .selectFrom('place')
    .innerJoin('placeName', 'placeName.placeId', 'place.id')
    .select(['id', 'parentId', 'kind', 'countryCode', 'slug', 'name', 'names'])
    .where('folded', '=', fold(name))
    .where('kind', '=', 'city')
    .where('countryCode', '=', countryCode)
    .orderBy('population', (order) => order.desc().nullsLast())
    .executeTakeFirst();
  return row as Place | undefined;
}

/** The places with these ids, by id. Places hardly change: those asked for once are kept. */
export async function placesById(ctx: Context, ids: number[]): Promise<Map<number, Place>> {
  if (ids.length === 0) return new Map();
  const known = await ctx.instance.kept.keep('places', ['place'], async () => new Map<number, Place>());
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) {
    const rows = await ctx.db.selectFrom('place').select(placeColumns).where('id', 'in', missing).execute();
    for (const row of rows as Place[]) known.set(row.id, row);
  }
  return new Map(
    ids.flatMap((id) => {
      const place = known.get(id);
      return place ? [[id, place]] : [];
    })
  );
}

/** The ids with those of the countries that the cities among them lie in. */
export async function placeLineage(ctx: Context, ids: number[]): Promise<number[]> {
  const places = await placesById(ctx, ids);
  return [
    ...new Set(
      [...places.values()].flatMap((place) => (place.parentId === null ? [place.id] : [place.id, place.parentId]))
    )
  ];
}

/** The names, in all languages, of these places. */
export async function placeWords(ctx: Context, ids: number[]): Promise<string[]> {
  const places = await placesById(ctx, ids);
  return [
    ...new Set(
      [...places.values()].flatMap((place) => [
        place.name,
        ...Object.values(place.names).filter((n) => n !== undefined)
      ])
    )
  ];
}

/** The places with these slugs, in no order. */
export async function placesBySlug(ctx: Context, slugs: string[]): Promise<Place[]> {
  if (slugs.length === 0) return [];
  const rows = await ctx.db.selectFrom('place').select(placeColumns).where('slug', 'in', slugs).execute();
  return rows as Place[];
}

/** All countries, by their English names. */
export async function listCountries(ctx: Context): Promise<Pick<Place, 'id' | 'slug' | 'countryCode'>[]> {
  return ctx.db
    .selectFrom('place')
    .select(['id', 'slug', 'countryCode'])
    .where('kind', '=', 'country')
    .orderBy(sql`name collate "und-x-icu"`)
    .execute();
}
