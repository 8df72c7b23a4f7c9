import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { addOrganisation } from './organisations.ts';
import { getOrganisation, listPartsOfAlliance } from './queries.ts';
import { makeMembers } from './test-members.ts';

const within = databaseOf(makeMembers);

const keepOnly = (ctx: Context, slug: string) =>
  ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '<>', slug).execute();

describe('one organisation', () => {
  test(
    'has its part in each alliance, its themes and its country',
    within(async (ctx) => {
      expect(await getOrganisation({ ...ctx, locale: 'sw' }, 'lead')).toMatchObject({
        name: 'Lead 100%',
        countrySlug: 'kenya',
        memberships: [{ role: 'lead', firstSeen: 2021, slug: 'kenya', text: 'Muungano wa Kenya', language: 'sw' }],
        themes: [{ slug: 'mobility', label: 'Mobility', colour: 'sun', motif: 'routes' }]
      });
    })
  );

  test(
    'that is a draft, archived or not there is not found, whoever asks',
    within(async (ctx) => {
      const person: Context = { ...ctx, actor: { kind: 'person', id: 1, roles: [] } };
      for (const slug of ['draft', 'former', 'nowhere', '', '%', 'ZEBRA']) {
        await expect(getOrganisation(ctx, slug), slug).rejects.toThrow(NotFound);
        await expect(getOrganisation(person, slug), slug).rejects.toThrow(NotFound);
      }
    })
  );

  test(
    'parts of an alliance name its lead first, and nobody who is not public',
    within(async (ctx, { alliances }) => {
      expect((await listPartsOfAlliance(ctx, alliances.kenya)).map(({ slug, role }) => [slug, role])).toEqual([
        ['lead', 'lead'],
        ['local', 'member']
      ]);
      await keepOnly(ctx, 'local');
      expect((await listPartsOfAlliance(ctx, alliances.kenya)).map(({ slug }) => slug)).toEqual(['local']);
    })
  );

  test('is added whole with its fact and its place in the search, or not at all', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const world = await makeWorld(ctx);
      const facts = () =>
        ctx.db.selectFrom('journal').select('fact').where('subjectKind', '=', 'organisation').execute();
      const twice = Array.from({ length: 2 }, () => ({
        allianceId: world.alliances.global,
        role: 'member' as const,
        firstSeen: null
      }));
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { memberships: twice }))).rejects.toThrow(
        'membership_organisation_id'
      );
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { country: 'ZZ' }))).rejects.toThrow(
        new RangeError('no country ZZ')
      );
      await expect(addOrganisation(ctx, newOrganisation(world, 'x', { themes: ['nowhere'] }))).rejects.toThrow(
        new RangeError('no theme nowhere')
      );
      expect([await facts(), await db.selectFrom('organisation').select('id').execute()]).toEqual([[], []]);
      const id = await addOrganisation(ctx, newOrganisation(world, 'x'));
      expect(await facts()).toEqual([{ fact: 'organisation.added' }]);
      expect(await db.selectFrom('searchDoc').select('entity').where('kind', '=', 'organisation').execute()).toEqual([
        { entity: id }
      ]);
    }));
});
