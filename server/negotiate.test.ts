import { expect, test } from 'vitest';
import { acceptedEncodings, acceptsPage, bestLocale, cookieNames, etagMatches } from './negotiate.ts';

test.each([
  [undefined, ['identity']],
  ['', ['identity']],
  ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
  ['gzip', ['gzip', 'identity']],
  ['br;q=0, gzip', ['gzip', 'identity']],
  ['br;q=0.5, gzip;q=0.9', ['gzip', 'br', 'identity']],
  ['*', ['br', 'gzip', 'identity']],
  ['*;q=0', ['identity']],
  ['*;q=0.1, gzip;q=0', ['br', 'identity']],
  ['identity;q=0', ['identity']],
  ['identity;q=0, gzip', ['gzip', 'identity']],
  ['identity, br;q=0.2', ['identity', 'br']],
  ['GZIP;Q=1.0', ['gzip', 'identity']],
  ['gzip;q=nonsense', ['identity']],
  ['x-gzip', ['gzip', 'identity']]
])('Accept-Encoding %j is answered in the order %j', (header, order) => {
  expect(acceptedEncodings(header)).toEqual(order);
});

test('If-None-Match is compared weakly, in lists, and by *', () => {
  for (const header of ['"a"', 'W/"a"', '"x", W/"a"', '*', ' "a" ']) expect(etagMatches(header, '"a"')).toBe(true);
  for (const header of ['"b"', 'a', '', 'W/"b"']) expect(etagMatches(header, '"a"')).toBe(false);
});

test('the best locale goes by weight, then by order, and by the language of a region', () => {
  const locales = ['en', 'es', 'fr', 'ar', 'bn', 'sw'];
  expect(bestLocale('es-419,es;q=0.9,en;q=0.8', locales)).toBe('es');
  expect(bestLocale('de,fr;q=0.5,en;q=0.4', locales)).toBe('fr');
  expect(bestLocale('en;q=0.3,sw-KE;q=0.9', locales)).toBe('sw');
  expect(bestLocale('de', locales)).toBeUndefined();
  expect(bestLocale('*', locales)).toBeUndefined();
  expect(bestLocale('fr;q=0', locales)).toBeUndefined();
  expect(bestLocale('pt-br', ['en', 'pt-BR'])).toBe('pt-BR');
});

test('cookie names are read whole', () => {
  expect(cookieNames('lang=es; mysession=1;session=x=y')).toEqual(['lang', 'mysession', 'session']);
});

test('a machine that asks for JSON is not given the page', () => {
  expect(acceptsPage('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(true);
  expect(acceptsPage('*/*')).toBe(true);
  expect(acceptsPage('application/activity+json, */*;q=0.1')).toBe(false);
  expect(acceptsPage('image/png')).toBe(false);
});
