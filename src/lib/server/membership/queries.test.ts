import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { settleRequest } from './filter.ts';
import { addOrganisation, type NewOrganisation } from './organisations.ts';
import {
  countMembersByCountry,
  getOrganisation,
  listMembers,
  listMembersForExport,
  listPartsOfAlliance,
  memberFacets,
  type MemberFilter
} from './queries.ts';

/** Three members of the world, and beside them what must not be listed with them. */
const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const one = (slug: string, changes: Partial<NewOrganisation>) => newOrganisation(world, slug, changes);
  const part = (role: 'lead' | 'peer' | 'member', allianceId = world.alliances.global) => ({ memberships: [{ allianceId, role, firstSeen: 2021 }] });
  await addAll(ctx, addOrganisation, [
    one('zebra', { name: 'Zebra 100%', kind: 'ngo', country: 'KE', themes: ['road-safety'], city: 'Nairobi', website: 'https://zebra.example' }),
    one('ecole', { name: 'École des Villes', shortName: 'EdV_1', kind: 'academia', country: 'KE', themes: ['health', 'nutrition'] }),
    one('apple', { name: 'Äpple', kind: 'ngo', country: 'BD', themes: ['mobility'] }),
    one('peer', { name: 'Peer 100%', country: 'BD', themes: ['mobility'], ...part('peer') }),
    one('lead', { name: 'Lead 100%', country: 'KE', themes: ['mobility'], ...part('lead', world.alliances.kenya) }),
    one('local', { name: 'Local 100%', country: 'KE', themes: ['mobility'], ...part('member', world.alliances.kenya) }),
    one('draft', { name: 'Draft 100%', country: 'KE', themes: ['mobility'] }),
    one('former', { name: 'Former 100%', country: 'BD', themes: ['mobility'] })
  ]);
  await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
  await ctx.db.updateTable('organisation').set({ status: 'archived' }).where('slug', '=', 'former').execute();
  return { ...world, global: world.alliances.global };
});

const slugs = async (ctx: Context, alliance: number, filter: MemberFilter) => (await listMembers(ctx, alliance, filter)).map(({ slug }) => slug);
const keepOnly = (ctx: Context, slug: string) => ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '<>', slug).execute();

