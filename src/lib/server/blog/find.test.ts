import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newPost, unpublish, type World } from '../../../../tests/support/world.ts';
import { addSeries } from '../library/series.ts';
import type { Context } from '../platform/context.ts';
import { findPosts, readPostRequest, type PostRequest } from './find.ts';
import { addPost } from './posts.ts';
import { getPost } from './queries.ts';

const noNames = () => [];
const find = (ctx: Context, request: Partial<PostRequest> = {}) =>
  findPosts(ctx, { ...readPostRequest(new URLSearchParams()), ...request }, noNames);
const text = (language: string, title: string, summary = '') => ({ language, title, summary, body: null });

/** Three posts of three kinds, and one that nobody is to see. */
async function fill(ctx: Context) {
  const world = await makeWorld(ctx);
  const label = { en: 'Ideas', es: 'Ideas' };
  const ideas = await addSeries(ctx, {
    allianceId: world.alliances.global,
    slug: 'ideas',
    label,
    kind: 'blog',
    aliases: [],
    sources: []
  });
  await addSeries(ctx, {
    allianceId: world.alliances.global,
    slug: 'studies',
    label,
    kind: 'research',
    aliases: [],
    sources: []
  });
  await addAll(ctx, addPost, [
    newPost(world, 'streets', {
      date: '2024-01-01',
      themes: ['road-safety'],
      seriesId: ideas,
      texts: [text('en', 'Safe streets to school', 'Crossings')],
      authors: ['A. Author']
    }),
    newPost(world, 'meals', {
      date: '2025-01-01',
      themes: ['nutrition', 'mobility'],
      texts: [text('en', 'Meals at school'), text('es', 'Comidas en la escuela')]
    }),
    newPost(world, 'undated', {
      date: null,
      dateNote: 'Before 2024.',
      themes: ['health'],
      seriesId: ideas,
      texts: [text('en', 'Clinics within a walk')]
    }),
    newPost(world, 'hidden', {
      date: '2026-01-01',
      themes: ['road-safety'],
      seriesId: ideas,
      texts: [text('en', 'Hidden school streets')]
    })
  ]);
  await unpublish(ctx, 'post', 'hidden');
  return world;
}
const withPosts = databaseOf<World>(fill);
const slugs = (result: Awaited<ReturnType<typeof find>>) => result.posts.map(({ card }) => card.slug);
const counts = (options: { value: string; count: number }[]) =>
  Object.fromEntries(options.map(({ value, count }) => [value, count]));

test(
  'without words the latest come first, those without a date last, and what is not published nowhere',
  withPosts(async (ctx) => {
    const result = await find(ctx);
    expect(slugs(result)).toEqual(['meals', 'streets', 'undated']);
    expect(result).toMatchObject({ total: 3, page: 1, pages: 1, more: false });
  })
);

test(
  'a theme takes in those below it, and several themes are any of them',
  withPosts(async (ctx) => {
    expect(slugs(await find(ctx, { themes: ['mobility'] }))).toEqual(['meals', 'streets']);
    expect(slugs(await find(ctx, { themes: ['road-safety'] }))).toEqual(['streets']);
    expect(slugs(await find(ctx, { themes: ['road-safety', 'health'] }))).toEqual(['meals', 'streets', 'undated']);
    expect(slugs(await find(ctx, { themes: ['no-such-theme'] }))).toEqual([]);
  })
);

test(
  'a series is one of the blog, and an unknown one has nothing',
  withPosts(async (ctx) => {
    expect(slugs(await find(ctx, { series: 'ideas' }))).toEqual(['streets', 'undated']);
    expect(slugs(await find(ctx, { series: "' or 1=1" }))).toEqual([]);
    expect((await find(ctx)).series.map(({ value }) => value)).toEqual(['ideas']);
  })
);

test(
  'a filter says what choosing another would give: it does not limit its own counts',
  withPosts(async (ctx) => {
    const result = await find(ctx, { series: 'ideas', themes: ['health'] });
    expect(slugs(result)).toEqual(['undated']);
    expect(counts(result.themes)).toEqual({ mobility: 1, 'road-safety': 1, health: 1 });
    expect(counts(result.series)).toEqual({ ideas: 1 });
    expect(result.themes.find(({ value }) => value === 'road-safety')?.under).toBe(true);
  })
);

test(
  'words are found with the best first and marked in the title; filters hold as well',
  withPosts(async (ctx) => {
    const result = await find(ctx, { text: 'school' });
    expect(slugs(result).sort()).toEqual(['meals', 'streets']);
    expect(result.posts.every(({ title }) => title?.some(([piece, isMatch]) => isMatch && piece === 'school'))).toBe(
      true
    );
    expect(slugs(await find(ctx, { text: 'school', series: 'ideas' }))).toEqual(['streets']);
    expect(slugs(await find(ctx, { text: 'hidden' }))).not.toContain('hidden');
  })
);

