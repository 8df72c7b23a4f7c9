import { expect, test } from 'vitest';
import { colours, cover, motifNames } from './cover.ts';
import { drawFigure } from './figure.ts';
import { splitName } from './mark.ts';
import { placeOf, textWidth, worldMap } from './map.ts';
import { plan } from './plan.ts';
import { hash, randomFrom } from './random.ts';
import { shortPath } from './short-path.ts';
import { drawTimes } from './times.ts';
import shapes from './country-shapes.json' with { type: 'json' };
import world from './world.json' with { type: 'json' };

test('the hash is FNV-1a', () => {
  expect(hash('')).toBe(0x811c9dc5);
  expect(hash('a')).toBe(0xe40c292c);
  expect(hash('foobar')).toBe(0xbf9cf968);
});

test('the same seed gives the same numbers, between 0 and 1', () => {
  const one = randomFrom(7);
  const two = randomFrom(7);
  for (let i = 0; i < 1000; i++) {
    const number = one();
    expect(number).toBe(two());
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(1);
  }
});

test('every motif draws a sound, light cover in every shape for many ids, the same one each time', () => {
  for (const motif of motifNames) {
    for (const shape of ['wide', 'square', 'band'] as const) {
      for (let i = 0; i < 40; i++) {
        const drawing = cover({ id: `item-${i}`, motif, colour: colours[i % 4]!, shape });
        expect(drawing).toEqual(cover({ id: `item-${i}`, motif, colour: colours[i % 4]!, shape }));
        const all = drawing.paths.map((path) => path.d).join('');
        expect(all).toMatch(/^M/);
        expect(all).not.toMatch(/NaN|undefined|Infinity|e-/);
        expect(new Set(drawing.paths.map((path) => path.tone)).size).toBe(drawing.paths.length);
      }
    }
  }
});

test('a cover has exactly one shape in the accent of another theme', () => {
  for (const motif of motifNames) {
    for (let i = 0; i < 60; i++) {
      const drawing = cover({ id: `accent-${i}`, motif, colour: 'sky' });
      const accent = drawing.paths.find((path) => path.tone === 'accent');
      expect(accent?.d.match(/m/gi), `${motif} ${i}`).toHaveLength(1);
    }
  }
});

test('items of one theme get different covers, and two neighbours hardly ever the same', () => {
  for (const motif of motifNames) {
    const drawn = Array.from({ length: 4000 }, (_, i) => {
      const { key, transform, markup } = cover({ id: `resource-a-title-${i}`, motif, colour: 'sky' });
      return `${key} ${transform} ${markup}`;
    });
    expect(new Set(drawn).size, motif).toBeGreaterThan(370);
    const alike = drawn.filter((drawing, i) => drawing === drawn[i - 1]).length;
    expect(alike / drawn.length, motif).toBeLessThan(0.01);
  }
});

test('however many items there are, a motif in one shape is drawn 64 times, in markup of its paths alone', () => {
  for (const motif of motifNames) {
    const all = Array.from({ length: 2000 }, (_, i) => cover({ id: `<b>"${i}`, motif, colour: 'sun' }));
    expect(new Set(all.map(({ paths }) => paths)).size).toBe(64);
    for (const { markup } of all)
      expect(markup).toMatch(/^(?:<path class="[a-z]+"(?: fill-rule="evenodd")? d="[MLhvlqtaz\d .m-]+"\/>)+$/);
  }
});

test('a path is written shorter without another line in it', () => {
  expect(shortPath('M100 50.5h20v-0.5h-20zM100 60h20v0.5h-20z')).toBe('M100 50.5h20v-.5h-20zm0 9.5h20v.5h-20z');
  // To the start of the line is not always the shorter way.
  expect(shortPath('M110 72h2v2h-2zM0 0h2v2h-2z')).toBe('M110 72h2v2h-2zM0 0h2v2h-2z');
  expect(shortPath('M1 2h9l3 2.2l-3 2.2h-9l3 -2.2z')).toBe('M1 2h9l3 2.2-3 2.2h-9l3-2.2z');
  expect(shortPath('M10 10L12.5 20L7.5 20zM7.5 20q6 5 0 10t0 10t0 10')).toBe(
    'M10 10l2.5 10-5 0zM7.5 20q6 5 0 10t0 10 0 10'
  );
  expect(shortPath('M5 40a4.2 4.2 0 1 1 0 .1zM15 40.3a4.2 4.2 0 1 1 0 .1z')).toBe(
    'M5 40a4.2 4.2 0 110 .1zm10 .3a4.2 4.2 0 110 .1z'
  );
  expect(shortPath('M30 0a10 10 0 0 1 -10 10M40 10a10 10 0 0 0 -10 10')).toBe(
    'M30 0a10 10 0 01-10 10m20 0a10 10 0 00-10 10'
  );
});

test('only a 4 between letters stands in its own tile', () => {
  expect(splitName('Cities4Children')).toEqual({ before: 'Cities', four: true, after: 'Children' });
  expect(splitName('Villes4Enfants Dakar').after).toBe('Enfants Dakar');
  expect(splitName('مدن4أطفال').four).toBe(true);
  for (const plain of ['Play Alliance', '4 Streets', 'Cities 4 Children', 'Route 44']) {
    expect(splitName(plain)).toEqual({ before: plain, four: false, after: '' });
  }
});

