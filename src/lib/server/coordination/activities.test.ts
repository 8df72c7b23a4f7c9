import { expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newOrganisation, type World } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { addActivity, listActivities, type NewActivity } from './activities.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const [arup, plan, draft] = await addAll(
    ctx,
    addOrganisation,
    ['arup', 'plan', 'draft'].map((slug) => newOrganisation(world, slug, { name: `The ${slug}` }))
  );
  await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
  return { ...world, arup: arup!, plan: plan!, draft: draft! };
});
const newActivity = (world: World, slug: string, changes: Partial<NewActivity> = {}): NewActivity => ({
  allianceId: world.alliances.global,
  slug,
  title: slug,
  themeId: null,
  organisations: [],
  placeIds: [],
  dates: null,
  status: 'running',
  note: null,
  sources: [{ url: 'https://source.example/1' }],
  ...changes
});

test(
  'an activity says who does it, where and on what, in the reader’s language',
  within(async (ctx, world) => {
    const organisations = [
      { organisationId: world.plan, name: 'Plan' },
      { organisationId: null, name: 'The city' },
      { organisationId: world.draft, name: 'Somebody' }
    ];
    const placeIds = [world.places['nairobi-ke'], world.places.bangladesh];
    await addActivity(
      ctx,
      newActivity(world, 'it', { organisations, placeIds, themeId: world.themes['road-safety'], dates: '2024/2026' })
    );
    const [activity] = await listActivities({ ...ctx, locale: 'es' }, {});
    expect(activity).toEqual({
      slug: 'it',
      title: 'it',
      language: 'en',
      dates: '2024/2026',
      status: 'running',
      note: null,
      sources: [{ url: 'https://source.example/1' }],
      theme: { label: 'Seguridad vial', colour: 'sun' },
      // An organisation that is not public has no page to lead to.
      organisations: [
        { name: 'Plan', slug: 'plan' },
        { name: 'The city', slug: null },
        { name: 'Somebody', slug: null }
      ],
      places: [
        { kind: 'country', countryCode: 'BD', name: 'Bangladesh', names: expect.objectContaining({ bn: 'বাংলাদেশ' }) },
        { kind: 'city', countryCode: 'KE', name: 'Nairobi', names: { bn: 'নাইরোবি' } }
      ]
    });
  })
);

test(
  'activities are those of a country with its cities, of an organisation, or of both, each once',
  within(async (ctx, world) => {
    const by = (organisationId: number) => ({
      organisations: [
        { organisationId, name: 'x' },
        { organisationId: null, name: 'plan' }
      ]
    });
    const { places } = world;
    await addAll(ctx, addActivity, [
      newActivity(world, 'both', { placeIds: [places.kenya, places['nairobi-ke']], ...by(world.arup) }),
      newActivity(world, 'city', { placeIds: [places['nairobi-ke']], ...by(world.plan) }),
      newActivity(world, 'dhaka', { placeIds: [places['dhaka-bd']], ...by(world.arup) }),
      newActivity(world, 'nowhere')
    ]);
    const slugs = async (filter: Parameters<typeof listActivities>[1]) =>
      (await listActivities(ctx, filter)).map(({ slug }) => slug);
    expect(await slugs({})).toEqual(['both', 'city', 'dhaka', 'nowhere']);
    expect(await slugs({ countryCode: 'KE' })).toEqual(['both', 'city']);
    expect(await slugs({ organisation: 'arup' })).toEqual(['both', 'dhaka']);
    expect(await slugs({ organisation: 'arup', countryCode: 'KE' })).toEqual(['both']);
    expect(await slugs({ organisation: 'plan' })).toEqual(['city']);
    for (const filter of [{ countryCode: 'ZZ' }, { organisation: 'nowhere' }, { organisation: '%' }])
      expect(await slugs(filter)).toEqual([]);
  })
);

test(
  'one statement is sent for one activity and for three',
  within(async (ctx, world) => {
    const rich = {
      placeIds: [world.places.kenya, world.places.bangladesh],
      organisations: [{ organisationId: world.arup, name: 'x' }],
      themeId: world.themes.health
    };
    const count = () => countQueries(ctx, (ctx) => listActivities(ctx, { countryCode: 'KE', organisation: 'arup' }));
    await addActivity(ctx, newActivity(world, 'a', rich));
    expect(await count()).toBe(1);
    await addAll(ctx, addActivity, [newActivity(world, 'b', rich), newActivity(world, 'c', rich)]);
    expect(await listActivities(ctx, {})).toHaveLength(3);
    expect(await count()).toBe(1);
  })
);

test('an activity is added whole with its fact, or not at all', () =>
  withEmptyDatabase(async (_, db) => {
    const forgotten: string[][] = [];
    const ctx = contextOver(db, { instance: { forget: (tags) => void forgotten.push(tags) } });
    const world = await makeWorld(ctx);
    forgotten.length = 0;
    const facts = () =>
      db.selectFrom('journal').select(['fact', 'allianceId']).where('subjectKind', '=', 'activity').execute();
    await expect(addActivity(ctx, newActivity(world, 'x', { placeIds: [99_999] }))).rejects.toThrow(
      'activity_place_place_id_fkey'
    );
    await expect(addActivity(ctx, newActivity(world, 'x', { status: 'dreamt' }))).rejects.toThrow(
      'activity_status_check'
    );
    expect([await listActivities(ctx, {}), await facts(), forgotten]).toEqual([[], [], []]);
    const id = await addActivity(ctx, newActivity(world, 'x'));
    expect(await facts()).toEqual([{ fact: 'activity.added', allianceId: world.alliances.global }]);
    expect(forgotten).toEqual([['activity', `activity:${id}`]]);
  }));
