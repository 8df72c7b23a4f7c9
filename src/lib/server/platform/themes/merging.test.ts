import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { makeWorld, newEvent, newOrganisation, newPost, newResource } from '../../../../../tests/support/world.ts';
import { addPost } from '../../blog/posts.ts';
import { addActivity } from '../../coordination/activities.ts';
import { addEvent } from '../../events/events.ts';
import { addResource } from '../../library/resources.ts';
import { addOrganisation } from '../../membership/organisations.ts';
import type { Context } from '../context.ts';
import { Conflict, Forbidden, NotFound } from '../errors.ts';
import { mergeThemes } from './merging.ts';
import { listThemes } from './themes.ts';

const asOperator = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'operator' } });
const merge = (ctx: Context, from: string, into: string) => mergeThemes(asOperator(ctx), from, into);

/** Things of each kind about one theme, about the other, about both, and about neither. */
async function fill(ctx: Context) {
  const world = await makeWorld(ctx);
  const resource = (slug: string, ...themes: string[]) => addResource(ctx, newResource(world, slug, { themes }));
  const organisation = (slug: string, ...themes: string[]) =>
    addOrganisation(ctx, newOrganisation(world, slug, { themes }));
  const resources = {
    one: await resource('one', 'mobility', 'road-safety'),
    other: await resource('other', 'nutrition'),
    both: await resource('both', 'road-safety', 'health', 'nutrition', 'mobility'),
    turned: await resource('turned', 'health', 'nutrition', 'mobility', 'road-safety'),
    neither: await resource('neither', 'health', 'mobility')
  };
  const post = await addPost(ctx, newPost(world, 'post', { themes: ['health', 'road-safety', 'nutrition'] }));
  const event = await addEvent(ctx, newEvent(world, 'event', { themes: ['health', 'road-safety', 'nutrition'] }));
  const organisations = {
    one: await organisation('one', 'road-safety'),
    both: await organisation('both', 'road-safety', 'nutrition'),
    neither: await organisation('neither', 'health')
  };
  const activity = { title: 'x', organisations: [], placeIds: [], dates: null, note: null, sources: [] };
  for (const [slug, themeId] of Object.entries({ ...world.themes, none: null }))
    await addActivity(ctx, {
      ...activity,
      allianceId: world.alliances.global,
      status: 'planned',
      slug,
      themeId
    });
  const { 'road-safety': roads, nutrition, health } = world.themes;
  for (const themeIds of [[roads], [health, roads, nutrition], [nutrition, health], []])
    await ctx.db
      .insertInto('subscriber')
      .values({
        allianceId: world.alliances.global,
        email: `${themeIds.join('-')}@reader.example`,
        locale: 'en',
        consent: 'yes',
        askedAt: ctx.now,
        themeIds
      })
      .execute();
  for (const themeIds of [[roads], [health, roads, nutrition], []])
    await ctx.db
      .insertInto('application')
      .values({
        allianceId: world.alliances.global,
        reference: `of ${themeIds.join('-')}`,
        state: 'draft',
        locale: 'en',
        name: 'x',
        focalEmail: 'a@applicant.example',
        createdAt: ctx.now,
        changedAt: ctx.now,
        themeIds,
        replaced: JSON.stringify({ step: 'themes', themes: themeIds.map(String) })
      })
      .execute();
  return { ...world, resources, post, event, organisations };
}
const within = databaseOf(fill);

const themesOf = async (ctx: Context, table: 'resource' | 'post' | 'event' | 'organisation', id: number) => {
  const { rows } = await sql<{ slug: string; position?: number }>`
    select t.slug, x.* from ${sql.table(`${table}_theme`)} x join theme t on t.id = x.theme_id
    where ${sql.ref(`x.${table}_id`)} = ${id} order by ${sql.ref(table === 'organisation' ? 't.slug' : 'x.position')}`.execute(
    ctx.db
  );
  if (table !== 'organisation') expect(rows.map((row) => row.position)).toEqual(rows.map((_, index) => index));
  return rows.map(({ slug }) => slug);
};

