import { afterEach, describe, expect, it } from 'vitest';
import { joinParts, listGaps } from './format.ts';
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
