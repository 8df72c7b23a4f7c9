/**
 * Draws the world once, for src/lib/drawing/map.ts: `node scripts/build-map.ts`. The output is committed.
 *
 * From Natural Earth (public domain) through world-atlas: Equal Earth, no Antarctica, simplified until the land is
 * about 3 KB compressed. Country shapes share the land's simplified lines, so a highlighted country lies exactly in it.
 * Countries too small for the 1:110m map get a shape from the 1:50m one, and every country gets a point.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync } from 'node:zlib';
import { geoArea, geoContains, geoEqualEarth, geoPath } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { feature, merge } from 'topojson-client';
import { filter, filterWeight, presimplify, simplify } from 'topojson-simplify';
import type { GeometryCollection, Topology } from 'topojson-specification';

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;
type Country = Feature<Polygon | MultiPolygon, { name: string }>;

const resolve = createRequire(import.meta.url).resolve;
const drawing = new URL('../src/lib/drawing/', import.meta.url);
const width = 1000;
const height = 486;
const cellSize = 10;

const read = (scale: '110m' | '50m' | '10m') =>
  JSON.parse(readFileSync(resolve(`world-atlas/countries-${scale}.json`), 'utf8')) as World;
const thin = (world: World, weight: number, island: number): World => {
  const simplified = simplify(presimplify(world), weight);
  return filter(simplified, filterWeight(simplified, island)) as World;
};

/** Natural Earth's names that Intl spells otherwise, and the two lands it draws apart from the member state they are in. */
const spelt: Record<string, string> = {
  'Antigua and Barb.': 'AG',
  'Bosnia and Herz.': 'BA',
  'Br. Indian Ocean Ter.': 'IO',
  'British Virgin Is.': 'VG',
  'Cabo Verde': 'CV',
  'Cayman Is.': 'KY',
  'Central African Rep.': 'CF',
  Congo: 'CG',
  'Cook Is.': 'CK',
  "Côte d'Ivoire": 'CI',
  Czechia: 'CZ',
  'Dem. Rep. Congo': 'CD',
  'Dominican Rep.': 'DO',
  'Eq. Guinea': 'GQ',
  eSwatini: 'SZ',
  'Faeroe Is.': 'FO',
  'Falkland Is.': 'FK',
  'Fr. Polynesia': 'PF',
  'Fr. S. Antarctic Lands': 'TF',
  'Heard I. and McDonald Is.': 'HM',
  'Hong Kong': 'HK',
  Macao: 'MO',
  Macedonia: 'MK',
  'Marshall Is.': 'MH',
  Myanmar: 'MM',
  'N. Cyprus': 'CY',
  'N. Mariana Is.': 'MP',
  Palestine: 'PS',
  'Pitcairn Is.': 'PN',
  'S. Sudan': 'SS',
  'S. Geo. and the Is.': 'GS',
  'São Tomé and Principe': 'ST',
  'Solomon Is.': 'SB',
  Somaliland: 'SO',
  'St-Barthélemy': 'BL',
  'St-Martin': 'MF',
  'St. Kitts and Nevis': 'KN',
  'St. Pierre and Miquelon': 'PM',
  'St. Vin. and Gren.': 'VC',
  'Turks and Caicos Is.': 'TC',
  Turkey: 'TR',
  'U.S. Minor Outlying Is.': 'UM',
  'U.S. Virgin Is.': 'VI',
  'United States of America': 'US',
  Vatican: 'VA',
  'W. Sahara': 'EH',
  'Wallis and Futuna Is.': 'WF',
  Åland: 'AX',
  Fiji: 'FJ',
  'Saint Helena': 'SH',
  'Trinidad and Tobago': 'TT'
};
const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\bSt\.?\s/g, 'Saint ')
    .replace(/&/g, 'and')
    .toLowerCase();
const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Intl also names withdrawn codes (UK, FX, SU); the canonical form of those is another code. */
const current = (code: string) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const known = new Map(
  letters
    .flatMap((a) => letters.map((b) => a + b))
    .flatMap((code) => {
      const name = current(code) && regionNames.of(code);
      return name ? [[plain(name), code] as const] : [];
    })
);
const codeOf = (name: string) => spelt[name] ?? known.get(plain(name));

const detailed = read('10m');
const main = thin(read('110m'), 0.3, 1.2);
const finer = thin(read('50m'), 0.05, 0.02);
const nameOf = (country: { properties?: object }) => (country.properties as { name: string }).name;
const inhabited = (world: World) => world.objects.countries.geometries.filter((each) => nameOf(each) !== 'Antarctica');
const land = merge(main, inhabited(main) as never);
const projection = geoEqualEarth()
  .rotate([-11, 0])
  .fitExtent(
    [
      [4, 4],
      [width - 4, height - 6]
    ],
    land
  );
const path = geoPath(projection).digits(0);

