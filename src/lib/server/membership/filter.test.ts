import { describe, expect, it } from 'vitest';
import { readMemberPage, readMemberRequest, toFilter } from './filter.ts';

const read = (query: string) => readMemberRequest(new URLSearchParams(query));

describe('a request of the directory', () => {
  it('is empty when nothing is asked', () => {
    expect(toFilter(read(''))).toEqual({ q: '', kinds: [], countries: [], themes: [] });
  });

  it('takes the first of several values, and no names that it does not know', () => {
    expect(read('kind=un&kind=ngo&constructor=x&q[]=y')).toEqual({
      q: '',
      kind: 'un',
      country: '',
      theme: '',
      alliance: ''
    });
  });

  it('takes the names that all lists have, and its own older ones', () => {
    expect(read('type=un&place=kenya&theme=play')).toEqual({
      q: '',
      kind: 'un',
      country: 'kenya',
      theme: 'play',
      alliance: ''
    });
    expect(read('kind=un&country=kenya')).toEqual({ q: '', kind: 'un', country: 'kenya', theme: '', alliance: '' });
    expect(read('type=un&kind=ngo&place=kenya&country=peru')).toMatchObject({ kind: 'un', country: 'kenya' });
  });

  it('may be for a page, which is no filter', () => {
    const pages = ['page=3', '', 'page=0', 'page=x', 'page=-1'].map((query) =>
      readMemberPage(new URLSearchParams(query))
    );
    expect(pages).toEqual([3, 1, 1, 1, 1]);
    expect(read('page=3')).toEqual({ q: '', kind: '', country: '', theme: '', alliance: '' });
  });

  it('is short and can be stored, whatever is sent', () => {
    const { q, country } = read(`q=%00a%0a%20b${'x'.repeat(500)}&country=${'y'.repeat(500)}`);
    expect(q).toMatch(/^a b/);
    expect(q).toHaveLength(100);
    expect(country).toHaveLength(80);
    expect(readMemberRequest(new URLSearchParams({ q: 'a\ud800' })).q.isWellFormed()).toBe(true);
  });
});
