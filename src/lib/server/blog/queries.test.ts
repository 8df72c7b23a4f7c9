import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { adder, makeWorld, newPost, unpublish, type World } from '../../../../tests/support/world.ts';
import { addSeries } from '../library/series.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { addPost } from './posts.ts';
import {
  countPosts,
  getPost,
  postAddresses,
  listPosts,
  listPostsForFeed,
  newestPosts,
  postCards,
  type PostFilter
} from './queries.ts';

const within = databaseOf(makeWorld);
const add = adder(addPost, newPost);
const slugs = async (ctx: Context, filter: PostFilter = {}, page = 1, size = 10) =>
  (await listPosts(ctx, filter, page, size)).posts.map(({ slug }) => slug);
const series = (ctx: Context, world: World, slug: string, kind: 'blog' | 'research' = 'blog') =>
  addSeries(ctx, {
    allianceId: world.alliances.global,
    slug,
    label: { en: `The ${slug}`, es: `La ${slug}` },
    kind,
    aliases: [],
    sources: []
  });

describe('the blog', () => {
  test(
    'has the latest first and undated posts last, page by page, with the number of all',
    within(async (ctx, world) => {
      await add(ctx, world, {
        old: { date: '2020-01-01' },
        undated: { date: null },
        latest: { date: '2026-02-01' },
        same: { date: '2026-02-01' }
      });
      expect(await slugs(ctx)).toEqual(['latest', 'same', 'old', 'undated']);
      expect(await slugs(ctx, {}, 2, 3)).toEqual(['undated']);
      expect(await listPosts(ctx, {}, 5, 3)).toMatchObject({ posts: [], total: 4 });
      expect((await newestPosts(ctx, 2)).map(({ slug, year }) => [slug, year])).toEqual([
        ['latest', 2026],
        ['same', 2026]
      ]);
    })
  );

  test(
    'can be limited by themes with those below them, series, author and what a search found, all together',
    within(async (ctx, world) => {
      const stories = await series(ctx, world, 'stories');
      const ids = await add(ctx, world, {
        road: { themes: ['road-safety'], authors: ['Ana', 'Ben'], seriesId: stories },
        bus: { themes: ['mobility'], authors: ['Ana'] },
        food: { themes: ['nutrition', 'road-safety'], seriesId: stories },
        plain: { authors: ['Ana%'] }
      });
      expect(await slugs(ctx, { themes: ['mobility'] })).toEqual(['road', 'bus', 'food']);
      expect(await slugs(ctx, { themes: ['road-safety'] })).toEqual(['road', 'food']);
      expect(await slugs(ctx, { themes: ['mobility'], series: 'stories', author: 'Ana' })).toEqual(['road']);
      expect(await slugs(ctx, { author: 'An%' })).toEqual([]);
      expect(await slugs(ctx, { series: 'nowhere' })).toEqual([]);
      expect(await slugs(ctx, { ids: [ids[2]!, ids[0]!, 0] })).toEqual(['food', 'road']);
      expect(await listPosts(ctx, { ids: [] }, 1, 10)).toEqual({ posts: [], total: 0 });
    })
  );

  test(
    'can be limited by year, place, language and alliance, and put in another order',
    within(async (ctx, world) => {
      const text = (language: string, title: string) => ({ language, title, summary: '', body: null });
      await add(ctx, world, {
        nairobi: { placeIds: [world.places['nairobi-ke']], date: '2022-03-01', allianceId: world.alliances.kenya },
        kenya: {
          placeIds: [world.places.kenya],
          date: '2023-12-31',
          texts: [text('en', 'Zebra'), text('sw', 'Punda')]
        },
        dhaka: { placeIds: [world.places['dhaka-bd']], date: '2023-01-01', texts: [text('en', 'An avenue')] },
        undated: { date: null }
      });
      expect(await slugs(ctx, { years: [2023] })).toEqual(['kenya', 'dhaka']);
      expect(await slugs(ctx, { years: [2022, 2023] })).toEqual(['kenya', 'dhaka', 'nairobi']);
      expect(await slugs(ctx, { places: ['kenya'] })).toEqual(['kenya', 'nairobi']);
      expect(await slugs(ctx, { places: ['nairobi-ke'], years: [2023] })).toEqual([]);
      expect(await slugs(ctx, { languages: ['sw'] })).toEqual(['kenya']);
      expect(await slugs(ctx, { alliances: ['kenya', 'nowhere'] })).toEqual(['nairobi']);
      const inOrder = async (sort: 'newest' | 'oldest' | 'title') =>
        (await listPosts(ctx, {}, 1, 10, sort)).posts.map(({ slug }) => slug);
      expect(await inOrder('newest')).toEqual(['kenya', 'dhaka', 'nairobi', 'undated']);
      expect(await inOrder('oldest')).toEqual(['nairobi', 'dhaka', 'kenya', 'undated']);
      expect(await inOrder('title')).toEqual(['dhaka', 'nairobi', 'undated', 'kenya']);
    })
  );

  test(
    'says how many posts each theme and series would give',
    within(async (ctx, world) => {
      const stories = await series(ctx, world, 'stories');
      await add(ctx, world, {
        road: { themes: ['road-safety', 'mobility'], seriesId: stories },
        bus: { themes: ['mobility'] },
        hidden: { themes: ['health'], seriesId: stories }
      });
      await unpublish(ctx, 'post', 'hidden');
      const counts = await countPosts(ctx, {});
      expect(Object.fromEntries(counts.themes)).toEqual({ mobility: 2, 'road-safety': 1 });
      expect(Object.fromEntries(counts.series)).toEqual({ stories: 1 });
      for (const [theme, count] of counts.themes) expect(await slugs(ctx, { themes: [theme] })).toHaveLength(count);
      expect(Object.fromEntries((await countPosts(ctx, { themes: ['health'], series: 'stories' })).themes)).toEqual({
        mobility: 1,
        'road-safety': 1
      });
    })
  );

  test(
    'never shows a post that is not published',
    within(async (ctx, world) => {
      const [secret] = await add(ctx, world, {
        secret: { themes: ['mobility'], authors: ['Secret Author'] },
        open: { themes: ['mobility'] }
      });
      await unpublish(ctx, 'post', 'secret');
      const all = await Promise.all([
        listPosts(ctx, {}, 1, 10),
        listPosts(ctx, { ids: [secret!] }, 1, 10),
        listPosts(ctx, { author: 'Secret Author' }, 1, 10),
        newestPosts(ctx, 10),
        postCards(ctx, [secret!]),
        listPostsForFeed(ctx, 10),
        postAddresses.list(ctx, { from: 0, most: 9 }),
        getPost(ctx, 'open')
      ]);
      expect(JSON.stringify(all).toLowerCase()).not.toContain('secret');
      expect((await listPosts(ctx, {}, 1, 10)).total).toBe(1);
      const person: Context = { ...ctx, actor: { kind: 'person', id: 1, roles: [] } };
      for (const each of [ctx, person]) await expect(getPost(each, 'secret')).rejects.toThrow(NotFound);
    })
  );

  test(
    'is given to feeds with the latest first and undated posts last',
    within(async (ctx, world) => {
      await add(ctx, world, {
        undated: { date: null },
        old: { date: '2020-01-01' },
        latest: { date: '2026-02-01' }
      });
      expect((await listPostsForFeed(ctx, 10)).map(({ slug }) => slug)).toEqual(['latest', 'old', 'undated']);
    })
  );

  test(
    'costs the same statements for one post and for three',
    within(async (ctx, world) => {
      const counts = async (ids: number[]) => [
        await countQueries(ctx, (ctx) => listPosts(ctx, { themes: ['mobility'] }, 1, 10)),
        await countQueries(ctx, (ctx) => newestPosts(ctx, 10)),
        await countQueries(ctx, (ctx) => postCards(ctx, ids)),
        await countQueries(ctx, (ctx) => listPostsForFeed(ctx, 10)),
        await countQueries(ctx, (ctx) => countPosts(ctx, {})),
        await countQueries(ctx, (ctx) => getPost(ctx, 'a')),
        await countQueries(ctx, (ctx) => postAddresses.list(ctx, { from: 0, most: 9 }))
      ];
      const post = { themes: ['mobility', 'health'], authors: ['A', 'B'], placeIds: [world.places.kenya] };
      const ids = await add(ctx, world, { a: post });
      expect(await counts(ids)).toEqual([2, 1, 1, 1, 2, 6, 1]);
      const more = await add(ctx, world, { b: post, c: post });
      expect(await newestPosts(ctx, 10)).toHaveLength(3);
      expect(await counts([...ids, ...more])).toEqual([2, 1, 1, 1, 2, 6, 1]);
      expect(await countQueries(ctx, (ctx) => postCards(ctx, []))).toBe(0);
    })
  );
});