describe('the members of an alliance', () => {
  test('are its members that are public, by name as people sort names', within(async (ctx, { global, alliances }) => {
    expect(await slugs(ctx, global, {})).toEqual(['apple', 'ecole', 'zebra']);
    expect(await slugs(ctx, alliances.kenya, {})).toEqual(['local']);
    expect(await slugs(ctx, alliances.nairobi, {})).toEqual([]);
  }));

  test('are found by name and short name, whatever case and accents', within(async (ctx, { global }) => {
    for (const q of ['ecole', 'ÉCOLE', 'des v', 'edv']) expect(await slugs(ctx, global, { q }), q).toEqual(['ecole']);
    expect(await slugs(ctx, global, { q: 'pple' })).toEqual(['apple']);
    expect(await slugs(ctx, global, { q: 'nowhere' })).toEqual([]);
  }));

  test('signs that mean something to a database are only signs', within(async (ctx, { global }) => {
    expect(await slugs(ctx, global, { q: '100%' })).toEqual(['zebra']);
    expect(await slugs(ctx, global, { q: '%' })).toEqual(['zebra']);
    expect(await slugs(ctx, global, { q: '_' })).toEqual(['ecole']);
    // Their full-width forms become the plain ones, which must not make them patterns.
    expect(await slugs(ctx, global, { q: '％' })).toEqual(['zebra']);
    expect(await slugs(ctx, global, { q: '＿' })).toEqual(['ecole']);
    for (const q of ['\\', '＼', 'z%a', 'e_ole', '\\%', "' or true --", '*', '%%']) expect(await slugs(ctx, global, { q }), q).toEqual([]);
  }));

  test('filters combine, and several values of one mean any of them', within(async (ctx, { global }) => {
    expect(await slugs(ctx, global, { kinds: ['ngo'] })).toEqual(['apple', 'zebra']);
    expect(await slugs(ctx, global, { kinds: ['ngo', 'academia'] })).toHaveLength(3);
    expect(await slugs(ctx, global, { kinds: ['ngo'], countries: ['kenya'] })).toEqual(['zebra']);
    expect(await slugs(ctx, global, { kinds: ['ngo'], countries: ['kenya', 'bangladesh'], themes: ['mobility'], q: 'e' })).toEqual(['apple', 'zebra']);
    expect(await slugs(ctx, global, { kinds: ['academia'], countries: ['bangladesh'] })).toEqual([]);
    expect(await slugs(ctx, global, { themes: ['nowhere'] })).toEqual([]);
    expect(await slugs(ctx, global, { q: '', kinds: [], countries: [], themes: [] })).toHaveLength(3);
  }));

  test('a theme takes in the themes below it, and each member once', within(async (ctx, { global }) => {
    expect(await slugs(ctx, global, { themes: ['mobility'] })).toEqual(['apple', 'zebra']);
    expect(await slugs(ctx, global, { themes: ['road-safety'] })).toEqual(['zebra']);
    expect(await slugs(ctx, global, { themes: ['health', 'nutrition'] })).toEqual(['ecole']);
  }));

  test('show their seat on the committee of this alliance and no other', within(async (ctx, { global, alliances }) => {
    const { id } = await getOrganisation(ctx, 'zebra');
    const seat = { organisationId: id, sources: '[]', position: 0 };
    await ctx.db.insertInto('steeringSeat').values({ ...seat, allianceId: alliances.kenya, role: 'chair' }).execute();
    expect((await listMembers(ctx, global, { q: 'zebra' }))[0]?.seat).toBeNull();
    await ctx.db.insertInto('steeringSeat').values({ ...seat, allianceId: global, role: 'member' }).execute();
    expect((await listMembers(ctx, global, { q: 'zebra' }))[0]?.seat).toBe('member');
  }));

  test('are given to a spreadsheet with their themes and sources', within(async (ctx, { global }) => {
    const rows = await listMembersForExport(ctx, global, { kinds: ['ngo'] });
    expect(rows.map(({ slug, themes, city, website }) => [slug, themes, city, website])).toEqual([
      ['apple', 'mobility', null, null],
      ['zebra', 'road-safety', 'Nairobi', 'https://zebra.example']
    ]);
    expect(rows[0]!.sources).toEqual([{ url: 'https://source.example/1' }]);
  }));
});

describe('what the directory can be filtered by', () => {
  test('counts what each choice finds', within(async (ctx, { global }) => {
    const facets = await memberFacets(ctx, global);
    expect(facets.kinds.toSorted((a, b) => b.count - a.count)).toEqual([{ kind: 'ngo', count: 2 }, { kind: 'academia', count: 1 }]);
    expect(facets.themes.map(({ slug, count }) => [slug, count])).toEqual([['mobility', 2], ['road-safety', 1], ['health', 1], ['nutrition', 1]]);
    for (const { kind, count } of facets.kinds) expect(await slugs(ctx, global, { kinds: [kind] })).toHaveLength(count);
    for (const { slug, count } of facets.countries) expect(await slugs(ctx, global, { countries: [slug] })).toHaveLength(count);
    for (const { slug, count } of facets.themes) expect(await slugs(ctx, global, { themes: [slug] })).toHaveLength(count);
  }));

  test('names themes in the reader’s language', within(async (ctx, { global }) => {
    const { themes } = await memberFacets({ ...ctx, locale: 'es' }, global);
    expect(themes.map(({ label }) => label)).toEqual(['Movilidad', 'Seguridad vial', 'Salud', 'Nutrición']);
  }));

  test('a country that is known but has no members stays with none, and nonsense counts as not asked', within(async (ctx, { alliances }) => {
    const request = { q: '', kind: 'x', country: 'bangladesh', theme: 'nutrition' };
    const facets = await memberFacets(ctx, alliances.kenya);
    expect(await settleRequest(ctx, request, facets)).toEqual({ ...request, kind: '' });
    expect(facets.countries).toContainEqual({ slug: 'bangladesh', countryCode: 'BD', count: 0 });
    expect(facets.themes).toContainEqual({ slug: 'nutrition', label: 'Nutrition', count: 0 });
    const nonsense = { q: 'q', kind: '%', country: 'dhaka-bd', theme: '__proto__' };
    expect(await settleRequest(ctx, nonsense, facets)).toEqual({ q: 'q', kind: '', country: '', theme: '' });
  }));

  test('the map counts members by home country', within(async (ctx, { global }) => {
    expect(await countMembersByCountry(ctx, global)).toEqual([{ countryCode: 'KE', count: 2 }, { countryCode: 'BD', count: 1 }]);
  }));
});

