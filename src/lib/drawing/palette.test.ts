import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { colourOf, contrast, isColour, pairOf, palette } from './palette.ts';

test('the palette is what tokens.css says', () => {
  const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const declared = [...css.matchAll(/^ {2}--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));/gm)];
  const written = Object.fromEntries(declared.map(([, name, day, night, both]) => [name, both ?? [day, night]]));
  expect(written).toEqual(palette);
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#fff', '#767676')).toBeCloseTo(4.54, 2);
  expect(contrast('#777', '#777777')).toBe(1);
});

test('only a hexadecimal colour is one', () => {
  for (const good of ['#abc', '#ABCDEF', '#012345']) expect(isColour(good)).toBe(true);
  for (const bad of ['red', '#abcd', '#abc;}', '#abc\n', ' #abc', 'url(#abc)', 'var(--x)', '', null, 7, ['#abc']]) {
    expect(isColour(bad), String(bad)).toBe(false);
  }
  expect(pairOf(['#abc', '#def', '#123'])).toBeUndefined();
  expect(pairOf(['#abc'])).toBeUndefined();
  expect(pairOf('#abc')).toEqual(['#abc', '#abc']);
});

test('a stored value that is no colour is passed over', () => {
  expect(colourOf({ ink: 'red;}' }, 'ink')).toBe(palette.ink[0]);
  expect(colourOf({ ink: ['#111', '#eee'] }, 'ink', 'night')).toBe('#eee');
});
