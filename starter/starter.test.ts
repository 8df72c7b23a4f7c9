import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packagedPlaces } from '../src/lib/server/platform/places/data.ts';

type Row = Record<string, unknown> & { slug: string };
type Place = string | { city: string; country: string };

const locales = ['en', 'es', 'fr', 'ar', 'bn', 'sw'];
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
const lists = [
  'alliances',
  'themes',
  'series',
  'organisations',
  'resources',
  'posts',
  'events',
  'figures',
  'activities'
] as const;
const rows = Object.fromEntries(lists.map((name) => [name, read(name) as Row[]])) as Record<
  (typeof lists)[number],
  Row[]
>;
const alliance = read('alliance');
const slugs = (name: (typeof lists)[number]) => rows[name].map((row) => row.slug);
const each = lists.flatMap((name) => rows[name].map((row) => [`${name}/${row.slug}`, row] as const));

/** Every object in a file, with the path to it. */
function* walk(value: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* walk(item, `${path}.${at}`);
  else if (value && typeof value === 'object') {
    yield [path, value as Record<string, unknown>];
    for (const [key, item] of Object.entries(value)) yield* walk(item, `${path}.${key}`);
  }
}
const objects = [alliance, ...each.map(([, row]) => row)].flatMap((row) => [...walk(row, row.slug)]);
const refers = (path: string, to: string[], ...wanted: unknown[]) => {
  for (const slug of wanted) if (slug !== null && slug !== undefined) expect(to, path).toContain(slug);
};

