import { expect, test } from 'vitest';
import { Invalid } from '../errors.ts';
import { parseLabels, parseNewTheme } from './input.ts';

const theme = { slug: 'play', label: { en: ' Play ' }, colour: 'sun', motif: 'kites' };
const problemsOf = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    return (error as Invalid).problems.map(({ field, code }) => [field, code]);
  }
};

test('a theme is read as the starter files have it', () => {
  expect(parseNewTheme({ ...theme, sources: [{ url: 'https://source.example' }] })).toEqual({
    ...theme,
    parent: null,
    label: { en: 'Play' },
    aliases: {}
  });
  expect(parseNewTheme({ ...theme, parent: 'space', aliases: { en: ['toys'] } })).toMatchObject({
    parent: 'space',
    aliases: { en: ['toys'] }
  });
});

test.each([
  [{ slug: 'Play Things' }, 'slug', 'slug'],
  [{ slug: 'x'.repeat(81) }, 'slug', 'too-long'],
  [{ parent: '-' }, 'parent', 'slug'],
  [{ label: {} }, 'label', 'missing'],
  [{ label: { english: 'Play' } }, 'label.english', 'language'],
  [{ colour: 'grey' }, 'colour', 'colour'],
  [{ motif: 'cats' }, 'motif', 'motif'],
  [{ aliases: { en: ['toys', 'toys'] } }, 'aliases.en', 'repeated'],
  [{ aliases: { en: 'toys' } }, 'aliases.en', 'list'],
  [{ aliases: 'toys' }, 'aliases', 'object'],
  [{ position: 1 }, 'position', 'unknown']
])('%j is refused', (change, field, code) => {
  expect(problemsOf(() => parseNewTheme({ ...theme, ...change }))).toEqual([[field, code]]);
});

test('labels are texts by language, one at least', () => {
  expect(parseLabels({ en: ' Play ', 'pt-BR': 'Brincar' })).toEqual({ en: 'Play', 'pt-BR': 'Brincar' });
  expect(problemsOf(() => parseLabels({}))).toEqual([['', 'missing']]);
  expect(problemsOf(() => parseLabels({ en: ' ', fr: 'a\u0007' }))).toEqual([
    ['en', 'missing'],
    ['fr', 'control']
  ]);
});
