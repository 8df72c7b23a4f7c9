/**
 * The countries and cities that come with the program, as scripts/build-places.ts gathered them.
 *
 * Cities and their coordinates, populations and time zones: GeoNames (https://www.geonames.org/), licensed CC BY 4.0
 * (https://creativecommons.org/licenses/by/4.0/), selected and reformatted; a page that shows them owes that credit.
 * City names in other languages: Unicode CLDR (Unicode License v3), GeoNames, and a list of our own. Country points:
 * Natural Earth, public domain. Country names: the runtime's own CLDR data.
 */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export interface PackagedPlace {
  /** The number of a city at GeoNames. */
  geonameId: number | null;
  kind: 'country' | 'city';
  /** ISO 3166-1 alpha-2; XK for Kosovo. */
  countryCode: string;
  /** Unique: "kenya", "nairobi-ke". */
  slug: string;
  /** In English. */
  name: string;
  /** Only where known, and different from the English name. */
  names: Partial<Record<PlaceLocale, string>>;
  population: number | null;
  latitude: number;
  longitude: number;
  /** IANA name; null for a country with several zones. */
  timezone: string | null;
}

type PlaceLocale = (typeof placeLocales)[number];

const placeLocales = ['es', 'fr', 'ar', 'bn', 'sw'] as const;

/** Addresses that people expect, where CLDR's English name is longer or holds two names. */
const countrySlugs: Record<string, string> = {
  CD: 'congo-kinshasa',
  CG: 'congo-brazzaville',
  HK: 'hong-kong',
  MM: 'myanmar',
  MO: 'macao',
  PS: 'palestine'
};

/** All countries, in the order of their codes, then all cities, by country and then the largest first. */
export async function* packagedPlaces(file: string | URL = packagedFile()): AsyncGenerator<PackagedPlace> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity });
  for await (const line of lines) yield parse(line);
}

/** Beside this module; in a built server, which is started in the project's folder, where the source has it. */
function packagedFile(): string | URL {
  const beside = new URL('./places.tsv.gz', import.meta.url);
  return existsSync(beside) ? beside : join(process.cwd(), 'src/lib/server/platform/places/places.tsv.gz');
}

function parse(line: string): PackagedPlace {
  const [kind, id, countryCode = '', slug = '', name = '', latitude, longitude, population, timezone, ...translated] =
    line.split('\t');
  const position = { latitude: Number(latitude), longitude: Number(longitude), timezone: timezone || null };
  if (kind === 'country') return { ...country(countryCode), ...position };
  return {
    geonameId: Number(id),
    kind: 'city',
    countryCode,
    slug,
    name,
    names: Object.fromEntries(placeLocales.map((locale, at) => [locale, translated[at]]).filter(([, text]) => text)),
    population: population ? Number(population) : null,
    ...position
  };
}

const english = new Intl.DisplayNames('en', { type: 'region' });
const languages = placeLocales.map((locale) => [locale, new Intl.DisplayNames(locale, { type: 'region' })] as const);

function country(code: string): Omit<PackagedPlace, 'latitude' | 'longitude' | 'timezone'> {
  const name = english.of(code) ?? code;
  const names = languages.map(([locale, display]) => [locale, display.of(code)]).filter(([, text]) => text !== name);
  return {
    geonameId: null,
    kind: 'country',
    countryCode: code,
    slug: countrySlugs[code] ?? slugOf(name),
    name,
    names: Object.fromEntries(names),
    population: null
  };
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
