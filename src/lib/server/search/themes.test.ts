import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { makeWorld, newAlliance, newOrganisation, newPost, newResource } from '../../../../tests/support/world.ts';
import { addAlliance } from '../alliances/alliances.ts';
import { getAlliance } from '../alliances/queries.ts';
import { findPosts, readPostRequest } from '../blog/find.ts';
import { addPost } from '../blog/posts.ts';
import { addResource } from '../library/resources.ts';
import { readMemberRequest, settleRequest } from '../membership/filter.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { memberFacets } from '../membership/queries.ts';
import type { Context } from '../platform/context.ts';
import { Kept } from '../platform/kept.ts';
import type { SearchKind } from '../platform/search/types.ts';
import { mergeThemes } from '../platform/themes/merging.ts';
import { addTheme, renameTheme } from '../platform/themes/themes.ts';
import { find, listThemesWith } from './find.ts';
import { namesOf } from './names.ts';
import { readFindRequest } from './request.ts';

/** A running program: what it keeps is forgotten when a fact says so. */
function withProgram(work: (ctx: Context, found: (query: string) => Promise<string[]>) => Promise<void>) {
  return () =>
    withEmptyDatabase(async (_, db) => {
      const kept = new Kept();
      const instance = { kept, forget: (tags: string[]) => kept.forget(tags) };
      const ctx = contextOver(db, { actor: { kind: 'operator' }, instance });
      const world = await makeWorld(ctx);
      await addTheme(ctx, {
        slug: 'informal',
        parent: 'health',
        label: { en: 'Informal settlements', es: 'Asentamientos' },
        colour: 'leaf',
        motif: 'blocks',
        aliases: { en: ['slums'], fr: ['bidonvilles'] }
      });
      const text = (title: string) => [{ language: 'en', title, summary: '', body: 'A body of words' }];
      const resource = (slug: string, themes: string[], keywords: string[] = []) =>
        addResource(ctx, newResource(world, slug, { themes, keywords, texts: text(`Paper ${slug}`), placeIds: [] }));
      await resource('upgrading', ['informal'], ['Health']);
      await resource('crossings', ['road-safety']);
      await resource('clinics', ['health']);
      await addPost(ctx, newPost(world, 'posted', { themes: ['informal'] }));
      await addOrganisation(ctx, newOrganisation(world, 'union', { themes: ['informal'], shortName: 'DU' }));
      await addAlliance(ctx, newAlliance('about', { about: { themes: ['informal', 'road-safety'] } }));
      await work(ctx, async (query) => {
        const { items } = await find(ctx, readFindRequest(new URLSearchParams(query)));
        return items.map(({ card }) => card.slug).sort();
      });
    });
}

const facetsOf = async (ctx: Context, query = '') => {
  const { facets } = await find(ctx, readFindRequest(new URLSearchParams(query)));
  return facets.theme.map(({ value, label, count, selected }) => [value, label, count, selected]);
};
/** What the index holds of a document, to be compared whole. */
const stored = (ctx: Context) =>
  ctx.db
    .selectFrom('searchDoc as d')
    .innerJoin('searchText as t', 't.doc', 'd.doc')
    .select(['d.kind', 'd.entity', 'd.type', 'd.year', 'd.day', 'd.places', 'd.languages', 'd.alliance', 'd.titleKey'])
    .select(['t.title', 't.summary', 't.body', 't.tail', 't.marks'])
    .orderBy('d.doc')
    .orderBy('t.part')
    .execute();

test(
  'themes to browse are those that stand above others and have something of the kinds asked for',
  withProgram(async (ctx) => {
    const offered = async (...kinds: SearchKind[]) =>
      (await listThemesWith(ctx, kinds)).map(({ value, count }) => [value, count]);
    expect(await offered('resource', 'post')).toEqual([
      ['health', 3],
      ['mobility', 1]
    ]);
    expect(await offered('post')).toEqual([['health', 1]]);
    expect(await offered('event')).toEqual([]);
  })
);

test(
  'what is offered where nothing is found is called what it is called now',
  withProgram(async (ctx) => {
    const offered = async () =>
      (await find(ctx, readFindRequest(new URLSearchParams('q=zzqxzz'), ['post']))).themes.map(({ label }) => label);
    expect(await offered()).toEqual(['Health']);
    await renameTheme(ctx, 'health', { en: 'Well-being' });
    expect(await offered()).toEqual(['Well-being']);
  })
);

test(
  'what is asked for stands among the filters, to be taken out again, where nothing is found or it is unknown',
  withProgram(async (ctx) => {
    expect(await facetsOf(ctx, 'q=clinics&theme=road-safety')).toContainEqual(['road-safety', 'Road safety', 0, true]);
    expect(await facetsOf(ctx, 'q=zzqxzz&theme=road-safety')).toEqual([['road-safety', 'Road safety', 0, true]]);
    expect(await facetsOf(ctx, 'theme=nope')).toContainEqual(['nope', 'nope', 0, true]);
    const { facets } = await find(ctx, readFindRequest(new URLSearchParams('place=nowhere&alliance=none')));
    const asked = [facets.place, facets.alliance].flat().filter(({ selected }) => selected);
    expect(asked.map(({ value, count }) => [value, count])).toEqual([
      ['nowhere', 0],
      ['none', 0]
    ]);
  })
);

