import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newAlliance, newOrganisation, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { addAlliance } from './alliances.ts';
import { getAlliance, listAlliances } from './queries.ts';

const within = databaseOf(makeWorld);
const archive = (ctx: Context, slug: string, status = 'draft') =>
  ctx.db.updateTable('organisation').set({ status }).where('slug', '=', slug).execute();
const leadOf = (world: World, slug: string) =>
  newOrganisation(world, slug, {
    name: `The ${slug}`,
    memberships: [{ allianceId: world.alliances.kenya, role: 'lead', firstSeen: null }]
  });

describe('the list of alliances', () => {
  test(
    'leaves the global one out and is in the order of names in the reader’s language',
    within(async (ctx) => {
      await addAlliance(ctx, newAlliance('a-first', { name: { en: 'Ålesund', es: 'Zaragoza' } }));
      await addAlliance(ctx, newAlliance('z-last', { name: { en: 'Bogotá' } }));
      const names = async (locale: Context['locale']) =>
        (await listAlliances({ ...ctx, locale })).map(({ name }) => name);
      expect(await names('en')).toEqual(['Ålesund', 'Bogotá', 'Kenya Alliance', 'Nairobi Alliance']);
      expect(await names('es')).toEqual(['Bogotá', 'Kenya Alliance', 'Nairobi Alliance', 'Zaragoza']);
      expect((await listAlliances({ ...ctx, locale: 'sw' })).find(({ slug }) => slug === 'kenya')).toMatchObject({
        name: 'Muungano wa Kenya',
        language: 'sw'
      });
    })
  );

  test(
    'shows an alliance with two leads once, with the first, and never a lead that is not public',
    within(async (ctx, world) => {
      await addAll(ctx, addOrganisation, [
        leadOf(world, 'draft-lead'),
        leadOf(world, 'first'),
        leadOf(world, 'second')
      ]);
      await archive(ctx, 'draft-lead');
      const kenya = (await listAlliances(ctx)).filter(({ slug }) => slug === 'kenya');
      expect(kenya.map(({ lead }) => lead)).toEqual([{ slug: 'first', name: 'The first' }]);
      await archive(ctx, 'first', 'archived');
      await archive(ctx, 'second');
      expect((await getAlliance(ctx, 'kenya')).lead).toBeNull();
      expect(JSON.stringify(await listAlliances(ctx))).not.toMatch(/draft-lead|first|second/);
    })
  );

  test(
    'costs one statement, for one and for three',
    within(async (ctx) => {
      await addAlliance(ctx, newAlliance('peru'));
      expect(await listAlliances(ctx)).toHaveLength(3);
      expect(await countQueries(ctx, listAlliances)).toBe(1);
      await ctx.db.deleteFrom('alliance').where('slug', 'in', ['peru', 'nairobi']).execute();
      expect(await listAlliances(ctx)).toHaveLength(1);
      expect(await countQueries(ctx, listAlliances)).toBe(1);
    })
  );
});

describe('one alliance', () => {
  test(
    'says what the record has of it in the reader’s language, and in which language it is',
    within(async (ctx) => {
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
    })
  );

  test(
    'that is not there, or is the global one, is not found',
    within(async (ctx) => {
      for (const slug of ['nowhere', 'world', 'KENYA', '%', ''])
        await expect(getAlliance(ctx, slug), slug).rejects.toThrow(NotFound);
    })
  );
});
