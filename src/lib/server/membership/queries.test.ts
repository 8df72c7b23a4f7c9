import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import type { Context } from '../platform/context.ts';
import {
  countMembers,
  countMembersByCountry,
  getOrganisation,
  haveMembersSources,
  listMembers,
  listMembersForExport,
  listPartsOfAlliance,
  memberFacets,
  type MemberFilter
} from './queries.ts';
import { makeMembers } from './test-members.ts';

const within = databaseOf(makeMembers);

const slugs = async (ctx: Context, alliance: number, filter: MemberFilter) =>
  (await listMembers(ctx, alliance, filter)).map(({ slug }) => slug);
const keepOnly = (ctx: Context, slug: string) =>
  ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '<>', slug).execute();

describe('the members of an alliance', () => {
  test(
    'are its members that are public, by name as people sort names',
    within(async (ctx, { global, alliances }) => {
      expect(await slugs(ctx, global, {})).toEqual(['apple', 'ecole', 'zebra']);
      expect(await slugs(ctx, alliances.kenya, {})).toEqual(['local']);
      expect(await slugs(ctx, alliances.nairobi, {})).toEqual([]);
    })
  );

  test(
    'are found by name, short name and other names, whatever case and accents',
    within(async (ctx, { global }) => {
      for (const q of ['ecole', 'ÉCOLE', 'des v', 'edv', 'ecoles UNIES'])
        expect(await slugs(ctx, global, { q }), q).toEqual(['ecole']);
      expect(await slugs(ctx, global, { q: 'pple' })).toEqual(['apple']);
      expect(await slugs(ctx, global, { q: 'nowhere' })).toEqual([]);
    })
  );

  test(
    'signs that mean something to a database are only signs',
    within(async (ctx, { global }) => {
      expect(await slugs(ctx, global, { q: '100%' })).toEqual(['zebra']);
      expect(await slugs(ctx, global, { q: '%' })).toEqual(['zebra']);
      expect(await slugs(ctx, global, { q: '_' })).toEqual(['ecole']);
      // Their full-width forms become the plain ones, which must not make them patterns.
      expect(await slugs(ctx, global, { q: '％' })).toEqual(['zebra']);
      expect(await slugs(ctx, global, { q: '＿' })).toEqual(['ecole']);
      for (const q of ['\\', '＼', 'z%a', 'e_ole', '\\%', "' or true --", '*', '%%'])
        expect(await slugs(ctx, global, { q }), q).toEqual([]);
    })
  );

  test(
    'filters combine, and several values of one mean any of them',
    within(async (ctx, { global }) => {
      expect(await slugs(ctx, global, { kinds: ['ngo'] })).toEqual(['apple', 'zebra']);
      expect(await slugs(ctx, global, { kinds: ['ngo', 'academia'] })).toHaveLength(3);
      expect(await slugs(ctx, global, { kinds: ['ngo'], countries: ['kenya'] })).toEqual(['zebra']);
      expect(
        await slugs(ctx, global, { kinds: ['ngo'], countries: ['kenya', 'bangladesh'], themes: ['mobility'], q: 'e' })
      ).toEqual(['apple', 'zebra']);
      expect(await slugs(ctx, global, { kinds: ['academia'], countries: ['bangladesh'] })).toEqual([]);
      expect(await slugs(ctx, global, { themes: ['nowhere'] })).toEqual([]);
      expect(await slugs(ctx, global, { q: '', kinds: [], countries: [], themes: [] })).toHaveLength(3);
    })
  );

  test(
    'a theme takes in the themes below it, and each member once',
    within(async (ctx, { global }) => {
      expect(await slugs(ctx, global, { themes: ['mobility'] })).toEqual(['apple', 'zebra']);
      expect(await slugs(ctx, global, { themes: ['road-safety'] })).toEqual(['zebra']);
      expect(await slugs(ctx, global, { themes: ['health', 'nutrition'] })).toEqual(['ecole']);
    })
  );

  test(
    'are listed page by page, and counted whole, as filters leave them',
    within(async (ctx, { global, alliances }) => {
      const page = async (page: number, filter: MemberFilter = {}) =>
        (await listMembers(ctx, global, filter, { page, pageSize: 2 })).map(({ slug }) => slug);
      expect([await page(1), await page(2), await page(3)]).toEqual([['apple', 'ecole'], ['zebra'], []]);
      expect(await page(1, { kinds: ['ngo'] })).toEqual(['apple', 'zebra']);
      expect(await page(2, { kinds: ['ngo'] })).toEqual([]);
      expect(await countMembers(ctx, global)).toBe(3);
      expect(await countMembers(ctx, global, { kinds: ['ngo'] })).toBe(2);
      expect(await countMembers(ctx, global, { themes: ['mobility'], q: '100%' })).toBe(1);
      expect(await countMembers(ctx, alliances.kenya)).toBe(1);
    })
  );

  test(
    'show their seat on the committee of this alliance and no other',
    within(async (ctx, { global, alliances }) => {
      const { id } = await getOrganisation(ctx, 'zebra');
      const seat = { organisationId: id, sources: '[]', position: 0 };
      await ctx.db
        .insertInto('steeringSeat')
        .values({ ...seat, allianceId: alliances.kenya, role: 'chair' })
        .execute();
      expect((await listMembers(ctx, global, { q: 'zebra' }))[0]?.seat).toBeNull();
      await ctx.db
        .insertInto('steeringSeat')
        .values({ ...seat, allianceId: global, role: 'member' })
        .execute();
      expect((await listMembers(ctx, global, { q: 'zebra' }))[0]?.seat).toBe('member');
    })
  );

  test(
    'are said to have public sources only where each has one',
    within(async (ctx, { global }) => {
      const tell = async (sources: string) => {
        await ctx.db.updateTable('organisation').set({ sources: '[{"url":"https://source.example/1"}]' }).execute();
        await ctx.db.updateTable('organisation').set({ sources }).where('slug', '=', 'zebra').execute();
        return haveMembersSources(ctx, global);
      };
      expect(await tell('[{"url":"https://source.example/2"}]')).toBe(true);
      expect(await tell('[]')).toBe(false);
    })
  );

  test(
    'are given to a spreadsheet with their themes and sources',
    within(async (ctx, { global }) => {
      const rows = await listMembersForExport(ctx, global, { kinds: ['ngo'] });
      expect(rows.map(({ slug, themes, city, website }) => [slug, themes, city, website])).toEqual([
        ['apple', 'mobility', null, null],
        ['zebra', 'road-safety', 'Nairobi', 'https://zebra.example']
      ]);
      expect(rows[0]!.sources).toEqual([{ url: 'https://source.example/1' }]);
    })
  );
});

