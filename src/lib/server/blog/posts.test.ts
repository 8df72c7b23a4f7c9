import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { adder, makeWorld, newPost, type World } from '../../../../tests/support/world.ts';
import { addSeries, listSeries } from '../library/series.ts';
import type { Context } from '../platform/context.ts';
import { addPost } from './posts.ts';
import { getPost, newestPosts } from './queries.ts';

const within = databaseOf(makeWorld);
const add = adder(addPost, newPost);
const text = (language: string, title: string) => ({ language, title, summary: `${title}.`, body: null });
const series = (ctx: Context, world: World, slug: string, kind: 'blog' | 'research' = 'blog') =>
  addSeries(ctx, {
    allianceId: world.alliances.global,
    slug,
    label: { en: `The ${slug}`, es: `La ${slug}` },
    kind,
    aliases: [],
    sources: []
  });

describe('a card', () => {
  test(
    'is in the reader’s language where there is a text, else in the post’s own',
    within(async (ctx, world) => {
      const texts = [text('ar', 'عنوان'), text('es', 'Título'), text('en', 'Title')];
      await add(ctx, world, {
        many: { language: 'es', texts },
        french: { language: 'fr', texts: [text('fr', 'Titre')] }
      });
      const titles = async (locale: Context['locale']) =>
        (await newestPosts({ ...ctx, locale }, 5)).map(({ title, language }) => [title, language]);
      expect(await titles('ar')).toEqual([
        ['عنوان', 'ar'],
        ['Titre', 'fr']
      ]);
      expect(await titles('sw')).toEqual([
        ['Título', 'es'],
        ['Titre', 'fr']
      ]);
    })
  );

  test(
    'names its authors in their order and its first theme',
    within(async (ctx, world) => {
      await add(ctx, world, {
        it: { authors: ['Zoe', 'Ana'], themes: ['nutrition', 'mobility'] },
        bare: { date: null }
      });
      const [it, bare] = await newestPosts({ ...ctx, locale: 'es' }, 2);
      expect(it).toMatchObject({ kind: 'post', authors: 'Zoe, Ana', theme: { slug: 'nutrition', label: 'Nutrición' } });
      expect(bare).toMatchObject({ authors: '', theme: null, year: null, date: null });
    })
  );
});

describe('one post', () => {
  test(
    'has its texts with the reader’s first, its series, places, and three others to read next',
    within(async (ctx, world) => {
      const seriesId = await series(ctx, world, 'stories');
      await series(ctx, world, 'papers', 'research');
      const body = { type: 'doc', content: [] };
      await add(ctx, world, {
        it: {
          language: 'en',
          texts: [{ ...text('en', 'Title'), body }, text('es', 'Título')],
          seriesId,
          themes: ['mobility'],
          authors: ['Ana'],
          placeIds: [world.places['nairobi-ke'], world.places['dhaka-bd']]
        },
        near: { themes: ['mobility'], date: '2020-01-01' },
        one: {},
        two: {},
        three: {}
      });
      const post = await getPost({ ...ctx, locale: 'es' }, 'it');
      expect(post).toMatchObject({
        seriesSlug: 'stories',
        seriesLabel: 'La stories',
        authors: ['Ana'],
        themes: [{ label: 'Movilidad' }]
      });
      expect(post.texts.map(({ language }) => language)).toEqual(['es', 'en']);
      expect(post.texts[1]!.body).toEqual(body);
      expect(post.places.map(({ slug }) => slug)).toEqual(['dhaka-bd', 'nairobi-ke']);
      expect(post.related).toHaveLength(3);
      expect(post.related[0]!.slug).toBe('near');
      expect(post.related.map(({ slug }) => slug)).not.toContain('it');
      expect((await listSeries({ ...ctx, locale: 'es' }, 'blog')).map(({ label }) => label)).toEqual(['La stories']);
    })
  );

  test('is added whole with its fact and its place in the search, or not at all', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const world = await makeWorld(ctx);
      const left = () =>
        Promise.all([
          db.selectFrom('post').select('slug').execute(),
          db.selectFrom('postText').select('title').execute(),
          db.selectFrom('journal').select(['fact', 'subjectId']).where('subjectKind', '=', 'post').execute(),
          db.selectFrom('searchDoc').select('entity').where('kind', '=', 'post').execute()
        ]);
      const twice = [text('en', 'One'), text('en', 'Two')];
      await expect(addPost(ctx, newPost(world, 'x', { texts: twice }))).rejects.toThrow('post_text_pkey');
      await expect(addPost(ctx, newPost(world, 'x', { themes: ['nowhere'] }))).rejects.toThrow(
        new RangeError('no theme nowhere')
      );
      await expect(addPost(ctx, newPost(world, 'x', { placeIds: [9999] }))).rejects.toThrow('post_place_place_id_fkey');
      expect(await left()).toEqual([[], [], [], []]);
      const id = await addPost(ctx, newPost(world, 'x'));
      expect(await left()).toEqual([
        [{ slug: 'x' }],
        [{ title: 'x' }],
        [{ fact: 'post.published', subjectId: id }],
        [{ entity: id }]
      ]);
    }));
});