describe('a theme that was renamed', () => {
  test(
    'is found by its new name, by part of it, and by the old one',
    withProgram(async (ctx, found) => {
      const all = ['posted', 'union', 'upgrading'];
      expect(await found('q=informal settlements')).toEqual(all);
      expect(await found('q=barrios')).toEqual([]);
      const before = await stored(ctx);
      await renameTheme(ctx, 'informal', { en: 'Self-built districts', es: 'Barrios' });
      expect(await stored(ctx)).toEqual(before);
      for (const words of ['self-built districts', 'barrios', 'informal settlements', 'asentamientos', 'slums'])
        expect(await found(`q=${words}`), words).toEqual(all);
      expect(await found('q=districts')).toEqual(['posted', 'upgrading']);
      expect(await found('theme=informal')).toEqual(all);
      expect(await facetsOf(ctx, 'theme=informal')).toContainEqual(['informal', 'Self-built districts', 3, true]);
    })
  );
});

describe('a theme that was merged into another', () => {
  test(
    'is found as that one: by its address, its names, part of them and its slug',
    withProgram(async (ctx, found) => {
      expect(await found('theme=mobility')).toEqual(['crossings']);
      const before = await stored(ctx);
      await mergeThemes(ctx, 'informal', 'road-safety');
      expect(await stored(ctx)).toEqual(before);
      const all = ['crossings', 'posted', 'union', 'upgrading'];
      for (const query of ['theme=informal', 'theme=road-safety', 'theme=informal&theme=road-safety', 'theme=mobility'])
        expect(await found(query), query).toEqual(all);
      for (const words of ['slums', 'bidonvilles', 'informal settlements', 'asentamientos', 'informal', 'road safety'])
        expect(await found(`q=${words}`), words).toEqual(all);
      expect(await found('q=settlements')).toEqual(['crossings', 'posted', 'upgrading']);
      expect(await found('q=seguridad')).toEqual(['crossings', 'posted', 'upgrading']);
    })
  );

  test(
    'takes its things away from the theme above it, but not their own keywords',
    withProgram(async (ctx, found) => {
      expect(await found('theme=health')).toEqual(['clinics', 'posted', 'union', 'upgrading']);
      await mergeThemes(ctx, 'informal', 'road-safety');
      expect(await found('theme=health')).toEqual(['clinics']);
      expect(await found('q=salud')).toEqual(['clinics']);
      expect(await found('q=health')).toEqual(['clinics', 'upgrading']);
      expect(await facetsOf(ctx)).toEqual([
        ['mobility', 'Mobility', 4, false],
        ['road-safety', 'Road safety', 4, false],
        ['health', 'Health', 1, false]
      ]);
    })
  );

  test(
    'with themes below it takes what is about those along',
    withProgram(async (ctx, found) => {
      await mergeThemes(ctx, 'health', 'mobility');
      expect(await found('theme=health')).toEqual(['clinics', 'crossings', 'posted', 'union', 'upgrading']);
      expect(await found('theme=informal')).toEqual(['posted', 'union', 'upgrading']);
      expect(await found('q=movilidad')).toEqual(['clinics', 'crossings', 'posted', 'union', 'upgrading']);
    })
  );

  test(
    'stands in the facets as it was asked for, so that it can be taken out again',
    withProgram(async (ctx) => {
      await mergeThemes(ctx, 'informal', 'road-safety');
      expect(await facetsOf(ctx, 'theme=informal')).toContainEqual(['informal', 'Road safety', 4, true]);
      const blog = await findPosts(ctx, readPostRequest(new URLSearchParams('theme=informal')), await namesOf(ctx));
      expect(blog.posts.map(({ card }) => card.slug)).toEqual(['posted']);
      expect(blog.themes.map(({ value, selected }) => [value, selected])).toEqual([
        ['mobility', false],
        ['informal', true]
      ]);
    })
  );

  test(
    'is asked for as that one in the directory, and an alliance that named it is about that one',
    withProgram(async (ctx) => {
      await mergeThemes(ctx, 'informal', 'road-safety');
      const { id } = await ctx.db
        .selectFrom('alliance')
        .select('id')
        .where('slug', '=', 'world')
        .executeTakeFirstOrThrow();
      const request = readMemberRequest(new URLSearchParams('theme=informal'));
      const facets = await memberFacets(ctx, id);
      expect((await settleRequest(ctx, request, facets)).theme).toBe('road-safety');
      expect(facets.themes.map(({ slug, count }) => [slug, count])).toEqual([
        ['mobility', 1],
        ['road-safety', 1]
      ]);
      expect((await getAlliance(ctx, 'about')).themes.map(({ slug }) => slug)).toEqual(['road-safety']);
    })
  );
});
