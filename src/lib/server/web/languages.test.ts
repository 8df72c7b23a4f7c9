import { expect, test } from 'vitest';
import { chooseLanguage } from './languages.ts';

test('a language that the alliance is served in is answered in itself', () => {
  expect(chooseLanguage('es', '/library', ['en', 'es'])).toEqual({ locale: 'es' });
  expect(chooseLanguage('en', '/card.png', ['fr', 'en'])).toEqual({ locale: 'en' });
});

test('addresses of other languages are missing, and say so in the first one', () => {
  expect(chooseLanguage('ar', '/library', ['en', 'es'])).toEqual({ locale: 'en', missing: true });
  expect(chooseLanguage('ar', '/card.png', ['fr'])).toEqual({ locale: 'fr', missing: true });
});

test('without English the root leads on to the first language, and files answer in it', () => {
  expect(chooseLanguage('en', '/', ['fr', 'ar'])).toEqual({ locale: 'fr', location: '/fr' });
  expect(chooseLanguage('en', '/library/a', ['fr'])).toEqual({ locale: 'fr', location: '/fr/library/a' });
  for (const path of ['/card.png', '/library/feed.atom', '/api/resources', '/.well-known/security.txt']) {
    expect(chooseLanguage('en', path, ['fr']), path).toEqual({ locale: 'fr' });
  }
});

test('before there is an alliance every language is answered', () => {
  expect(chooseLanguage('bn', '/', [])).toEqual({ locale: 'bn' });
});
