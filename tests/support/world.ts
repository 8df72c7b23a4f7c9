import { addAlliance, type NewAlliance } from '../../src/lib/server/alliances/alliances.ts';
import type { NewPost } from '../../src/lib/server/blog/posts.ts';
import type { NewEvent } from '../../src/lib/server/events/events.ts';
import type { NewResource } from '../../src/lib/server/library/resources.ts';
import type { NewOrganisation } from '../../src/lib/server/membership/organisations.ts';
import type { Context } from '../../src/lib/server/platform/context.ts';
import { countryName } from '../../src/lib/server/platform/places/places.ts';
import { fold } from '../../src/lib/server/platform/text.ts';
import { addTheme } from '../../src/lib/server/platform/themes/themes.ts';
import { locales } from '../../src/lib/locale.ts';

/** What every domain stands on, as small as it can be: ids by slug. */
export interface World {
  places: Record<'kenya' | 'nairobi-ke' | 'bangladesh' | 'dhaka-bd', number>;
  themes: Record<'mobility' | 'road-safety' | 'health' | 'nutrition', number>;
  alliances: Record<'global' | 'kenya' | 'nairobi', number>;
}

const sources = [{ url: 'https://source.example/1' }];

/** Two countries with a city each, two themes with one below each, and the alliances of the world, Kenya and Nairobi. */
export async function makeWorld(ctx: Context): Promise<World> {
  const kenya = await addCountry(ctx, 'KE', 'kenya');
  const bangladesh = await addCountry(ctx, 'BD', 'bangladesh');
  const places = {
    kenya,
    bangladesh,
    'nairobi-ke': await addCity(ctx, kenya, 'KE', 'nairobi-ke', 'Nairobi', { bn: 'নাইরোবি' }),
    'dhaka-bd': await addCity(ctx, bangladesh, 'BD', 'dhaka-bd', 'Dhaka', { bn: 'ঢাকা', es: 'Daca' })
  };
  const theme = (slug: string, parent: string | null, en: string, es: string) =>
    addTheme(ctx, { slug, parent, label: { en, es }, colour: 'sun', motif: 'routes', aliases: {} });
  const themes = {
    mobility: await theme('mobility', null, 'Mobility', 'Movilidad'),
    'road-safety': await theme('road-safety', 'mobility', 'Road safety', 'Seguridad vial'),
    health: await theme('health', null, 'Health', 'Salud'),
    nutrition: await theme('nutrition', 'health', 'Nutrition', 'Nutrición')
  };
  const global = await addAlliance(
    ctx,
    newAlliance('world', { level: 'global', parent: null, name: { en: 'World Alliance', es: 'Alianza Mundial' } })
  );
  const alliances = {
    global,
    kenya: await addAlliance(
      ctx,
      newAlliance('kenya', { country: 'KE', name: { en: 'Kenya Alliance', sw: 'Muungano wa Kenya' } })
    ),
    nairobi: await addAlliance(
      ctx,
      newAlliance('nairobi', { parent: 'kenya', level: 'city', country: 'KE', name: { en: 'Nairobi Alliance' } })
    )
  };
  return { places, themes, alliances };
}

export async function addCountry(ctx: Context, countryCode: string, slug: string): Promise<number> {
  const names = Object.fromEntries(locales.map((locale) => [locale, countryName(countryCode, locale)]));
  return addPlace(ctx, { kind: 'country', countryCode, slug, name: names.en!, parentId: null, names });
}

export async function addCity(
  ctx: Context,
  parentId: number,
  countryCode: string,
  slug: string,
  name: string,
  names = {}
): Promise<number> {
  return addPlace(ctx, { kind: 'city', countryCode, slug, name, parentId, names });
}

type NewPlace = {
  kind: 'country' | 'city';
  countryCode: string;
  slug: string;
  name: string;
  parentId: number | null;
  names: Record<string, string>;
};

