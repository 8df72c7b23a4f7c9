import { expect, test } from 'vitest';
import { longestSearch, searchedPart } from './search-text.ts';

test('of a long text that is kept which is searched, whole characters and words with one space between them', () => {
  expect(searchedPart('x'.repeat(4000))).toBe('x'.repeat(longestSearch));
  expect(searchedPart(`  road \n\t safety${' '.repeat(500)}first`)).toBe('road safety first');
  expect(searchedPart('x'.repeat(399) + '😀')).toBe('x'.repeat(399));
  expect(searchedPart(`${'x'.repeat(399)} y`)).toBe('x'.repeat(399));
  expect(searchedPart('')).toBe('');
});
