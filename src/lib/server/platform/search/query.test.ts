import { expect, test } from 'vitest';
import fc from '../../../../../tests/support/property.ts';
import { parseQuery, requiredWords } from './query.ts';

const wordsIn = (text: string) => parseQuery(text).words.map(({ word }) => word);

test('words, phrases and exclusions are told apart', () => {
  const query = parseQuery('water "safe streets" -cars -"school run" play*');
  expect(query.words.map(({ word }) => word)).toEqual(['water', 'play']);
  expect(query.phrases.map((phrase) => phrase.map(({ word }) => word))).toEqual([['safe', 'streets']]);
  expect(query.excluded.map((words) => words.map(({ word }) => word))).toEqual([['cars'], ['school', 'run']]);
});

test('a hyphen inside a word excludes nothing, and other dashes exclude too', () => {
  expect(wordsIn('child-friendly')).toEqual(['child', 'friendly']);
  expect(parseQuery('child –cars').excluded).toHaveLength(1);
  expect(parseQuery('2020 - 2024').excluded).toHaveLength(0);
});

test('quotation marks of any kind make phrases, and one without partner does nothing', () => {
  for (const text of ['“safe streets”', '«safe streets»', '„safe streets“'])
    expect(parseQuery(text).phrases).toHaveLength(1);
  expect(wordsIn('"safe streets')).toEqual(['safe', 'streets']);
  expect(wordsIn('"safe"')).toEqual(['safe']);
});

test('function words count only when there is nothing else', () => {
  expect(requiredWords(parseQuery('the children of the city')).map(({ word }) => word)).toEqual(['children', 'city']);
  expect(requiredWords(parseQuery('agua para la niñez')).map(({ word }) => word)).toEqual(['agua', 'ninez']);
  expect(requiredWords(parseQuery('who is')).map(({ word }) => word)).toEqual(['who', 'is']);
});

test('long words begin others; short ones and numbers only when asked', () => {
  const prefixes = parseQuery('play car map* 2024 ماء').words.map(({ isPrefix }) => isPrefix);
  expect(prefixes).toEqual([true, false, true, false, true]);
});

test('what is too long is cut and says so', () => {
  expect(parseQuery('water').isCut).toBe(false);
  expect(parseQuery('x'.repeat(10_000)).isCut).toBe(true);
  expect(parseQuery('one two three four five six seven eight nine ten eleven twelve thirteen').isCut).toBe(true);
});

test('operators of the text search are read as text', () => {
  expect(wordsIn("a & b | !c <-> (d:*) 'e' \\f")).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('any text is read, into words without anything that needs escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const query = parseQuery(text);
      const words = [...query.words, ...query.phrases.flat(), ...query.excluded.flat()];
      for (const { word } of words) expect(word).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u);
    }),
    { numRuns: 1_000 }
  );
});
