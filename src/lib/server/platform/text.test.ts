import { describe, expect, test } from 'vitest';
import fc from '../../../../tests/support/property.ts';
import { asciiDigits, fold, slugify, storable } from './text.ts';

describe('a folded name is the same however it is written', () => {
  const same: [why: string, ...forms: string[]][] = [
    ['case', 'Nairobi', 'NAIROBI', 'nairobi'],
    ['Latin accents, in one piece or in two', 'Bogotá', 'Bogota\u0301', 'bogota', 'BOGOTÁ'],
    ['cedillas, tildes and umlauts', 'Curaçao São Düsseldorf', 'curacao sao dusseldorf'],
    ['white space of all kinds', '  New \t\n York\u00a0City ', 'new york city'],
    ['full width', 'Ｎａｉｒｏｂｉ', 'nairobi'],
    ['forms of alef', 'أطفال', 'اطفال', 'إطفال', 'ٱطفال', 'آطفال'],
    ['ya and alef maqsura', 'علي', 'على'],
    ['ta marbuta and ha', 'مدينة', 'مدينه'],
    ['short vowels and shadda', 'مُدَرِّس', 'مدرس'],
    ['tatweel', 'مـــدن', 'مدن'],
    ['hamza on its seat', 'شؤون', 'شوون'],
    ['Arabic letters in their shapes', 'ﻣﺪﻥ', 'مدن'],
    ['Bengali joiners', 'ক্\u200dষ', 'ক্ষ', 'ক্\u200cষ'],
    ['Bengali letters with a dot, in one piece or in two', 'ঢাকায\u09bc', 'ঢাকা\u09df']
  ];
  test.each(same)('%s', (_, ...forms) => {
    expect(new Set(forms.map(fold)).size).toBe(1);
  });

  test('names that differ stay apart', () => {
    for (const [one, two] of [
      ['ক', 'খ'],
      ['কা', 'কি'],
      ['مدن', 'مدين'],
      ['Paris', 'París 2'],
      ['Lome', 'Rome'],
      ['12', '13']
    ]) {
      expect(fold(one!)).not.toBe(fold(two!));
    }
  });

  test('Bengali vowel signs are letters, not accents', () => {
    expect(fold('ঢাকা')).toBe('ঢাকা');
  });

  test('nothing is nothing, and a text is folded once for all', () => {
    expect(fold('')).toBe('');
    expect(fold(' \u0301\u200d\n')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 2000 }
    );
  });
});

describe('an address made of a title', () => {
  const slugs: [title: string, slug: string][] = [
    ['Designing Streets for Kids', 'designing-streets-for-kids'],
    ["Children's voices: what's next?", 'childrens-voices-whats-next'],
    ['L’avenir des villes', 'lavenir-des-villes'],
    ['Niñez & ciudades — América', 'ninez-ciudades-america'],
    ['  --  3 ways\tto  tackle   waste -- ', '3-ways-to-tackle-waste'],
    ['COVID-19 / 2020', 'covid-19-2020'],
    ['ﬁne', 'fine'],
    ['', 'item'],
    ['!?…', 'item'],
    ['أطفال المدن', 'item'],
    ['ঢাকা 2041', '2041']
  ];
  test.each(slugs)('%s', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  test('a long title ends between two words, and one endless word is cut', () => {
    const slug = slugify('children and cities '.repeat(20));
    expect(slug).toBe('children-and-cities-children-and-cities-children-and-cities-children-and-cities');
    expect(slugify('a'.repeat(200))).toBe('a'.repeat(80));
    expect(slugify(`city ${'a'.repeat(200)} end`)).toBe('city');
    expect(slugify(`${'a'.repeat(40)} ${'b'.repeat(39)}`)).toHaveLength(80);
  });

  test('whatever the title, it is an address: at most 80 characters, and made again the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ maxCount: 40 })), (title) => {
        const slug = slugify(title);
        expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(slug.length).toBeLessThanOrEqual(80);
        expect(slugify(slug)).toBe(slug);
      })
    );
  });
});

test('what is typed is stored without NUL, half characters, and signs that turn all that follows', () => {
  expect(storable('a\0b\ud800\u202eexe\u202dc')).toBe('ab\ufffdexec');
  // Marks that Arabic and Hebrew are written with stay.
  expect(storable('\u200fشارع\u200e (1)\u2069')).toBe('\u200fشارع\u200e (1)\u2069');
});

test.each(['0123456789', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '०१२३४५६७८९', '০১২৩৪৫৬৭৮৯'])(
  'the digits %s are read as 0 to 9',
  (text) => {
    expect(asciiDigits(`${text}x`)).toBe('0123456789x');
  }
);