test('slugs are unique within a list, and made of plain letters', () => {
  for (const name of lists) {
    expect(new Set(slugs(name)).size, name).toBe(rows[name].length);
    for (const slug of slugs(name)) expect(slug, name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

test('the lists are complete', () => {
  const sizes = Object.fromEntries(lists.map((name) => [name, rows[name].length]));
  expect(sizes).toMatchObject({ alliances: 3, resources: 16, posts: 26, events: 10, figures: 3, activities: 9 });
  expect(rows.organisations.filter((row) => row.role !== 'contributor')).toHaveLength(20);
});

test('every record has a source with an address', () => {
  for (const [path, row] of [['alliance', alliance], ...each] as const) {
    expect((row.sources as unknown[]).length, path).toBeGreaterThan(0);
  }
  for (const [path, object] of objects) {
    if (!Array.isArray(object.sources)) continue;
    for (const { url } of object.sources)
      expect(URL.canParse(url) && /^https?:\/\/[^/]*[^./](\/|$)/.test(url), `${path}: ${url}`).toBe(true);
  }
});

test('the rules for those who write say where they were read', () => {
  expect(alliance.writing.rules.length).toBeGreaterThan(0);
  expect(alliance.writing.sources.length).toBeGreaterThan(0);
});

test('every translated text is there in all six languages', () => {
  for (const [path, object] of objects) {
    // Aliases are lists of words, and are there where they are useful.
    if (typeof object.en !== 'string') continue;
    expect(Object.keys(object), path).toEqual(locales);
    for (const locale of locales) expect(object[locale], `${path}.${locale}`).toMatch(/\S/);
  }
  for (const row of [...rows.alliances, alliance]) expect(row.name.en).toBeTruthy();
  for (const { role } of alliance.people) expect(role).toHaveProperty('sw');
  for (const { note } of alliance.memberCounts) if (note !== undefined) expect(note).toHaveProperty('sw');
  for (const row of [...rows.themes, ...rows.series, ...rows.figures]) expect(row.label, row.slug).toHaveProperty('sw');
});

test('themes have two levels, one colour in a family, and words to find them by', () => {
  const bySlug = new Map(rows.themes.map((theme) => [theme.slug, theme]));
  for (const theme of rows.themes) {
    expect(['sun', 'coral', 'leaf', 'sky']).toContain(theme.colour);
    expect(['crossings', 'hopscotch', 'forum', 'kites', 'canopy', 'blocks', 'pipes', 'routes']).toContain(theme.motif);
    expect(Object.keys(theme.aliases as object), theme.slug).toEqual(locales);
    if (theme.parent === null) continue;
    const parent = bySlug.get(theme.parent as string);
    expect(parent, theme.slug).toMatchObject({ parent: null, colour: theme.colour });
  }
});

test('every reference leads somewhere', () => {
  for (const [path, row] of each) {
    refers(path, slugs('themes'), ...((row.themes as string[]) ?? []), row.theme);
    if ('series' in row) refers(path, slugs('series'), row.series);
    if ('lead' in row) refers(path, slugs('organisations'), row.lead);
    if ('forum' in row) refers(path, slugs('events'), row.forum);
    refers(path, slugs('resources'), ...((row.related as string[]) ?? []));
  }
  for (const row of rows.activities) refers(row.slug, slugs('organisations'), ...(row.organisations as string[]));
  for (const seat of [...alliance.steering, ...alliance.people])
    refers('alliance', slugs('organisations'), seat.organisation);
  for (const event of rows.events) {
    for (const outcome of event.outcomes as { links: string[] }[])
      refers(event.slug, slugs('alliances'), ...outcome.links);
    for (const speaker of event.speakers as Row[]) refers(event.slug, slugs('organisations'), speaker.organisation);
    // A host is an organisation here, or a name in words.
    for (const host of [...(event.hosts as string[]), ...(event.partners as string[])]) {
      if (/^[a-z0-9-]+$/.test(host)) refers(event.slug, slugs('organisations'), host);
    }
  }
  const steering = rows.organisations.filter((row) => row.steering).map((row) => row.slug);
  expect(steering.toSorted()).toEqual(alliance.steering.map((seat: Row) => seat.organisation).toSorted());
});

test('every place is one that the program knows', async () => {
  const countries = new Set<string>();
  const cities = new Set<string>();
  for await (const place of packagedPlaces()) {
    if (place.kind === 'country') countries.add(place.countryCode);
    else cities.add(`${place.name}, ${place.countryCode}`);
  }
  for (const [path, row] of each) {
    const places = [...((row.places as Place[]) ?? []), row.country, row.city].filter(Boolean) as Place[];
    for (const place of places) {
      if (typeof place === 'object') expect(cities, path).toContain(`${place.city}, ${place.country}`);
      else if (place === row.city) expect(cities, path).toContain(`${place}, ${row.country}`);
      else expect(countries, path).toContain(place);
    }
  }
});

test('dates are dates, and an event ends after it starts', () => {
  for (const post of rows.posts) {
    if (post.date === null) expect(post.dateNote, post.slug).toBeTruthy();
    else expect(post.date, post.slug).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  for (const event of rows.events) {
    expect(event.start, event.slug).toMatch(/^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/);
    if (event.end) expect(String(event.end) > String(event.start), event.slug).toBe(true);
    if (event.timezone)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: event.timezone as string })).not.toThrow();
  }
  for (const moment of alliance.timeline) expect(moment.date).toMatch(/^\d{4}(-\d\d(-\d\d)?)?$/);
});

test('whether the alliance ran an event is left open where the record does not say it', () => {
  for (const { slug, note, allianceRun } of rows.events)
    if (/who ran it/i.test((note as string | null) ?? '')) expect(allianceRun, slug).toBeNull();
});

test('how many members there are is said with date and source only: the sources disagree', () => {
  for (const text of Object.values(alliance.lede as object)) expect(text).not.toMatch(/\p{Nd}{2}/u);
});

test('an edition is not in the title, and an address that several resources share is that of a list', () => {
  const addresses = rows.resources.map((row) => row.url);
  for (const { slug, title, url, urlIsList } of rows.resources) {
    expect(title, slug).not.toMatch(/\bed\.|edition/i);
    expect(!urlIsList && addresses.filter((each) => each === url).length > 1, slug).toBe(false);
  }
});

test('the Katowice event is told whole', () => {
  const event = rows.events.find((row) => row.reference === 'NE 19')!;
  expect(event).toMatchObject({
    start: '2022-06-27T14:30',
    end: '2022-06-27T16:00',
    timezone: 'Europe/Warsaw',
    forum: 'wuf11'
  });
  expect(event.agenda).toHaveLength(8);
  expect(event.objectives).toHaveLength(5);
  expect(event.speakers).toHaveLength(4);
  expect((event.times as { used: boolean }[]).map((time) => time.used)).toEqual([true, false]);
});
