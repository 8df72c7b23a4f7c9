import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, adder, makeWorld, newEvent, newOrganisation } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { addEvent, type NewEvent } from './events.ts';
import {
  getEvent,
  listEventsOfOrganisation,
  listEventsOfAlliance,
  listEventsThatBuilt,
  listOpenCalls
} from './queries.ts';

const within = databaseOf(makeWorld);
const add = adder(addEvent, newEvent);

describe('events around an alliance', () => {
  test(
    'are its own, those in its country, and those whose outcomes name it',
    within(async (ctx, world) => {
      const named = (...allianceSlugs: string[]) => [{ date: '2026', text: 'Built', allianceSlugs }];
      await add(ctx, world, {
        own: { allianceId: world.alliances.kenya, startsOn: '2026-01-01' },
        there: { placeId: world.places['nairobi-ke'], startsOn: '2026-02-01' },
        named: { outcomes: named('peru', 'kenya'), startsOn: '2026-03-01' },
        elsewhere: { placeId: world.places['dhaka-bd'], outcomes: named('ken', 'kenya-2') },
        nowhere: {}
      });
      const of = async (countryCode: string | null) =>
        (await listEventsOfAlliance(ctx, { id: world.alliances.kenya, slug: 'kenya', countryCode })).map(
          ({ slug }) => slug
        );
      expect(await of('KE')).toEqual(['named', 'there', 'own']);
      expect(await of(null)).toEqual(['named', 'own']);
      expect((await listEventsThatBuilt(ctx)).map(({ slug, outcomes }) => [slug, outcomes.length])).toEqual([
        ['named', 1],
        ['elsewhere', 1]
      ]);
    })
  );

  test(
    'calls are open until they end, unless they were cancelled',
    within(async (ctx, world) => {
      await add(ctx, world, {
        call: { kind: 'call' },
        off: { kind: 'call' },
        old: { kind: 'call', startsOn: '2020-01-01' },
        session: {}
      });
      await ctx.db.updateTable('event').set({ status: 'cancelled' }).where('slug', '=', 'off').execute();
      expect((await listOpenCalls(ctx)).map(({ slug }) => slug)).toEqual(['call']);
    })
  );
});

describe('one event', () => {
  test(
    'has all that the record has of it, each part in its order',
    within(async (ctx, world) => {
      const [organisationId, draftId] = await addAll(
        ctx,
        addOrganisation,
        ['arup', 'draft'].map((slug) => newOrganisation(world, slug))
      );
      await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
      await add(ctx, world, {
        forum: { title: 'The forum' },
        it: {
          parentSlug: 'forum',
          placeId: world.places['dhaka-bd'],
          themes: ['road-safety', 'health'],
          startsAt: '14:30',
          endsAt: '16:00',
          timezone: 'Asia/Dhaka',
          hosts: [
            { role: 'host', organisationId: organisationId!, name: 'Arup' },
            { role: 'partner', organisationId: draftId!, name: 'Somebody' }
          ],
          agenda: [
            { title: 'First', text: 'a' },
            { title: 'Second', text: null }
          ],
          objectives: ['One', 'Two'],
          speakers: [{ name: 'A', role: null, organisation: null, moderator: true, note: null }],
          times: [{ source: 'x', startsAt: '14:30', endsAt: '16:00', used: true }]
        },
        part: { parentSlug: 'it' }
      });
      expect(await getEvent(ctx, 'it')).toMatchObject({
        startsOn: '2026-11-20',
        startsAt: '14:30:00',
        parentSlug: 'forum',
        parentTitle: 'The forum',
        place: { kind: 'city', countryCode: 'BD', name: 'Dhaka', names: { bn: 'ঢাকা' } },
        themes: [{ slug: 'road-safety' }, { slug: 'health' }],
        hosts: [
          { role: 'host', name: 'Arup', slug: 'arup' },
          { role: 'partner', name: 'Somebody', slug: null }
        ],
        agenda: [{ title: 'First' }, { title: 'Second' }],
        objectives: ['One', 'Two'],
        speakers: [{ moderator: true }],
        times: [{ used: true }],
        outcomes: [],
        parts: [{ slug: 'part' }]
      });
      // What is about a theme is about the one above it, and is found by what either is called.
      const { 'road-safety': roads, mobility, health } = world.themes;
      const { rows } = await sql<{ themes: number[]; names: string }>`
        select d.themes, t.names from search_doc d join search_text t using (doc) join event e on e.id = d.entity
        where d.kind = 'event' and e.slug = 'it'`.execute(ctx.db);
      expect(rows[0]!.names).toContain('Seguridad vial');
      expect(new Set(rows[0]!.themes)).toEqual(new Set([roads, mobility, health]));
      expect((await listEventsOfOrganisation(ctx, organisationId!)).map(({ slug, role }) => [slug, role])).toEqual([
        ['it', 'host']
      ]);
    })
  );

  test('is added whole or not at all, and a zone, a parent, themes and days must be possible', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const world = await makeWorld(ctx);
      const adding = (changes: Partial<NewEvent>) => addEvent(ctx, newEvent(world, 'x', changes));
      for (const timezone of ['Mars/Base', 'Europe', "UTC'"])
        await expect(adding({ timezone })).rejects.toThrow(RangeError);
      await expect(adding({ parentSlug: 'nowhere' })).rejects.toThrow(new RangeError('no event nowhere'));
      await expect(adding({ themes: ['nothing'] })).rejects.toThrow(new RangeError('no theme nothing'));
      await expect(adding({ startsOn: '2026-11-20', endsOn: '2026-11-19' })).rejects.toThrow('event_check');
      await expect(adding({ hosts: [{ role: 'host', organisationId: 99, name: 'x' }] })).rejects.toThrow(
        'event_host_organisation_id_fkey'
      );
      const left = await Promise.all([
        db.selectFrom('event').select('id').execute(),
        db.selectFrom('journal').select('fact').where('subjectKind', '=', 'event').execute(),
        db.selectFrom('searchDoc').select('doc').where('kind', '=', 'event').execute()
      ]);
      expect(left).toEqual([[], [], []]);
    }));
});