async function addPlace(ctx: Context, place: NewPlace): Promise<number> {
  const values = { ...place, names: JSON.stringify(place.names), latitude: 0, longitude: 0 };
  const { id } = await ctx.db.insertInto('place').values(values).returning('id').executeTakeFirstOrThrow();
  const folded = [...new Set([place.name, ...Object.values(place.names)].map(fold))];
  await ctx.db
    .insertInto('placeName')
    .values(folded.map((name) => ({ placeId: id, folded: name })))
    .execute();
  return id;
}

export const newAlliance = (slug: string, changes: Partial<NewAlliance> = {}): NewAlliance => ({
  slug,
  parent: 'world',
  level: 'country',
  name: { en: slug },
  shortName: null,
  tagline: {},
  lede: {},
  about: {},
  country: null,
  status: 'active',
  locales: ['en'],
  colours: {},
  mark: null,
  sources,
  ...changes
});

export const newOrganisation = (
  world: World,
  slug: string,
  changes: Partial<NewOrganisation> = {}
): NewOrganisation => ({
  allianceId: world.alliances.global,
  slug,
  name: slug,
  shortName: null,
  aliases: [],
  kind: 'ngo',
  kindNote: null,
  country: null,
  countryConfirmed: true,
  city: null,
  website: null,
  summary: null,
  note: null,
  themes: [],
  memberships: [{ allianceId: world.alliances.global, role: 'member', firstSeen: null }],
  sources,
  ...changes
});

export const newResource = (world: World, slug: string, changes: Partial<NewResource> = {}): NewResource => ({
  allianceId: world.alliances.global,
  slug,
  type: 'report',
  language: 'en',
  languages: ['en'],
  texts: [{ language: 'en', title: slug, summary: '', body: '' }],
  year: 2024,
  latestYear: null,
  yearNote: null,
  edition: null,
  authors: [],
  publisher: null,
  own: true,
  licence: null,
  seriesId: null,
  url: null,
  urlIsList: false,
  keywords: [],
  note: null,
  seenOnHub: true,
  themes: [],
  placeIds: [],
  sources,
  ...changes
});

export const newPost = (world: World, slug: string, changes: Partial<NewPost> = {}): NewPost => ({
  allianceId: world.alliances.global,
  slug,
  language: 'en',
  texts: [{ language: 'en', title: slug, summary: '', body: null }],
  date: '2026-05-01',
  dateNote: null,
  seriesId: null,
  url: null,
  note: null,
  authors: [],
  themes: [],
  placeIds: [],
  sources,
  ...changes
});

export const newEvent = (world: World, slug: string, changes: Partial<NewEvent> = {}): NewEvent => ({
  allianceId: world.alliances.global,
  parentSlug: null,
  slug,
  kind: 'session',
  language: 'en',
  title: slug,
  lede: null,
  startsOn: '2026-11-20',
  endsOn: changes.startsOn ?? '2026-11-20',
  startsAt: null,
  endsAt: null,
  timezone: null,
  venue: null,
  room: null,
  placeId: null,
  reference: null,
  track: null,
  themes: [],
  languages: [],
  runByAlliance: true,
  note: null,
  hosts: [],
  agenda: [],
  objectives: [],
  speakers: [],
  outcomes: [],
  times: [],
  sources,
  ...changes
});

/** Adds what the `new…` functions describe, one after the other, and gives their ids. */
export async function addAll<T>(
  ctx: Context,
  add: (ctx: Context, thing: T) => Promise<number>,
  things: T[]
): Promise<number[]> {
  const ids: number[] = [];
  for (const thing of things) ids.push(await add(ctx, thing));
  return ids;
}

/** What adds several things of one kind by their slugs, each with what it has of its own. */
export const adder =
  <T>(add: (ctx: Context, thing: T) => Promise<number>, make: (world: World, slug: string, changes: Partial<T>) => T) =>
  (ctx: Context, world: World, things: Record<string, Partial<T>>): Promise<number[]> =>
    addAll(
      ctx,
      add,
      Object.entries(things).map(([slug, changes]) => make(world, slug, changes))
    );

/** Makes a resource, post or event what it was before it was published. */
export async function unpublish(ctx: Context, table: 'resource' | 'post' | 'event', slug: string): Promise<void> {
  await ctx.db.updateTable(table).set({ publishedAt: null }).where('slug', '=', slug).execute();
}
