import { describe, expect, test } from 'vitest';
import fc from '../../../../tests/support/property.ts';
import { choiceParam, listParam, pageParam, textParam, yearsParam } from './params.ts';

const of = (query: string) => new URLSearchParams(query);
/** Addresses as strangers write them: any characters, halves of pairs, one name several times. */
const any = fc.string({ unit: 'binary', maxLength: 400 });
const long = fc
  .tuple(any, fc.constantFrom('a', ' ', ',', '😀', '\0', '\n'), fc.nat(600))
  .map(([start, each, times]) => start + each.repeat(times));
const addresses = fc.array(fc.oneof(any, long), { maxLength: 30 }).map((values) => {
  const params = new URLSearchParams();
  for (const value of values) params.append('x', value);
  return params;
});

describe('a text', () => {
  test('has its white space in one form and is empty when absent', () => {
    expect(textParam(of('x=+road%0A%09+safety+'), 'x')).toBe('road safety');
    expect(textParam(of('y=1'), 'x')).toBe('');
    expect(textParam(of('x=first&x=second'), 'x')).toBe('first');
  });

  test('is cut at its limit, never through a character', () => {
    expect(textParam(of(`x=${'a'.repeat(600)}`), 'x')).toHaveLength(500);
    expect(textParam(of(`x=ab😀`), 'x', 3)).toBe('ab');
    expect(textParam(of(`x=abc d`), 'x', 4)).toBe('abc');
  });

  test('is usable whatever was written', () => {
    fc.assert(
      fc.property(addresses, fc.integer({ min: 1, max: 500 }), (params, longest) => {
        const text = textParam(params, 'x', longest);
        expect(text.length).toBeLessThanOrEqual(longest);
        expect(text).toBe(text.trim());
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/\0|\s\s|[\t\n\r]/);
      })
    );
  });
});

describe('a list', () => {
  test('joins several parameters and commas, without repetition or empty values', () => {
    expect(listParam(of('x=a,b&x=c&x=a,,+b+,&y=d'), 'x')).toEqual(['a', 'b', 'c']);
    expect(listParam(of(''), 'x')).toEqual([]);
    expect(listParam(of('x=a%00b'), 'x')).toEqual(['ab']);
  });

  test('is short, and so are its values, whatever was written', () => {
    fc.assert(
      fc.property(addresses, (params) => {
        const values = listParam(params, 'x');
        expect(values.length).toBeLessThanOrEqual(20);
        expect(new Set(values).size).toBe(values.length);
        for (const value of values) {
          expect(value.length).toBeGreaterThan(0);
          expect(value.length).toBeLessThanOrEqual(200);
          expect(value).toBe(value.trim());
          expect(value.isWellFormed()).toBe(true);
          expect(value).not.toMatch(/[\0,]/);
        }
      })
    );
  });
});

describe('a page number', () => {
  test('is whole, from 1, and not endless; anything else is page 1', () => {
    expect(pageParam(of('page=3'))).toBe(3);
    expect(pageParam(of('page=100000'))).toBe(100_000);
    for (const page of [
      '',
      '0',
      '-1',
      '1.5',
      '100001',
      'two',
      'NaN',
      'Infinity',
      '1e9',
      '٣',
      '3;drop',
      '1e3',
      '0x10',
      '+3'
    ]) {
      expect(pageParam(new URLSearchParams({ page })), page).toBe(1);
    }
    expect(pageParam(of(''))).toBe(1);
  });

  test('is usable whatever was written', () => {
    fc.assert(
      fc.property(fc.oneof(any, fc.double().map(String), fc.bigInt().map(String)), (page) => {
        const number = pageParam(new URLSearchParams({ page }));
        expect(Number.isInteger(number) && number >= 1 && number <= 100_000).toBe(true);
      })
    );
  });
});

describe('a choice', () => {
  test('is one of its values, or the first', () => {
    const sorts = ['relevance', 'newest', 'title'] as const;
    expect(choiceParam(of('sort=title'), 'sort', sorts)).toBe('title');
    for (const query of ['', 'sort=', 'sort=Title', 'sort=title,newest', 'sort=__proto__'])
      expect(choiceParam(of(query), 'sort', sorts)).toBe('relevance');
    fc.assert(fc.property(addresses, (params) => sorts.includes(choiceParam(params, 'x', sorts))));
  });
});

describe('years', () => {
  test('are the values of four digits', () => {
    expect(yearsParam(of('x=2020,2021&x=2020&x=20&x=20201&x=-2020&x=2020.5&x=٢٠٢٠'), 'x')).toEqual([2020, 2021]);
    fc.assert(
      fc.property(addresses, (params) => {
        for (const year of yearsParam(params, 'x'))
          expect(Number.isInteger(year) && year >= 0 && year <= 9999).toBe(true);
      })
    );
  });
});
