import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { adder, makeWorld, newResource, unpublish } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { getCitable, listUncited } from './citing.ts';
import { getResource, resourceAddresses, listResourcesForFeed, newestResources, resourceCards } from './queries.ts';
import { addResource, relateResources } from './resources.ts';
import { addSeries, listSeries } from './series.ts';

const within = databaseOf(makeWorld);
const add = adder(addResource, newResource);
const at = (ctx: Context, now: string): Context => ({ ...ctx, now: new Date(now) });
const text = (language: string, title: string) => ({ language, title, summary: `${title}.`, body: '' });
const author = (family: string | null, given: string | null = null, organisation: string | null = null) => ({
  family,
  given,
  organisation
});

describe('cards of resources', () => {
  test(
    'are in the reader’s language where there is a text, else in the record’s own',
    within(async (ctx, world) => {
      const ids = await add(ctx, world, {
        many: { language: 'fr', texts: [text('bn', 'শিরোনাম'), text('fr', 'Titre'), text('en', 'Title')] },
        one: { language: 'es', texts: [text('es', 'Título')] }
      });
      const titles = async (locale: Context['locale']) =>
        (await resourceCards({ ...ctx, locale }, ids))
          .map(({ title, language, summary }) => [title, language, summary])
          .toSorted();
      expect(await titles('bn')).toEqual([
        ['Título', 'es', 'Título.'],
        ['শিরোনাম', 'bn', 'শিরোনাম.']
      ]);
      expect(await titles('sw')).toEqual([
        ['Titre', 'fr', 'Titre.'],
        ['Título', 'es', 'Título.']
      ]);
    })
  );

  test(
    'name authors by family or organisation in their order, and the first theme',
    within(async (ctx, world) => {
      const ids = await add(ctx, world, {
        it: {
          authors: [author('Zed', 'Zoe'), author(null, null, 'Arup'), author('Abe')],
          themes: ['nutrition', 'mobility'],
          year: 2021
        },
        bare: { year: null }
      });
      const cards = new Map((await resourceCards({ ...ctx, locale: 'es' }, ids)).map((card) => [card.slug, card]));
      expect(cards.get('it')).toMatchObject({
        kind: 'resource',
        type: 'report',
        authors: 'Zed, Arup, Abe',
        year: 2021,
        theme: { slug: 'nutrition', label: 'Nutrición' }
      });
      expect(cards.get('bare')).toMatchObject({ authors: '', theme: null, year: null });
    })
  );

  test(
    'of the newest come in the order of publication, then of year',
    within(async (ctx, world) => {
      await add(at(ctx, '2026-01-01'), world, { first: { year: 2026 } });
      await add(at(ctx, '2026-02-01'), world, { undated: { year: null }, old: { year: 2010 }, recent: { year: 2025 } });
      expect((await newestResources(ctx, 3)).map(({ slug }) => slug)).toEqual(['recent', 'old', 'undated']);
      const feed = await listResourcesForFeed(ctx, 10);
      expect(feed.map(({ slug }) => slug)).toEqual(['recent', 'old', 'undated', 'first']);
      expect(feed[3]!.publishedAt).toEqual(new Date('2026-01-01'));
    })
  );
});