describe('themes that are merged', () => {
  test(
    'are one on resources, posts and events: once, in their order, with the better place of the two',
    within(async (ctx, { resources, post, event }) => {
      await merge(ctx, 'road-safety', 'nutrition');
      expect(await themesOf(ctx, 'resource', resources.one)).toEqual(['mobility', 'nutrition']);
      expect(await themesOf(ctx, 'resource', resources.other)).toEqual(['nutrition']);
      expect(await themesOf(ctx, 'resource', resources.both)).toEqual(['nutrition', 'health', 'mobility']);
      expect(await themesOf(ctx, 'resource', resources.turned)).toEqual(['health', 'nutrition', 'mobility']);
      expect(await themesOf(ctx, 'resource', resources.neither)).toEqual(['health', 'mobility']);
      expect(await themesOf(ctx, 'post', post)).toEqual(['health', 'nutrition']);
      expect(await themesOf(ctx, 'event', event)).toEqual(['health', 'nutrition']);
    })
  );

  test(
    'are one on organisations, activities, and what subscribers and applicants chose',
    within(async (ctx, { organisations, themes: { health, nutrition } }) => {
      await merge(ctx, 'road-safety', 'nutrition');
      expect(await themesOf(ctx, 'organisation', organisations.one)).toEqual(['nutrition']);
      expect(await themesOf(ctx, 'organisation', organisations.both)).toEqual(['nutrition']);
      expect(await themesOf(ctx, 'organisation', organisations.neither)).toEqual(['health']);
      const activities = await ctx.db
        .selectFrom('activity')
        .leftJoin('theme', 'theme.id', 'activity.themeId')
        .select(['activity.slug', 'theme.slug as theme'])
        .orderBy('activity.id')
        .execute();
      expect(activities.map(({ slug, theme }) => [slug, theme])).toEqual([
        ['mobility', 'mobility'],
        ['road-safety', 'nutrition'],
        ['health', 'health'],
        ['nutrition', 'nutrition'],
        ['none', null]
      ]);
      const chosen = await ctx.db.selectFrom('subscriber').select('themeIds').orderBy('id').execute();
      expect(chosen.map(({ themeIds }) => themeIds)).toEqual([
        [nutrition],
        [health, nutrition],
        [nutrition, health],
        []
      ]);
      const applied = await ctx.db.selectFrom('application').select(['themeIds', 'replaced']).orderBy('id').execute();
      expect(applied.map(({ themeIds }) => themeIds)).toEqual([[nutrition], [health, nutrition], []]);
      // So does what another window's answers took the place of.
      expect(applied.map(({ replaced }) => replaced)).toEqual(
        [[nutrition], [health, nutrition], []].map((ids) => ({ step: 'themes', themes: ids.map(String) }))
      );
    })
  );

  test(
    'take what is below the one below the other, after it',
    within(async (ctx, { themes }) => {
      await merge(ctx, 'mobility', 'health');
      expect((await listThemes(ctx)).map(({ slug, parentId }) => [slug, parentId])).toEqual([
        ['health', null],
        ['nutrition', themes.health],
        ['road-safety', themes.health]
      ]);
      await merge(ctx, 'road-safety', 'health');
      expect((await listThemes(ctx)).map(({ slug }) => slug)).toEqual(['health', 'nutrition']);
    })
  );

  test(
    'one after another all lead to the last',
    within(async (ctx, { themes }) => {
      await merge(ctx, 'road-safety', 'mobility');
      await merge(ctx, 'mobility', 'nutrition');
      const merged = await ctx.db
        .selectFrom('theme')
        .select(['slug', 'mergedIntoId'])
        .where('mergedIntoId', 'is not', null)
        .orderBy('id')
        .execute();
      expect(merged).toEqual([
        { slug: 'mobility', mergedIntoId: themes.nutrition },
        { slug: 'road-safety', mergedIntoId: themes.nutrition }
      ]);
    })
  );

  test(
    'are a fact, which drops what shows themes',
    within(async (ctx, { themes }) => {
      await merge(ctx, 'road-safety', 'nutrition');
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['fact', 'actorKind', 'subjectId', 'data'])
        .orderBy('id', 'desc')
        .limit(1)
        .execute();
      expect(facts).toEqual([
        {
          fact: 'theme.merged',
          actorKind: 'operator',
          subjectId: themes['road-safety'],
          data: { into: themes.nutrition }
        }
      ]);
      expect(ctx.recorded).toContain('theme');
    })
  );
});

