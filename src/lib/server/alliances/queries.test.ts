import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newAlliance, newOrganisation, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { addAlliance } from './alliances.ts';
import { getAbout, getAlliance, listAlliances, listMemberCounts, listSteeringSeats } from './queries.ts';

const within = databaseOf(makeWorld);
const sources = JSON.stringify([{ url: 'https://source.example/2' }]);
const archive = (ctx: Context, slug: string, status = 'draft') =>
  ctx.db.updateTable('organisation').set({ status }).where('slug', '=', slug).execute();
const leadOf = (world: World, slug: string) =>
  newOrganisation(world, slug, { name: `The ${slug}`, memberships: [{ allianceId: world.alliances.kenya, role: 'lead', firstSeen: null }] });

describe('the tree of alliances', () => {
  test('a city lies below its country, and that below the world', within(async (ctx, { alliances, places }) => {
    const rows = await ctx.db.selectFrom('alliance').select(['id', 'parentId', 'placeId']).orderBy('id').execute();
    expect(rows).toEqual([
      { id: alliances.global, parentId: null, placeId: null },
      { id: alliances.kenya, parentId: alliances.global, placeId: places.kenya },
      { id: alliances.nairobi, parentId: alliances.kenya, placeId: places.kenya }
    ]);
  }));

  test('a parent and a country must be there', within(async (ctx) => {
    await expect(addAlliance(ctx, newAlliance('x', { parent: 'nowhere' }))).rejects.toThrow(new RangeError('no alliance nowhere'));
    await expect(addAlliance(ctx, newAlliance('x', { country: 'ZZ' }))).rejects.toThrow(new RangeError('no country ZZ'));
  }));

  test('there is one global alliance, it alone has no parent, and a refusal leaves nothing', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      await makeWorld(ctx);
      const before = await ctx.db.selectFrom('journal').select('id').execute();
      await expect(addAlliance(ctx, newAlliance('second', { level: 'global', parent: null }))).rejects.toThrow('alliance_only_one_global');
      await expect(addAlliance(ctx, newAlliance('orphan', { parent: null }))).rejects.toThrow('alliance_check');
      await expect(addAlliance(ctx, newAlliance('odd', { status: 'dreamt' }))).rejects.toThrow('alliance_status_check');
      expect(await ctx.db.selectFrom('journal').select('id').execute()).toEqual(before);
      expect(await ctx.db.selectFrom('alliance').select('slug').orderBy('id').execute()).toHaveLength(3);
    }));

  test('an alliance that was added is a fact, and is found', within(async (ctx) => {
    const id = await addAlliance(ctx, newAlliance('peru'));
    const facts = await ctx.db.selectFrom('journal').select('fact').where('subjectKind', '=', 'alliance').where('subjectId', '=', id).execute();
    expect(facts).toEqual([{ fact: 'alliance.added' }]);
    expect(await ctx.db.selectFrom('searchDoc').select('kind').where('entity', '=', id).where('kind', '=', 'alliance').execute()).toHaveLength(1);
  }));
});

describe('the list of alliances', () => {
  test('leaves the global one out and is in the order of names in the reader’s language', within(async (ctx) => {
    await addAlliance(ctx, newAlliance('a-first', { name: { en: 'Ålesund', es: 'Zaragoza' } }));
    await addAlliance(ctx, newAlliance('z-last', { name: { en: 'Bogotá' } }));
    const names = async (locale: Context['locale']) => (await listAlliances({ ...ctx, locale })).map(({ name }) => name);
    expect(await names('en')).toEqual(['Ålesund', 'Bogotá', 'Kenya Alliance', 'Nairobi Alliance']);
    expect(await names('es')).toEqual(['Bogotá', 'Kenya Alliance', 'Nairobi Alliance', 'Zaragoza']);
    expect((await listAlliances({ ...ctx, locale: 'sw' })).find(({ slug }) => slug === 'kenya')).toMatchObject({ name: 'Muungano wa Kenya', language: 'sw' });
  }));

  test('shows an alliance with two leads once, with the first, and never a lead that is not public', within(async (ctx, world) => {
    await addAll(ctx, addOrganisation, [leadOf(world, 'draft-lead'), leadOf(world, 'first'), leadOf(world, 'second')]);
    await archive(ctx, 'draft-lead');
    const kenya = (await listAlliances(ctx)).filter(({ slug }) => slug === 'kenya');
    expect(kenya.map(({ lead }) => lead)).toEqual([{ slug: 'first', name: 'The first' }]);
    await archive(ctx, 'first', 'archived');
    await archive(ctx, 'second');
    expect((await getAlliance(ctx, 'kenya')).lead).toBeNull();
    expect(JSON.stringify(await listAlliances(ctx))).not.toMatch(/draft-lead|first|second/);
  }));

  test('costs one statement, for one and for three', within(async (ctx) => {
    await addAlliance(ctx, newAlliance('peru'));
    expect(await listAlliances(ctx)).toHaveLength(3);
    expect(await countQueries(ctx, listAlliances)).toBe(1);
    await ctx.db.deleteFrom('alliance').where('slug', 'in', ['peru', 'nairobi']).execute();
    expect(await listAlliances(ctx)).toHaveLength(1);
    expect(await countQueries(ctx, listAlliances)).toBe(1);
  }));
});

