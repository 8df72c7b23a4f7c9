import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newAlliance } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { search } from '../platform/search/search.ts';
import { addAlliance, changeAlliance } from './alliances.ts';

const within = databaseOf(makeWorld);

describe('the tree of alliances', () => {
  test(
    'a city lies below its country, and that below the world',
    within(async (ctx, { alliances, places }) => {
      const rows = await ctx.db.selectFrom('alliance').select(['id', 'parentId', 'placeId']).orderBy('id').execute();
      expect(rows).toEqual([
        { id: alliances.global, parentId: null, placeId: null },
        { id: alliances.kenya, parentId: alliances.global, placeId: places.kenya },
        { id: alliances.nairobi, parentId: alliances.kenya, placeId: places.kenya }
      ]);
    })
  );

  test(
    'a parent and a country must be there',
    within(async (ctx) => {
      await expect(addAlliance(ctx, newAlliance('x', { parent: 'nowhere' }))).rejects.toThrow(
        new RangeError('no alliance nowhere')
      );
      await expect(addAlliance(ctx, newAlliance('x', { country: 'ZZ' }))).rejects.toThrow(
        new RangeError('no country ZZ')
      );
    })
  );

  test('there is one global alliance, it alone has no parent, and a refusal leaves nothing', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      await makeWorld(ctx);
      const before = await ctx.db.selectFrom('journal').select('id').execute();
      await expect(addAlliance(ctx, newAlliance('second', { level: 'global', parent: null }))).rejects.toThrow(
        'alliance_only_one_global'
      );
      await expect(addAlliance(ctx, newAlliance('orphan', { parent: null }))).rejects.toThrow('alliance_check');
      await expect(addAlliance(ctx, newAlliance('odd', { status: 'dreamt' }))).rejects.toThrow('alliance_status_check');
      expect(await ctx.db.selectFrom('journal').select('id').execute()).toEqual(before);
      expect(await ctx.db.selectFrom('alliance').select('slug').orderBy('id').execute()).toHaveLength(3);
    }));

  test(
    'an alliance that was added is a fact, and is found',
    within(async (ctx) => {
      const id = await addAlliance(ctx, newAlliance('peru'));
      const facts = await ctx.db
        .selectFrom('journal')
        .select('fact')
        .where('subjectKind', '=', 'alliance')
        .where('subjectId', '=', id)
        .execute();
      expect(facts).toEqual([{ fact: 'alliance.added' }]);
      expect(
        await ctx.db
          .selectFrom('searchDoc')
          .select('kind')
          .where('entity', '=', id)
          .where('kind', '=', 'alliance')
          .execute()
      ).toHaveLength(1);
    })
  );

  test('an alliance that is called otherwise is found by its new name and lede, and no more by the old ones', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx: Context = contextOver(db, { actor: { kind: 'operator' } });
      const { alliances } = await makeWorld(ctx);
      const found = async (text: string) =>
        (await search(db, { text, locale: 'en', kinds: ['alliance'] })).items.map(({ id }) => id);
      await addAlliance(ctx, newAlliance('peru', { name: { en: 'Quechua Circle' } }));
      expect(await found('quechua')).toHaveLength(1);
      await changeAlliance(ctx, 'peru', { name: { en: 'Lima Circle' }, lede: { en: 'Playgrounds everywhere.' } });
      expect(await found('quechua')).toEqual([]);
      expect(await found('lima')).toEqual(await found('playgrounds'));
      expect(await found('lima')).toHaveLength(1);
      // The global one is the site itself and is not searched, and a country keeps its place.
      await changeAlliance(ctx, 'world', { name: { en: 'Zebra Alliance' } });
      expect(await found('zebra')).toEqual([]);
      await changeAlliance(ctx, 'kenya', { shortName: 'Kenya' });
      const { rows } = await sql<{ places: number }>`
        select cardinality(places) as places from search_doc where kind = 'alliance' and entity = ${alliances.kenya}
      `.execute(db);
      expect(rows).toEqual([{ places: 1 }]);
    }));
});
