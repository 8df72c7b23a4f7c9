import { afterEach, describe, expect, it } from 'vitest';
import { countryName, formatDate, formatNumber, joinParts, languageName, listGaps } from './format.ts';
import { overwriteGetLocale } from './paraglide/runtime.js';

afterEach(() => overwriteGetLocale(() => 'en'));
const inLocale = <T>(locale: 'en' | 'es' | 'ar' | 'bn', say: () => T): T => {
  overwriteGetLocale(() => locale);
  return say();
};

describe('names that are links', () => {
  it('stand in a row as the reader’s language writes one', () => {
    const names = ['A', 'B', 'C'];
    expect(inLocale('en', () => listGaps(names))).toEqual(['', ', ', ' and ']);
    expect(inLocale('ar', () => listGaps(names))).toEqual(['', ' و', ' و']);
    expect(inLocale('bn', () => listGaps(names))).toEqual(['', ', ', ' এবং ']);
    // Spanish has another "and" before the sound of i.
    expect(inLocale('es', () => listGaps(['español', 'inglés']))).toEqual(['', ' e ']);
    expect([listGaps([]), listGaps(['A'])]).toEqual([[], ['']]);
  });
});

describe('parts of one thing', () => {
  it('are parted by the comma of the reader’s script, and leave out what is not known', () => {
    expect(inLocale('en', () => joinParts(['Hall 2', null, 'Room 4', '']))).toBe('Hall 2, Room 4');
    expect(inLocale('ar', () => joinParts(['example.org', 'بلا تاريخ']))).toBe('example.org، بلا تاريخ');
  });
});

describe('what was written before', () => {
  it('is written again in the language of whoever reads it, and after any number of other texts', () => {
    const said = () => [formatDate('2022-06-27'), formatNumber(1234), languageName('sw'), countryName('KE')];
    const english = ['27 June 2022', '1,234', 'Swahili', 'Kenya'];
    const spanish = ['27 de junio de 2022', '1234', 'suajili', 'Kenia'];
    for (let round = 0; round < 2; round++) {
      expect(inLocale('en', said)).toEqual(english);
      expect(inLocale('bn', () => formatNumber(1234))).toBe('১,২৩৪');
      expect(inLocale('es', said)).toEqual(spanish);
      for (let i = 0; i < 1200; i++) languageName(`x${i}`);
    }
    expect(formatNumber(1234, { useGrouping: false })).toBe('1234');
    expect([languageName('no tag'), languageName('x1')]).toEqual(['no tag', 'x1']);
  });
});