test(
  'filters hold of all that words find, not only of the hundred that fit best',
  withPosts(async (ctx, world) => {
    const numbers = Array.from({ length: 110 }, (_, number) => number);
    await addAll(
      ctx,
      addPost,
      numbers.map((number) =>
        newPost(world, `common-${number}`, {
          themes: ['nutrition'],
          texts: [text('en', `Lanterns lanterns ${number}`)]
        })
      )
    );
    const { id: seriesId } = await ctx.db
      .selectFrom('series')
      .select('id')
      .where('slug', '=', 'ideas')
      .executeTakeFirstOrThrow();
    const rare = { themes: ['road-safety'], seriesId, texts: [text('en', 'A long walk by night', 'With lanterns')] };
    await addPost(ctx, newPost(world, 'rare', rare));
    const all = await find(ctx, { text: 'lanterns' });
    expect(all).toMatchObject({ total: 100, pages: 9, more: true });
    expect(counts(all.themes)).toMatchObject({ nutrition: 110, 'road-safety': 1 });
    expect(counts(all.series)).toEqual({ ideas: 1 });
    expect((await find(ctx, { text: 'lanterns', page: 9 })).posts).toHaveLength(4);
    expect((await find(ctx, { text: 'lanterns', page: 10 })).posts).toEqual([]);
    const onTheme = await find(ctx, { text: 'lanterns', themes: ['road-safety'] });
    expect([slugs(onTheme), onTheme.total, onTheme.more]).toEqual([['rare'], 1, false]);
    expect(slugs(await find(ctx, { text: 'lanterns', series: 'ideas' }))).toEqual(['rare']);
  })
);

test(
  'of a text that is too long its beginning is searched, and the result says so',
  withPosts(async (ctx) => {
    const asked = readPostRequest(new URLSearchParams({ q: 'school '.repeat(500) }));
    expect(asked.text.length).toBeLessThanOrEqual(400);
    expect((await find(ctx, asked)).cut).toBe(true);
    expect((await find(ctx, readPostRequest(new URLSearchParams({ q: 'school' })))).cut).toBe(false);
  })
);

test(
  'words that nothing has find nothing, and no words are not every post',
  withPosts(async (ctx) => {
    expect(await find(ctx, { text: 'zzqqxx' })).toMatchObject({ total: 0, pages: 0, posts: [] });
  })
);

test(
  'a page after the last is empty and still says how many there are',
  withPosts(async (ctx) => {
    expect(await find(ctx, { page: 7 })).toMatchObject({ total: 3, pages: 1, posts: [] });
  })
);

test(
  'a title is in the language of the reader where there is one',
  withPosts(async (ctx) => {
    const { posts } = await find({ ...ctx, locale: 'es' });
    expect(posts.map(({ card }) => [card.title, card.language])).toContainEqual(['Comidas en la escuela', 'es']);
    expect(posts.map(({ card }) => [card.title, card.language])).toContainEqual(['Safe streets to school', 'en']);
  })
);

test(
  'one post leads on to those on its themes first, and to nothing that is not published',
  withPosts(async (ctx) => {
    const { related, dateNote } = await getPost(ctx, 'undated');
    expect(dateNote).toBe('Before 2024.');
    expect(related.map(({ slug }) => slug)).toEqual(['meals', 'streets']);
    await expect(getPost(ctx, 'hidden')).rejects.toThrow('hidden');
  })
);

test(
  'the list takes as many questions to the database for one post as for three',
  withPosts(async (ctx) => {
    const count = () => countQueries(ctx, (ctx) => find(ctx));
    expect(slugs(await find(ctx))).toHaveLength(3);
    expect(await count()).toBe(6);
    for (const slug of ['meals', 'undated']) await unpublish(ctx, 'post', slug);
    expect(slugs(await find(ctx))).toHaveLength(1);
    expect(await count()).toBe(6);
  })
);

test('the filters of all lists are read from the address', () => {
  const request = readPostRequest(
    new URLSearchParams(
      'year=2022&year=x&place=kenya,nowhere&language=sw&alliance=kenya&author=Ana%20B&sort=oldest&page=2'
    )
  );
  expect(request).toMatchObject({
    years: [2022],
    places: ['kenya', 'nowhere'],
    languages: ['sw'],
    alliances: ['kenya'],
    author: 'Ana B',
    sort: 'oldest',
    page: 2
  });
});

test(
  'places and alliances that were asked for have their names, and an unknown author has no posts',
  withPosts(async (ctx) => {
    const { names, posts } = await find(ctx, { places: ['kenya', 'nowhere'], alliances: ['kenya'] });
    expect(names).toEqual({ place: { kenya: 'Kenya' }, alliance: { kenya: 'Kenya Alliance' } });
    expect(posts).toEqual([]);
    expect((await find(ctx, { author: 'Nobody' })).total).toBe(0);
  })
);
