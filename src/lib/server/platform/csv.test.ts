import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

const lines = (rows: Parameters<typeof toCsv>[1]) => toCsv(['a', 'b'], rows).slice(1).split('\r\n').slice(1, -1);

describe('a table for spreadsheets', () => {
  it('begins with a byte order mark and ends each line with a return and a feed', () => {
    expect(toCsv(['name'], [['বাংলা']])).toBe('\ufeffname\r\nবাংলা\r\n');
  });

  it('quotes what would break a line or a cell', () => {
    expect(
      lines([
        ['a,b', 'say "so"'],
        ['two\nlines', ' edge ']
      ])
    ).toEqual(['"a,b","say ""so"""', '"two\nlines"," edge "']);
  });

  it('leaves cells empty for what is not known, and numbers bare', () => {
    expect(
      lines([
        [null, undefined],
        [-3, true]
      ])
    ).toEqual([',', '-3,true']);
  });

  it('has no signs that only steer the direction, nor a formula behind one', () => {
    expect(lines([['\u2068Amina\u2069 \u200f(\u061c7)', '\u2066=1+1\u2069']])).toEqual([`Amina (7),"'=1+1"`]);
  });

  it('runs no formula, however it is disguised', () => {
    for (const text of ['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '＝1', '|x', '%x', '\n=1']) {
      expect(lines([[text, 'x']])[0]).toMatch(/^"?'/);
    }
    expect(lines([['a-b', 'x=y']])).toEqual(['a-b,x=y']);
  });

  it('begins no formula in a cell that another program would split', () => {
    for (const text of ['a;=1+1', 'a; =1', 'a\t=1', 'a\n=1', 'a\r\n@x', 'a;"=1"', 'a;＝1', '"=1"', '""=1'])
      expect(lines([[text]])[0], text).not.toMatch(/(^|[;\t\n\r])["\s]*[=+\-@＝]/u);
    expect(lines([['well-known; a-b', 'one\ntwo']])).toEqual(['well-known; a-b,"one\ntwo"']);
  });
});