describe('one organisation', () => {
  test('has its part in each alliance, its themes and its country', within(async (ctx) => {
    expect(await getOrganisation({ ...ctx, locale: 'sw' }, 'lead')).toMatchObject({
      name: 'Lead 100%',
      countrySlug: 'kenya',
      memberships: [{ role: 'lead', firstSeen: 2021, slug: 'kenya', text: 'Muungano wa Kenya', language: 'sw' }],
      themes: [{ slug: 'mobility', label: 'Mobility', colour: 'sun', motif: 'routes' }]
    });
  }));

  test('that is a draft, archived or not there is not found, whoever asks', within(async (ctx) => {
    const person: Context = { ...ctx, actor: { kind: 'person', id: 1 } };
    for (const slug of ['draft', 'former', 'nowhere', '', '%', 'ZEBRA']) {
      await expect(getOrganisation(ctx, slug), slug).rejects.toThrow(NotFound);
      await expect(getOrganisation(person, slug), slug).rejects.toThrow(NotFound);
    }
  }));

  test('parts of an alliance name its lead first, and nobody who is not public', within(async (ctx, { alliances }) => {
    expect((await listPartsOfAlliance(ctx, alliances.kenya)).map(({ slug, role }) => [slug, role])).toEqual([['lead', 'lead'], ['local', 'member']]);
    await keepOnly(ctx, 'local');
    expect((await listPartsOfAlliance(ctx, alliances.kenya)).map(({ slug }) => slug)).toEqual(['local']);
  }));

  test('is added whole with its fact and its place in the search, or not at all', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const world = await makeWorld(ctx);
      const facts = () => ctx.db.selectFrom('journal').select('fact').where('subjectKind', '=', 'organisation').execute();
      const twice = Array.from({ length: 2 }, () => ({ allianceId: world.alliances.global, role: 'member' as const, firstSeen: null }));
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { memberships: twice }))).rejects.toThrow('membership_organisation_id');
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { country: 'ZZ' }))).rejects.toThrow(new RangeError('no country ZZ'));
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { themes: ['nowhere'] }))).rejects.toThrow(new RangeError('no theme nowhere'));
      expect([await facts(), await db.selectFrom('organisation').select('id').execute()]).toEqual([[], []]);
      const id = await addOrganisation(ctx, newOrganisation(world, 'x'));
      expect(await facts()).toEqual([{ fact: 'organisation.added' }]);
      expect(await db.selectFrom('searchDoc').select('entity').where('kind', '=', 'organisation').execute()).toEqual([{ entity: id }]);
    }));
});

test('the same statements are sent for one member and for three', within(async (ctx, { global, alliances }) => {
  const counts = async () => [
    await countQueries(ctx, (ctx) => listMembers(ctx, global, { q: 'e', themes: ['mobility', 'health'] })),
    await countQueries(ctx, (ctx) => listMembersForExport(ctx, global, {})),
    await countQueries(ctx, (ctx) => listPartsOfAlliance(ctx, alliances.kenya)),
    await countQueries(ctx, (ctx) => memberFacets(ctx, global)),
    await countQueries(ctx, (ctx) => countMembersByCountry(ctx, global)),
    await countQueries(ctx, (ctx) => getOrganisation(ctx, 'zebra'))
  ];
  expect(await listMembers(ctx, global, {})).toHaveLength(3);
  expect(await counts()).toEqual([1, 1, 1, 3, 1, 4]);
  await keepOnly(ctx, 'zebra');
  expect(await listMembers(ctx, global, {})).toHaveLength(1);
  expect(await counts()).toEqual([1, 1, 1, 3, 1, 4]);
}));