describe('one alliance', () => {
  test('says what the record has of it in the reader’s language, and in which language it is', within(async (ctx) => {
    const about = {
      note: { en: 'A note.', es: 'Una nota.' },
      themes: ['nutrition', 'mobility', 'gone'],
      facts: [{ text: { en: 'A fact.' }, sources: [{ url: 'https://source.example/3' }] }]
    };
    await addAlliance(ctx, newAlliance('peru', { country: 'KE', name: { es: 'Alianza del Perú' }, about }));
    const alliance = await getAlliance({ ...ctx, locale: 'es' }, 'peru');
    expect(alliance).toMatchObject({
      name: 'Alianza del Perú',
      language: 'es',
      countrySlug: 'kenya',
      countryCode: 'KE',
      note: { text: 'Una nota.', language: 'es' },
      facts: [{ text: 'A fact.', language: 'en', sources: [{ url: 'https://source.example/3' }] }]
    });
    expect(alliance.themes.map(({ label }) => label)).toEqual(['Movilidad', 'Nutrición']);
    expect(await getAlliance(ctx, 'kenya')).toMatchObject({ note: null, facts: [], themes: [], lead: null });
  }));

  test('that is not there, or is the global one, is not found', within(async (ctx) => {
    for (const slug of ['nowhere', 'world', 'KENYA', '%', '']) await expect(getAlliance(ctx, slug), slug).rejects.toThrow(NotFound);
  }));
});

describe('what the global alliance says of itself', () => {
  const fill = async (ctx: Context, world: World) => {
    const id = world.alliances.global;
    const about = { vision: { en: 'A vision.', fr: 'Une vision.' }, principles: [{ title: { en: 'One' }, text: { fr: 'Un' } }], founded: 2020 };
    await ctx.db.updateTable('alliance').set({ about: JSON.stringify(about), lede: JSON.stringify({ en: 'A lede.' }) }).where('id', '=', id).execute();
    const [first, second, hidden] = await addAll(ctx, addOrganisation, ['first', 'second', 'hidden'].map((slug) => newOrganisation(world, slug)));
    await archive(ctx, 'hidden');
    const seat = { allianceId: id, role: 'member', sources };
    const seats = [{ ...seat, organisationId: second!, position: 1 }, { ...seat, organisationId: first!, position: 0, role: 'chair', person: 'A. Chair' }, { ...seat, organisationId: hidden!, position: 2 }];
    await ctx.db.insertInto('steeringSeat').values(seats).execute();
    const person = { allianceId: id, role: 'Lead', sources };
    await ctx.db.insertInto('namedPerson').values([{ ...person, name: 'P. One', organisationId: hidden!, position: 1 }, { ...person, name: 'P. Two', organisationId: first!, position: 0 }]).execute();
    const milestone = { allianceId: id, sources, text: JSON.stringify({ en: 'It began.' }) };
    await ctx.db.insertInto('milestone').values([{ ...milestone, date: '2020' }, { ...milestone, date: '2021', allianceId: world.alliances.kenya }]).execute();
    const count = { allianceId: id, sources, qualifier: 'more-than' };
    await ctx.db.insertInto('memberCount').values([{ ...count, count: 9, date: null }, { ...count, count: 30, date: '2024-11' }, { ...count, count: 20, date: '2022' }]).execute();
    return id;
  };

  test('falls back to English, text by text, and says in which language each is', within(async (ctx, world) => {
    const id = await fill(ctx, world);
    const about = await getAbout({ ...ctx, locale: 'fr' }, id);
    expect(about).toMatchObject({
      vision: { text: 'Une vision.', language: 'fr' },
      principles: [{ title: { text: 'One', language: 'en' }, text: { text: 'Un', language: 'fr' } }],
      secretariat: { text: '' },
      founded: 2020
    });
    expect(about.milestones).toMatchObject([{ date: '2020', text: 'It began.', language: 'en' }]);
  }));

  test('lists dated counts oldest first and undated last, and seats and people in their order', within(async (ctx, world) => {
    const id = await fill(ctx, world);
    expect((await listMemberCounts(ctx, id)).map(({ count }) => count)).toEqual([20, 30, 9]);
    expect((await listSteeringSeats(ctx, id)).map(({ slug, person }) => [slug, person])).toEqual([['first', 'A. Chair'], ['second', null]]);
    expect((await getAbout(ctx, id)).people.map(({ name, organisationSlug }) => [name, organisationSlug])).toEqual([['P. Two', 'first'], ['P. One', null]]);
  }));

  test('names no organisation that is not public', within(async (ctx, world) => {
    expect(JSON.stringify(await getAbout(ctx, await fill(ctx, world)))).not.toContain('hidden');
  }));

  test('costs five statements, with three of each and with one', within(async (ctx, world) => {
    const id = await fill(ctx, world);
    expect(await countQueries(ctx, (ctx) => getAbout(ctx, id))).toBe(5);
    await ctx.db.deleteFrom('memberCount').where('date', 'is not', null).execute();
    await ctx.db.deleteFrom('steeringSeat').where('position', '>', 0).execute();
    expect(await countQueries(ctx, (ctx) => getAbout(ctx, id))).toBe(5);
    expect(await countQueries(ctx, (ctx) => Promise.all([listMemberCounts(ctx, id), listSteeringSeats(ctx, id)]))).toBe(2);
  }));
});
