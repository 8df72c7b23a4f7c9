import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import type { Context } from '../platform/context.ts';
import { settleRequest } from './filter.ts';
import { countMembersByCountry, listMembers, memberFacets, type MemberFilter } from './queries.ts';
import { makeMembers } from './test-members.ts';

const within = databaseOf(makeMembers);
const slugs = async (ctx: Context, alliance: number, filter: MemberFilter) =>
  (await listMembers(ctx, alliance, filter)).map(({ slug }) => slug);

describe('what the directory can be filtered by', () => {
  test(
    'counts what each choice finds',
    within(async (ctx, { global }) => {
      const facets = await memberFacets(ctx, global);
      expect(facets.kinds.toSorted((a, b) => b.count - a.count)).toEqual([
        { kind: 'ngo', count: 2 },
        { kind: 'academia', count: 1 }
      ]);
      expect(facets.themes.map(({ slug, count }) => [slug, count])).toEqual([
        ['mobility', 2],
        ['road-safety', 1],
        ['health', 1],
        ['nutrition', 1]
      ]);
      for (const { kind, count } of facets.kinds)
        expect(await slugs(ctx, global, { kinds: [kind] })).toHaveLength(count);
      for (const { slug, count } of facets.countries)
        expect(await slugs(ctx, global, { countries: [slug] })).toHaveLength(count);
      for (const { slug, count } of facets.themes)
        expect(await slugs(ctx, global, { themes: [slug] })).toHaveLength(count);
    })
  );

  test(
    'names themes in the reader’s language',
    within(async (ctx, { global }) => {
      const { themes } = await memberFacets({ ...ctx, locale: 'es' }, global);
      expect(themes.map(({ label }) => label)).toEqual(['Movilidad', 'Seguridad vial', 'Salud', 'Nutrición']);
    })
  );

  test(
    'a country that is known but has no members stays with none, and nonsense counts as not asked',
    within(async (ctx, { alliances }) => {
      const request = { q: '', kind: 'x', country: 'bangladesh', theme: 'nutrition', alliance: '' };
      const facets = await memberFacets(ctx, alliances.kenya);
      expect(await settleRequest(ctx, request, facets)).toEqual({ ...request, kind: '' });
      expect(facets.countries).toContainEqual({ slug: 'bangladesh', countryCode: 'BD', count: 0 });
      expect(facets.themes).toContainEqual({ slug: 'nutrition', label: 'Nutrition', count: 0 });
      const nonsense = { q: 'q', kind: '%', country: 'dhaka-bd', theme: '__proto__', alliance: '' };
      expect(await settleRequest(ctx, nonsense, facets)).toEqual({
        q: 'q',
        kind: '',
        country: '',
        theme: '',
        alliance: ''
      });
    })
  );

  test(
    'the map counts members by home country',
    within(async (ctx, { global }) => {
      expect(await countMembersByCountry(ctx, global)).toEqual([
        { countryCode: 'KE', count: 2, unconfirmed: 0 },
        { countryCode: 'BD', count: 1, unconfirmed: 0 }
      ]);
    })
  );

  test(
    'the map says how many of a country stand there unconfirmed',
    within(async (ctx, { global }) => {
      const kenyan = await ctx.db
        .selectFrom('organisation as o')
        .innerJoin('place as p', 'p.id', 'o.countryId')
        .innerJoin('membership as m', 'm.organisationId', 'o.id')
        .select('o.id')
        .where('p.countryCode', '=', 'KE')
        .where('m.allianceId', '=', global)
        .where('m.role', '=', 'member')
        .where('o.status', '=', 'active')
        .executeTakeFirstOrThrow();
      await ctx.db.updateTable('organisation').set({ countryConfirmed: false }).where('id', '=', kenyan.id).execute();
      expect(await countMembersByCountry(ctx, global)).toEqual([
        { countryCode: 'KE', count: 2, unconfirmed: 1 },
        { countryCode: 'BD', count: 1, unconfirmed: 0 }
      ]);
    })
  );
});