/** Absolute `M…L…Z` to relative whole numbers without repeated points: a third of the size. */
function relative(absolute: string): string {
  return absolute
    .split('Z')
    .filter(Boolean)
    .map((ring) => {
      const [first, ...rest] = ring
        .slice(1)
        .split('L')
        .map((point) => point.split(',').map(Number) as [number, number]);
      let [x, y] = first!;
      const steps: string[] = [];
      for (const [nextX, nextY] of rest) {
        const [dx, dy] = [nextX - x, nextY - y];
        if (!dx && !dy) continue;
        steps.push((steps.length && dx >= 0 ? ' ' : '') + dx + (dy < 0 ? '' : ' ') + dy);
        [x, y] = [nextX, nextY];
      }
      return steps.length < 2 ? '' : `M${first!.join(' ')}l${steps.join('')}z`;
    })
    .join('');
}

/** A point well inside a country's largest part, on the map: where a dot or a tile stands. */
function standingPoint(country: Country): [number, number] {
  const parts = country.geometry.type === 'Polygon' ? [country.geometry.coordinates] : country.geometry.coordinates;
  const largest = parts
    .map((coordinates) => ({ type: 'Polygon' as const, coordinates }))
    .sort((a, b) => geoArea(b) - geoArea(a))[0]!;
  const edge = largest.coordinates[0]!.map((point: Position) => projection(point as [number, number])!);
  const [[left, top], [right, bottom]] = geoPath(projection).bounds(largest);
  const steps = 16;
  let best = geoPath(projection).centroid(largest);
  let clearance = 0;
  for (let i = 1; i < steps; i++) {
    for (let j = 1; j < steps; j++) {
      const x = left + ((right - left) * i) / steps;
      const y = top + ((bottom - top) * j) / steps;
      const distance = Math.min(...edge.map(([a, b]) => Math.hypot(a - x, b - y)));
      if (distance > clearance && geoContains(largest, projection.invert!([x, y])!)) {
        best = [x, y];
        clearance = distance;
      }
    }
  }
  // Some islands lie beyond the edge of the land that the map is fitted to: they stand at its margin.
  const within = (value: number, end: number) => Math.round(Math.min(end - 8, Math.max(8, value)));
  return [within(best[0], width), within(best[1], height)];
}

const shapes: Record<string, string> = {};
const points: Record<string, [number, number]> = {};
const unknown: string[] = [];
for (const world of [finer, main]) {
  const drawn: Record<string, string> = {};
  for (const geometry of inhabited(world)) {
    const code = codeOf(nameOf(geometry));
    if (code) drawn[code] = (drawn[code] ?? '') + relative(path(feature(world, geometry) as Country) ?? '');
  }
  for (const [code, d] of Object.entries(drawn)) if (d) shapes[code] = d;
}
// A country of parts stands in the first drawn under its own name, not in the part merged into it.
const apart = new Set(['N. Cyprus', 'Somaliland']);
for (const geometry of inhabited(detailed)) {
  const name = nameOf(geometry);
  const code = codeOf(name);
  if (!code) unknown.push(name);
  else if (!apart.has(name)) {
    points[code] = standingPoint(feature(read110(name) ?? detailed, geometryOf(name)) as Country);
  }
}

/** The coarse outline is enough for a large country, and much quicker to measure. */
function read110(name: string) {
  return main.objects.countries.geometries.some((each) => nameOf(each) === name) ? main : undefined;
}
function geometryOf(name: string) {
  const world = read110(name) ?? detailed;
  return world.objects.countries.geometries.find((each) => nameOf(each) === name)!;
}

/** Which cells of the map are land, so that labels can prefer the sea: one bit a cell, row by row, in hexadecimal. */
const columns = width / cellSize;
const rows = Math.ceil(height / cellSize);
const cells = Array.from({ length: rows * columns }, (_, i) => {
  const place = projection.invert!([((i % columns) + 0.5) * cellSize, (Math.floor(i / columns) + 0.5) * cellSize])!;
  return geoContains(land, place) ? 1 : 0;
});
let landCells = '';
for (let i = 0; i < cells.length; i += 4)
  landCells += parseInt(
    cells
      .slice(i, i + 4)
      .join('')
      .padEnd(4, '0'),
    2
  ).toString(16);

const sorted = <T>(record: Record<string, T>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const landPath = relative(path(land) ?? '');
const save = (file: string, value: unknown) =>
  writeFileSync(new URL(file, drawing), JSON.stringify(value, null, '\t') + '\n');
save('world.json', {
  width,
  height,
  cellSize,
  land: landPath,
  landCells,
  points: Object.fromEntries(Object.entries(sorted(points)).map(([code, point]) => [code, point.join(' ')]))
});
save('country-shapes.json', sorted(shapes));
console.log(`land ${landPath.length} characters, ${brotliCompressSync(landPath).length} bytes brotli`);
console.log(`${Object.keys(points).length} points, ${Object.keys(shapes).length} shapes`);
console.log(`without a code: ${unknown.join(', ')}`);