test('the plan has a court of eight squares, each number once', () => {
  expect(
    plan()
      .squares.map((square) => square.number)
      .sort()
  ).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(JSON.stringify(plan())).not.toMatch(/NaN|undefined/);
  expect(plan()).toEqual(plan());
});

test('every country has a place on the map, and nearly all have a shape', () => {
  for (const code of Object.keys(world.points)) {
    const { x, y } = placeOf(code)!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(world.width);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(world.height);
  }
  expect(Object.keys(world.points).length).toBeGreaterThan(230);
  expect(Object.keys(shapes).length).toBeGreaterThan(170);
  expect(placeOf('ke')).toEqual(placeOf('KE'));
  expect(placeOf('ZZ')).toBeUndefined();
});

const names = new Intl.DisplayNames('en', { type: 'region' });
const member = (country: string, count = 1) => ({ country, label: names.of(country)!, count });

/** Deterministic handfuls of countries, among them whole crowds of neighbours. */
const handfuls = Array.from({ length: 60 }, (_, seed) => {
  const random = randomFrom(seed);
  const codes = Object.keys(world.points).sort(() => random() - 0.5);
  const crowd =
    seed % 3 === 0 ? ['BD', 'NP', 'IN', 'LK', 'BT', 'MM', 'KE', 'UG', 'RW', 'BI', 'TZ', 'FR', 'DE', 'BE'] : [];
  return [...crowd, ...codes].slice(0, 1 + Math.floor(random() * 40)).filter((code, i, all) => all.indexOf(code) === i);
});

test('no two names on the map overlap, none leaves it, whatever the countries', () => {
  for (const codes of handfuls) {
    const alliances = codes
      .slice(0, 6)
      .map((country) => ({ country, label: names.of(country)!, sub: 'Led by somebody' }));
    const drawing = worldMap({ alliances, members: codes.slice(6).map((code, i) => member(code, i)) });
    const boxes = drawing.labels.map((label) => {
      const width = Math.max(textWidth(label.name, label.count), label.sub ? textWidth(label.sub) * 0.9 : 0);
      const left = label.anchor === 'start' ? label.x : label.x - width;
      return { left, right: left + width, top: label.y - 14, bottom: label.y - 14 + (label.sub ? 36 : 18) };
    });
    boxes.forEach((a, i) => {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(world.width);
      for (const b of boxes.slice(i + 1)) {
        const apart = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
        expect(apart, codes.join()).toBe(true);
      }
      for (const { x, y } of [...drawing.dots, ...drawing.tiles]) {
        expect(x > a.left && x < a.right && y > a.top && y < a.bottom, codes.join()).toBe(false);
      }
    });
    expect(drawing.dots.length + drawing.tiles.length).toBe(codes.length);
  }
});

test('the first alliances are named, and a country that is both is drawn as an alliance', () => {
  const alliances = ['BD', 'CO', 'KE'].map((country) => ({ country, label: names.of(country)! }));
  const drawing = worldMap({ alliances, members: [member('KE'), member('GB', 4), member('NL', 3), member('ZZ')] });
  expect(drawing.labels.filter((label) => label.alliance)).toHaveLength(3);
  expect(drawing.tiles).toHaveLength(3);
  expect(drawing.dots).toHaveLength(2);
  expect(worldMap({ alliances: [], members: [] }).labels).toEqual([]);
});

test('a share fills its squares in order, with a part of one for a remainder', () => {
  expect(drawFigure({ kind: 'share', value: 60 }).on.match(/M/g)).toHaveLength(6);
  expect(drawFigure({ kind: 'share', value: 64 }).on).toContain('M67 1h3v8h-3z');
  expect(drawFigure({ kind: 'share', value: 130 }).off).toBe('');
  expect(drawFigure({ kind: 'share', value: 0 }).on).toBe('');
});

test('a range is solid to its low end and hatched to its high end', () => {
  const { on, hatch } = drawFigure({ kind: 'range', low: 350, high: 500, top: 700 });
  expect(on).toBe('M1 1h122v20H1z');
  expect(hatch).toBe('M123 1h52v20H123z');
});

test('a count draws one square for each thing', () => {
  expect(drawFigure({ kind: 'count', count: 25 }).on.match(/M/g)).toHaveLength(25);
  expect(drawFigure({ kind: 'count', count: 0 }).on).toBe('');
  expect(drawFigure({ kind: 'count', count: 5000 }).on.match(/M/g)).toHaveLength(100);
});

test('two times share one axis of whole hours', () => {
  const { bars, ticks } = drawTimes([
    { start: 870, end: 960 },
    { start: 810, end: 900 }
  ]);
  expect(ticks.map((tick) => tick.minutes)).toEqual([780, 840, 900, 960]);
  expect(bars[0]!.left).toBeGreaterThan(bars[1]!.left);
  expect(bars[0]!.width).toBeCloseTo(bars[1]!.width, 1);
});
