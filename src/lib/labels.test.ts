import { expect, test } from 'vitest';
import { languagesLabel } from './labels.ts';

test('an item is labelled with all of its languages, unless they are the reader’s alone or not stated', () => {
  expect(languagesLabel(['en', 'fr', 'sw'], 'en')).toBe('English, French and Swahili');
  expect(languagesLabel(['fr'], 'en')).toBe('French');
  expect(languagesLabel(['en'], 'en')).toBeUndefined();
  expect(languagesLabel(['en'], 'fr')).toBe('English');
  expect(languagesLabel([], 'fr')).toBeUndefined();
});
