import { expect, test } from 'vitest';
import { palette } from '#lib/drawing/palette.ts';
import fc from '../../../../tests/support/property.ts';
import { Invalid } from '../platform/errors.ts';
import { brandSheet, findColourProblems } from './brand.ts';
import { parseAllianceChange } from './input.ts';
import { findMarkProblem } from './mark.ts';
import { problemSentence } from './sentences.ts';

const sentencesOf = (raw: unknown): string[] => {
  try {
    parseAllianceChange(raw);
    return [];
  } catch (error) {
    return (error as Invalid).problems.map(problemSentence);
  }
};

test('the product’s own colours pass their own judgement', () => {
  expect(findColourProblems(palette)).toEqual([]);
  expect(sentencesOf({ colours: palette })).toEqual([]);
});

test('words that could not be read are refused, with the contrast that they would have', () => {
  expect(sentencesOf({ colours: { 'sun-text': ['#ffd05a', '#ffd05a'] } })[0]).toBe(
    'colours.sun-text cannot be used: sun-text on paper would have a contrast of 1.37 by day, and needs 4.5.'
  );
  expect(sentencesOf({ colours: { paper: ['#888888', '#17191c'] } }).join()).toContain('ink-2 on paper');
  expect(sentencesOf({ colours: { asphalt: '#ffffff' } }).join()).toContain('chalk on asphalt');
  expect(
    sentencesOf({ colours: { asphalt: '#ffffff', 'asphalt-2': '#eeeeee', chalk: '#000', 'chalk-2': '#333' } }).join()
  ).toContain('#3b2f10');
  expect(sentencesOf({ colours: { 'sun-fill': '#101010' } }).join()).toContain('night on sun-fill');
  expect(sentencesOf({ colours: { asphalt: ['#1d3557', '#0d1b2a'], 'sun-fill': '#ffcc00' } })).toEqual([]);
});

test('a style sheet holds known names and hexadecimal colours, whatever the row holds', () => {
  const anything = fc.dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(palette)), fc.string()),
    fc.oneof(
      fc.string(),
      fc.constantFrom('#abc', '#012345'),
      fc.array(fc.oneof(fc.string(), fc.constant('#fff'))),
      fc.anything()
    )
  );
  const line =
    /^@media [\w -]+(?:\(not \(prefers-contrast: more\)\))?\{:root\{(?:--[a-z0-9-]+:(?:#[0-9a-f]{3,6}|light-dark\(#[0-9a-f]{3,6},#[0-9a-f]{3,6}\));?)+\}\}$/i;
  fc.assert(
    fc.property(anything, (colours) => {
      for (const each of brandSheet(colours as never)
        ?.css.trim()
        .split('\n') ?? [])
        expect(each).toMatch(line);
    }),
    { numRuns: 500 }
  );
});

test('the address of the style sheet changes with its content', () => {
  const one = brandSheet({ ink: '#111' });
  expect(one?.path).toBe(brandSheet({ ink: '#111' })?.path);
  expect(one?.path).not.toBe(brandSheet({ ink: '#222' })?.path);
  expect(brandSheet({})).toBeUndefined();
});

test('a reader who asks for stronger contrast gets it', () => {
  const css = brandSheet({ 'ink-2': '#333', ink: '#111' })!.css;
  expect(css).toContain('@media screen{:root{--ink:#111}}');
  expect(css).toContain('(not (prefers-contrast: more)){:root{--ink-2:#333}}');
});

test('a mark is path data that stays in its square', () => {
  for (const good of [
    'M4 4h40v40h-40z',
    'm24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40z',
    'M7 13V7a6 6 0 0112 0v6z',
    'M1.5.5.5.5',
    'M0,0 10,10 C1 2 3 4 5 6S7 8 9 10Q1 1 2 2T3 3zm1 1l1 1'
  ]) {
    expect(findMarkProblem(good), good).toBeUndefined();
  }
  for (const bad of [
    '',
    'L0 0',
    'Mz',
    'M0 0"/><script>',
    'M0 0 url(#x)',
    'M1',
    'M0 0L1',
    'M0 0A1 1 0 0 1',
    'M0 0Z5',
    'M0 0 - 5',
    'M1e'
  ]) {
    expect(findMarkProblem(bad), bad).toBe('mark-syntax');
  }
  for (const far of ['M0 0L100 0', 'M0 0h49', 'M40 40l10 0', 'M-1 0', 'M0 0C0 99 1 1 2 2', 'M0 0 1e2 0'])
    expect(findMarkProblem(far), far).toBe('mark-outside');
  expect(findMarkProblem(`M0 0${'h1h-1'.repeat(1000)}`)).toBe('mark-length');
});

test('every fault of a file is a sentence of its own', () => {
  expect(sentencesOf('text')).toEqual(['The file must be an object, in braces.']);
  expect(
    sentencesOf({
      nme: {},
      name: {},
      shortName: '',
      tagline: { english: 'x' },
      lede: { en: 'x'.repeat(601) },
      locales: ['en', 'de'],
      about: { founded: '2020', principles: [{ title: 'x' }] }
    })
  ).toEqual([
    'name cannot be empty.',
    'shortName cannot be empty.',
    'tagline.english must be under a language code, such as "en" or "pt-BR".',
    'lede.en is too long: 600 characters at most.',
    'locales.1 must be one of en, es, fr, ar, bn, sw.',
    'about.principles.0.title must be texts by language, such as {"en": "…"}.',
    'about.principles.0.text cannot be empty.',
    'about.founded must be a year.',
    'nme is not something that can be set here.'
  ]);
  expect(sentencesOf({ locales: ['en', 'en'] })).toEqual(['locales names a language twice.']);
  expect(sentencesOf({ locales: [] })).toEqual(['locales cannot be empty.']);
  expect(sentencesOf({ colours: { sunn: '#fff', ink: 'black' } })).toEqual([
    'colours.sunn is not the name of a colour: see src/lib/styles/tokens.css for the names.',
    'colours.ink must be a colour as #rgb or #rrggbb, or a list of two, for day and for night.'
  ]);
  expect(sentencesOf({ mark: 'M0 0L99 0' })).toEqual([
    'mark must be drawn in a square of 48 by 48, from 0,0 to 48,48.'
  ]);
  expect(sentencesOf({ name: { en: 'a\u0007b' } })).toEqual(['name.en must be one line without control characters.']);
});