describe('a merge is refused', () => {
  test(
    'of a theme that there is not, and of one with itself',
    within(async (ctx) => {
      await expect(merge(ctx, 'nowhere', 'health')).rejects.toThrow(new NotFound('nowhere'));
      await expect(merge(ctx, 'health', 'nowhere')).rejects.toThrow(new NotFound('nowhere'));
      await expect(merge(ctx, 'nowhere', 'nowhere')).rejects.toThrow(new NotFound('nowhere'));
      await expect(merge(ctx, 'health', 'health')).rejects.toThrow(new Conflict('health cannot be merged into itself'));
    })
  );

  test(
    'of a theme that was merged already, either way',
    within(async (ctx) => {
      await merge(ctx, 'road-safety', 'nutrition');
      const refusal = new Conflict('road-safety was merged into another theme already');
      await expect(merge(ctx, 'road-safety', 'nutrition')).rejects.toThrow(refusal);
      await expect(merge(ctx, 'nutrition', 'road-safety')).rejects.toThrow(refusal);
      await expect(merge(ctx, 'mobility', 'road-safety')).rejects.toThrow(refusal);
    })
  );

  test(
    'of a theme with the one below it, and where there would be a third level',
    within(async (ctx) => {
      await expect(merge(ctx, 'health', 'nutrition')).rejects.toThrow(
        new Conflict('nutrition is below health: merge nutrition into health instead')
      );
      await expect(merge(ctx, 'mobility', 'nutrition')).rejects.toThrow(
        new Conflict('themes have two levels: road-safety would be the third, below nutrition')
      );
    })
  );

  test(
    'to whoever is neither the operator nor the program',
    within(async (ctx) => {
      for (const actor of [{ kind: 'visitor' }, { kind: 'person', id: 1, roles: [] }] as const)
        await expect(mergeThemes({ ...ctx, actor }, 'road-safety', 'nutrition')).rejects.toThrow(Forbidden);
      await mergeThemes({ ...ctx, actor: { kind: 'system' } }, 'road-safety', 'nutrition');
    })
  );
});

test('no other table refers to themes than those that a merge knows', () =>
  withEmptyDatabase(async (_, db) => {
    const { rows } = await sql<{ name: string }>`
      select conrelid::regclass || '.' || a.attname as name from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid = 'theme'::regclass
      union select table_name || '.' || column_name from information_schema.columns
      where table_schema = 'public' and column_name in ('theme_ids', 'theme') order by 1`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual([
      'activity.theme_id',
      'application.theme_ids',
      'event_theme.theme_id',
      'organisation_theme.theme_id',
      'post_theme.theme_id',
      'resource_theme.theme_id',
      'subscriber.theme_ids',
      'theme.merged_into_id',
      'theme.parent_id',
      'theme_alias.theme_id'
    ]);
  }));

test('a merge that fails changes nothing and is no fact', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    const { resources } = await fill(ctx);
    // The index is the last to be written.
    await sql`alter table search_doc add constraint broken check (version < 5) not valid`.execute(db);
    await expect(merge(ctx, 'road-safety', 'nutrition')).rejects.toThrow('broken');
    expect(await themesOf(ctx, 'resource', resources.one)).toEqual(['mobility', 'road-safety']);
    expect(await db.selectFrom('journal').select('id').where('fact', '=', 'theme.merged').execute()).toEqual([]);
  }));