describe('one resource', () => {
  test(
    'has its texts with the reader’s first, and all that the record has',
    within(async (ctx, world) => {
      const seriesId = await addSeries(ctx, {
        allianceId: world.alliances.global,
        slug: 'papers',
        label: { en: 'Papers', sw: 'Makala' },
        kind: 'research',
        aliases: [],
        sources: []
      });
      const file = {
        sha256: 'a'.repeat(64),
        bytes: 5_000_000_000,
        mediaType: 'application/pdf',
        name: 'Guide.pdf',
        public: true,
        createdAt: ctx.now
      };
      const { id: fileId } = await ctx.db.insertInto('file').values(file).returning('id').executeTakeFirstOrThrow();
      await add(ctx, world, {
        it: {
          language: 'en',
          languages: ['fr', 'en'],
          texts: [text('ar', 'عنوان'), text('en', 'Title'), text('sw', 'Kichwa')],
          seriesId,
          authors: [author('Zed', 'Zoe'), author('Abe')],
          themes: ['road-safety', 'health'],
          placeIds: [world.places['nairobi-ke'], world.places.bangladesh]
        }
      });
      await ctx.db.updateTable('resource').set({ fileId }).where('slug', '=', 'it').execute();
      const resource = await getResource({ ...ctx, locale: 'sw' }, 'it');
      expect(resource.texts.map(({ language }) => language)).toEqual(['sw', 'en', 'ar']);
      expect(resource).toMatchObject({
        languages: ['fr', 'en'],
        seriesSlug: 'papers',
        seriesLabel: { sw: 'Makala' },
        fileName: 'Guide.pdf',
        fileBytes: 5_000_000_000,
        authors: [{ family: 'Zed', given: 'Zoe' }, { family: 'Abe' }],
        themes: [{ slug: 'road-safety' }, { slug: 'health' }],
        places: [{ slug: 'bangladesh' }, { slug: 'nairobi-ke' }],
        citations: null,
        related: []
      });
      expect((await getResource(ctx, 'it')).texts[0]!.language).toBe('en');
      expect(await listSeries({ ...ctx, locale: 'sw' }, 'research')).toEqual([
        { id: seriesId, slug: 'papers', label: 'Makala' }
      ]);
    })
  );

  test(
    'relates what its editors chose first, then what shares most themes; three at most, never itself',
    within(async (ctx, world) => {
      const themes = ['mobility', 'health'];
      const [it, , , , chosen] = await add(ctx, world, {
        it: { themes },
        one: { themes: ['health'] },
        both: { themes },
        two: { themes: ['mobility'] },
        chosen: {},
        other: { themes: ['nutrition'] }
      });
      await relateResources(ctx, it!, chosen!);
      await relateResources(ctx, it!, chosen!);
      expect((await getResource(ctx, 'it')).related.map(({ slug }) => slug)).toEqual(['chosen', 'both', 'one']);
      // In one direction only.
      expect((await getResource(ctx, 'chosen')).related).toEqual([]);
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['subjectId', 'data'])
        .where('fact', '=', 'resource.related')
        .execute();
      expect(facts).toEqual([{ subjectId: it, data: { relatedId: chosen } }]);
    })
  );

  test(
    'that is not published is not found, nor listed, related, cited or counted, whoever asks',
    within(async (ctx, world) => {
      const [open, secret] = await add(ctx, world, {
        open: { themes: ['mobility'] },
        secret: { themes: ['mobility'], texts: [text('en', 'Secret title')], authors: [author('Secretive')] }
      });
      await relateResources(ctx, open!, secret!);
      await unpublish(ctx, 'resource', 'secret');
      const all = await Promise.all([
        getResource(ctx, 'open'),
        resourceCards(ctx, [open!, secret!]),
        newestResources(ctx, 9),
        listResourcesForFeed(ctx, 9),
        resourceAddresses.list(ctx, { from: 0, most: 9 }),
        listUncited(ctx, 9)
      ]);
      expect(JSON.stringify(all).toLowerCase()).not.toContain('secret');
      for (const actor of [ctx.actor, { kind: 'person', id: 1, roles: [] }] as const) {
        for (const slug of ['secret', 'nowhere', '%', '']) {
          await expect(getResource({ ...ctx, actor }, slug)).rejects.toThrow(NotFound);
          await expect(getCitable({ ...ctx, actor }, slug)).rejects.toThrow(NotFound);
        }
      }
    })
  );
});

test(
  'the same statements are sent for two resources and for four',
  within(async (ctx, world) => {
    const rich = {
      themes: ['mobility', 'health'],
      authors: [author('A'), author('B')],
      placeIds: [world.places.kenya],
      texts: [text('en', 'x'), text('es', 'y')]
    };
    const counts = async (ids: number[]) => [
      await countQueries(ctx, (ctx) => resourceCards(ctx, ids)),
      await countQueries(ctx, (ctx) => newestResources(ctx, 9)),
      await countQueries(ctx, (ctx) => listResourcesForFeed(ctx, 9)),
      await countQueries(ctx, (ctx) => getResource(ctx, 'a')),
      await countQueries(ctx, (ctx) => resourceAddresses.list(ctx, { from: 0, most: 9 })),
      await countQueries(ctx, (ctx) => listUncited(ctx, 9)),
      await countQueries(ctx, (ctx) => listSeries(ctx, 'blog'))
    ];
    const ids = await add(ctx, world, { a: rich, d: rich });
    expect(await counts(ids)).toEqual([1, 1, 1, 8, 1, 2, 1]);
    ids.push(...(await add(ctx, world, { b: rich, c: rich })));
    expect(await newestResources(ctx, 9)).toHaveLength(4);
    expect(await counts(ids)).toEqual([1, 1, 1, 8, 1, 2, 1]);
    expect(await countQueries(ctx, (ctx) => resourceCards(ctx, []))).toBe(0);
  })
);
