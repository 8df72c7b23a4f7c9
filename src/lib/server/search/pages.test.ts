import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { findPages } from './pages.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const sources = '[]';
  const person = {
    allianceId: world.alliances.global!,
    name: 'Zoe Zed',
    role: '{"en": "Chair"}',
    position: 0,
    sources
  };
  await ctx.db.insertInto('namedPerson').values(person).execute();
  return world.alliances.global!;
});
const paths = async (ctx: Context, site: number, text: string, byLede = false) =>
  (await findPages(ctx, site, text, { byLede })).map(({ path }) => path);

test(
  'the pages of the site are found by title and by what else they are called, in the reader’s language',
  within(async (ctx, site) => {
    for (const [text, path] of [
      ['about', '/about'],
      ['who we are', '/about'],
      ['Zoe Zed', '/about'],
      ['members', '/members'],
      ['join', '/join'],
      ['get involved', '/join'],
      ['Contact', '/contact'],
      ['raise a concern', '/concern'],
      ['safeguarding', '/concern'],
      ['newsletter', '/newsletter'],
      ['unsubscribe', '/newsletter'],
      ['accessibility', '/accessibility'],
      ['privacy', '/privacy'],
      ['"personal data"', '/privacy'],
      ['imprint', '/imprint'],
      ['legal notice', '/imprint'],
      ['alliances', '/alliances']
    ] as const)
      expect(await paths(ctx, site, text), text).toContain(path);
    expect(await paths({ ...ctx, locale: 'es' }, site, 'privacidad')).toEqual(['/privacy']);
    expect(await paths({ ...ctx, locale: 'ar' }, site, 'الخصوصية')).toEqual(['/privacy']);
    expect(await paths({ ...ctx, locale: 'bn' }, site, 'যোগাযোগ')).toContain('/contact');
    expect(await paths({ ...ctx, locale: 'sw' }, site, 'faragha')).toEqual(['/privacy']);
    expect(await paths({ ...ctx, locale: 'fr' }, site, 'mentions légales')).toEqual(['/imprint']);
  })
);

test(
  'they do not stand above results for words that only occur in them, nor where a word is left out',
  within(async (ctx, site) => {
    for (const text of ['', 'children', 'city', 'road safety', 'newsletter road', 'data', 'privacy -advertising'])
      expect(await paths(ctx, site, text), text).toEqual([]);
    expect(await paths(ctx, site, 'bright sun')).toEqual([]);
    expect(await paths(ctx, site, 'bright sun', true)).toEqual(['/accessibility']);
  })
);

test(
  'the words that matched are marked',
  within(async (ctx, site) => {
    const [page] = await findPages(ctx, site, 'contact secretariat', { byLede: false });
    expect(page?.title).toEqual([['Contact', true]]);
    expect(page?.passage.filter(([, isMatch]) => isMatch)).toEqual([['secretariat', true]]);
  })
);