test(
  'the same statements are sent for one member and for three',
  within(async (ctx, { global, alliances }) => {
    const counts = async () => [
      await countQueries(ctx, (ctx) => listMembers(ctx, global, { q: 'e', themes: ['mobility', 'health'] })),
      await countQueries(ctx, (ctx) => countMembers(ctx, global, { q: 'e', themes: ['mobility', 'health'] })),
      await countQueries(ctx, (ctx) => listMembersForExport(ctx, global, {})),
      await countQueries(ctx, (ctx) => listPartsOfAlliance(ctx, alliances.kenya)),
      await countQueries(ctx, (ctx) => memberFacets(ctx, global)),
      await countQueries(ctx, (ctx) => countMembersByCountry(ctx, global)),
      await countQueries(ctx, (ctx) => getOrganisation(ctx, 'zebra'))
    ];
    expect(await listMembers(ctx, global, {})).toHaveLength(3);
    expect(await counts()).toEqual([1, 1, 1, 1, 3, 1, 4]);
    await keepOnly(ctx, 'zebra');
    expect(await listMembers(ctx, global, {})).toHaveLength(1);
    expect(await counts()).toEqual([1, 1, 1, 1, 3, 1, 4]);
  })
);

test(
  'an entry names the countries in which the organisation says that it works',
  within(async (ctx, { places }) => {
    const { id } = await getOrganisation(ctx, 'zebra');
    await ctx.db.deleteFrom('organisationPlace').where('organisationId', '=', id).execute();
    expect((await getOrganisation(ctx, 'zebra')).worksIn).toEqual([]);
    const values = [places.kenya, places.bangladesh].map((placeId) => ({ organisationId: id, placeId }));
    await ctx.db.insertInto('organisationPlace').values(values).execute();
    expect((await getOrganisation(ctx, 'zebra')).worksIn.toSorted()).toEqual(['BD', 'KE']);
  })
);
