import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newEvent, newOrganisation, newPost, newResource } from '../../../../tests/support/world.ts';
import { addPost } from '../blog/posts.ts';
import { addEvent, eventType } from '../events/events.ts';
import { addResource } from '../library/resources.ts';
import { addSeries } from '../library/series.ts';
import { addOrganisation } from '../membership/organisations.ts';
import type { Context } from '../platform/context.ts';
import { needsReindex } from '../platform/search/put.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  await addEvent(ctx, newEvent(world, 'talk', { kind: 'webinar' }));
  const placeIds = [world.places['nairobi-ke']!];
  await addResource(ctx, newResource(world, 'lantern', { themes: ['road-safety'], keywords: ['own word'], placeIds }));
  const series = { allianceId: world.alliances.global, kind: 'blog' as const, sources: [] };
  const label = { en: 'Kerb talks', es: 'Charlas' };
  const seriesId = await addSeries(ctx, { ...series, slug: 'kerb', label, aliases: ['KT'] });
  await addPost(ctx, newPost(world, 'kite', { seriesId, themes: ['health'], texts: [text('kite')] }));
  await addOrganisation(ctx, newOrganisation(world, 'union', { name: 'union', shortName: 'DU', kindNote: 'a union' }));
});
const text = (title: string) => ({ language: 'en', title, summary: '', body: null });

const texts = async ({ db }: Context, title: string) => {
  const rows = await db
    .selectFrom('searchText')
    .select(['keywords', 'names', 'aka'])
    .where('title', '=', title)
    .execute();
  return rows.map(({ names, ...rest }) => ({ ...rest, names: names.split(' · ').sort() }));
};
const run = async ({ db }: Context, file: string) => {
  await sql.raw(await readFile(new URL(file, migrations), 'utf8')).execute(db);
};

test(
  'names that stood among the keywords are taken apart from them',
  within(async (ctx) => {
    const before = await texts(ctx, 'lantern');
    expect(before[0]?.names).toContain('Seguridad vial');
    await sql`update search_text set keywords = keywords || ' · ' || names, names = ''`.execute(ctx.db);
    await run(ctx, '008_search-names-moved.sql');
    expect(await texts(ctx, 'lantern')).toEqual(before);
  })
);

test(
  'short names and names of series are added to what was put before there were any',
  within(async (ctx) => {
    const [post, organisation] = [await texts(ctx, 'kite'), await texts(ctx, 'union')];
    expect(post[0]?.names).toEqual(expect.arrayContaining(['Kerb talks', 'Charlas', 'KT', 'Health']));
    expect(organisation).toEqual([{ aka: 'DU', keywords: 'a union', names: [''] }]);
    await sql`update search_text set names = replace(names, ' · Kerb talks · Charlas · KT', '')`.execute(ctx.db);
    await sql`update search_text set keywords = 'DU a union', aka = '' where title = 'union'`.execute(ctx.db);
    await run(ctx, '010_search-aka-filled.sql');
    expect(await texts(ctx, 'kite')).toEqual(post);
    expect(await texts(ctx, 'union')).toEqual(organisation);
  })
);

test(
  'what a member of the first content was called before is added to what it is called',
  within(async (ctx) => {
    await sql`alter table organisation drop aliases cascade`.execute(ctx.db);
    await ctx.db.updateTable('organisation').set({ slug: 'van-leer-foundation' }).execute();
    await run(ctx, '022_organisation-aliases.sql');
    expect((await texts(ctx, 'union'))[0]?.aka).toBe('DU · Bernard van Leer Foundation');
    expect(await ctx.db.selectFrom('organisation').select('aliases').execute()).toEqual([
      { aliases: ['Bernard van Leer Foundation'] }
    ]);
    expect(await needsReindex(ctx.db)).toBe(true);
  })
);

test(
  'what states no language is in none, and running programs hear of it',
  within(async (ctx) => {
    const { db } = ctx;
    await sql`update resource set languages = '{}'`.execute(db);
    await sql`update search_doc set languages = '{en}'`.execute(db);
    await run(ctx, '011_search-languages.sql');
    const docs = await db.selectFrom('searchDoc').select(['kind', 'languages', 'version']).execute();
    const { version } = await db.selectFrom('searchState').select('version').executeTakeFirstOrThrow();
    const silent = docs.filter((doc) => doc.version === version && doc.languages.length === 0).map(({ kind }) => kind);
    expect(silent.sort()).toEqual(['event', 'organisation', 'resource']);
    expect(docs.find(({ kind }) => kind === 'post')?.languages).toEqual(['en']);
  })
);

test(
  'events have their kinds as types, and running programs hear of it',
  within(async (ctx) => {
    const { db } = ctx;
    await sql`update search_doc set type = 'event' where kind = 'event'`.execute(db);
    await run(ctx, '015_event-types.sql');
    const docs = await db.selectFrom('searchDoc').select(['kind', 'type', 'version']).execute();
    const { version } = await db.selectFrom('searchState').select('version').executeTakeFirstOrThrow();
    expect(docs.filter((doc) => doc.version === version).map(({ type }) => type)).toEqual([eventType('webinar')]);
  })
);

test(
  'the first events that say what they are about are found by it, and running programs hear of it',
  within(async (ctx) => {
    const { db } = ctx;
    await sql`drop table event_theme`.execute(db);
    await db.updateTable('event').set({ slug: 'it-starts-with-children-wuf12' }).execute();
    await db.updateTable('theme').set({ slug: 'local-governance' }).where('slug', '=', 'road-safety').execute();
    await run(ctx, '020_event-theme.sql');
    const docs = await db.selectFrom('searchDoc').select(['kind', 'themes', 'version']).execute();
    const { version } = await db.selectFrom('searchState').select('version').executeTakeFirstOrThrow();
    const lines = await db
      .selectFrom('theme')
      .select('id')
      .where('slug', 'in', ['local-governance', 'mobility'])
      .execute();
    expect(docs.filter((doc) => doc.version === version)).toEqual([
      { kind: 'event', themes: lines.map(({ id }) => id).toSorted((a, b) => a - b), version }
    ]);
    expect(await db.selectFrom('eventTheme').select('position').execute()).toEqual([{ position: 0 }]);
    expect((await texts(ctx, 'talk'))[0]?.names).toEqual(expect.arrayContaining(['Seguridad vial', 'Mobility']));
    expect(await needsReindex(db)).toBe(true);
  })
);
