import { expect, test } from 'vitest';
import { normaliseQuery, parseTarget, splitLocale, under } from './address.ts';

const parse = (target: string) => parseTarget(target, 'site.example');

test('a plain address stays as it is', () => {
  expect(parse('/events/berlin-2026?page=2')).toEqual({ path: '/events/berlin-2026', query: 'page=2' });
  expect(parse('/@alliance')).toEqual({ path: '/@alliance', query: '' });
});

test('several spellings of a path become one', () => {
  for (const spelling of ['/caf%C3%A9', '/caf%c3%a9', '/%63afé'.replace('é', '\xc3\xa9')]) {
    expect(parse(spelling)).toEqual({ path: '/caf%C3%A9', query: '' });
  }
});

test('an escaped slash stays escaped', () => {
  expect(parse('/a%2fb')).toEqual({ path: '/a%2Fb', query: '' });
});

test.each([
  ['//evil.example', 404],
  ['/a//b', 404],
  ['/\\evil.example', 400],
  ['/%5Cevil.example', 400],
  ['/a%00b', 400],
  ['/?q=%00', 400],
  ['/%', 400],
  ['/%zz', 400],
  ['/%c0%af', 400],
  ['/a/../b', 400],
  ['/a/%2e%2E/b', 400],
  ['/..%2f..%2fetc', 400],
  ['/.', 400],
  ['/a#b', 400],
  ['*', 400],
  ['evil.example:443', 400],
  ['http://evil.example/', 400],
  [`/?${'x'.repeat(5000)}`, 414]
])('%s is refused with %i', (target, status) => {
  expect(parse(target)).toEqual({ refuse: status });
});

test('an absolute target of this very host is read as its path', () => {
  expect(parse('http://SITE.example/a?b')).toEqual({ path: '/a', query: 'b' });
  expect(parse('http://site.example')).toEqual({ path: '/', query: '' });
});

test('a trailing slash leads to the address without it, the query kept', () => {
  expect(parse('/events/')).toEqual({ redirect: '/events' });
  expect(parse('/es/?q=a')).toEqual({ redirect: '/es?q=a' });
  expect(parse('/')).toEqual({ path: '/', query: '' });
});

test('a query keeps known names only, sorted, without empty and repeated values', () => {
  const known = new Set(['type', 'q', 'page']);
  expect(normaliseQuery('utm_source=x&type=b&page=&q=a+b&type=a&type=b&x', known).toString()).toBe(
    'q=a+b&type=a&type=b'
  );
  expect(normaliseQuery('q=%zz', known).toString()).toBe('q=%25zz');
});

test('the language of a path is its first segment where that is a locale', () => {
  const locales = ['en', 'es', 'fr'];
  expect(splitLocale('/es/events', locales)).toEqual({ locale: 'es', rest: '/events' });
  expect(splitLocale('/es', locales)).toEqual({ locale: 'es', rest: '/' });
  expect(splitLocale('/estonia', locales)).toEqual({ locale: 'en', rest: '/estonia' });
  expect(splitLocale('/', locales)).toEqual({ locale: 'en', rest: '/' });
});

test('a prefix holds whole segments', () => {
  expect(under('/n/abc', '/n/')).toBe(true);
  expect(under('/n', '/n/')).toBe(true);
  expect(under('/news', '/n')).toBe(false);
  expect(under('/anything', '/')).toBe(true);
});
