import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, adder, makeWorld, newEvent, newOrganisation, unpublish } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { addEvent, type NewEvent } from './events.ts';
import {
  getEvent,
  eventAddresses,
  listEvents,
  listEventsForFeed,
  listEventsOfOrganisation,
  listEventsOfAlliance,
  listEventsThatBuilt,
  listOpenCalls
} from './queries.ts';
import { isPast } from './when.ts';

const within = databaseOf(makeWorld);
const add = adder(addEvent, newEvent);
const at = (ctx: Context, now: string): Context => ({ ...ctx, now: new Date(now) });
const coming = async (ctx: Context) => (await listEvents(ctx, { when: 'coming' })).events.map(({ slug }) => slug);
const past = async (ctx: Context) => (await listEvents(ctx, { when: 'past' })).events.map(({ slug }) => slug);

describe('an event is over', () => {
  const cases: [what: string, event: Partial<NewEvent>, lastMoment: string, over: string][] = [
    [
      'at its end, in its zone',
      { startsOn: '2026-11-20', startsAt: '18:00', endsAt: '20:00', timezone: 'America/Lima' },
      '2026-11-21T00:59:59Z',
      '2026-11-21T01:00:00Z'
    ],
    [
      'at its end, when clocks are ahead there',
      { startsOn: '2026-07-01', startsAt: '09:00', endsAt: '10:30', timezone: 'Europe/Warsaw' },
      '2026-07-01T08:29:59Z',
      '2026-07-01T08:30:00Z'
    ],
    [
      'without clock times, when the day ends in its zone',
      { startsOn: '2026-11-20', timezone: 'Pacific/Auckland' },
      '2026-11-20T10:59:59Z',
      '2026-11-20T11:00:00Z'
    ],
    [
      'without a zone, when the day has ended everywhere',
      { startsOn: '2026-11-20', startsAt: '09:00', endsAt: '10:00' },
      '2026-11-21T11:59:59Z',
      '2026-11-21T12:00:00Z'
    ],
    [
      'without an end, when the day ends',
      { startsOn: '2026-11-20', startsAt: '09:00', timezone: 'Africa/Nairobi' },
      '2026-11-20T20:59:59Z',
      '2026-11-20T21:00:00Z'
    ],
    [
      'of several days, on the last of them',
      { startsOn: '2026-11-20', endsOn: '2026-11-22', timezone: 'UTC' },
      '2026-11-22T23:59:59Z',
      '2026-11-23T00:00:00Z'
    ]
  ];
  test.each(cases)('%s', (_, event, lastMoment, over) =>
    within(async (ctx, world) => {
      await add(ctx, world, { it: event, earlier: { startsOn: '2020-01-01' }, later: { startsOn: '2030-01-01' } });
      expect(await coming(at(ctx, lastMoment))).toEqual(['it', 'later']);
      expect(await past(at(ctx, lastMoment))).toEqual(['earlier']);
      expect(await coming(at(ctx, over))).toEqual(['later']);
      expect(await past(at(ctx, over))).toEqual(['it', 'earlier']);
      // A page says the same of it as the list.
      const shown = await getEvent(ctx, 'it');
      expect([isPast(shown, new Date(lastMoment)), isPast(shown, new Date(over))]).toEqual([false, true]);
    })()
  );
});

describe('the list of events', () => {
  const three = { a: { startsOn: '2026-12-01' }, b: { startsOn: '2026-11-10' }, c: { startsOn: '2026-11-10' } };

  test(
    'has the nearest first, page by page, with the number of all',
    within(async (ctx, world) => {
      await add(ctx, world, three);
      expect(await coming(ctx)).toEqual(['b', 'c', 'a']);
      const second = await listEvents(ctx, { when: 'coming', page: 2, pageSize: 2 });
      expect([second.events.map(({ slug }) => slug), second.total]).toEqual([['a'], 3]);
      expect((await listEvents(ctx, { when: 'coming', page: 9, pageSize: 2 })).events).toEqual([]);
    })
  );

  test(
    'can be limited to what a search found, which may be nothing',
    within(async (ctx, world) => {
      const [, b] = await add(ctx, world, three);
      expect((await listEvents(ctx, { when: 'coming', ids: [b!, 0] })).events.map(({ slug }) => slug)).toEqual(['b']);
      expect(await listEvents(ctx, { when: 'coming', ids: [] })).toEqual({ events: [], total: 0 });
    })
  );

  test(
    'never shows what is not published',
    within(async (ctx, world) => {
      const built = {
        outcomes: [{ date: null, text: 'secret outcome', allianceSlugs: ['kenya'] }],
        hosts: [{ role: 'host' as const, organisationId: null, name: 'x' }]
      };
      await add(ctx, world, {
        forum: { title: 'secret forum', kind: 'call', placeId: world.places['nairobi-ke'], ...built }
      });
      await add(ctx, world, {
        session: { parentSlug: 'forum' },
        part: { title: 'secret part', parentSlug: 'session' }
      });
      await unpublish(ctx, 'event', 'forum');
      await unpublish(ctx, 'event', 'part');
      const kenya = { id: world.alliances.kenya, slug: 'kenya', countryCode: 'KE' };
      const all = await Promise.all([
        listEvents(ctx, { when: 'coming' }),
        listEvents(ctx, { when: 'past' }),
        listEventsForFeed(ctx, 10),
        eventAddresses.list(ctx, { from: 0, most: 9 }),
        listEventsOfAlliance(ctx, kenya),
        listEventsThatBuilt(ctx),
        listOpenCalls(ctx),
        getEvent(ctx, 'session')
      ]);
      expect(JSON.stringify(all)).not.toMatch(/secret|forum/);
      expect(all[7]).toMatchObject({ parentSlug: null, parentTitle: null, parts: [] });
      for (const slug of ['forum', 'part', 'nowhere']) await expect(getEvent(ctx, slug)).rejects.toThrow(NotFound);
    })
  );

  test(
    'of an organisation has those that it hosted and those at which somebody of it spoke, each once',
    within(async (ctx, world) => {
      const [arup, draft] = await addAll(ctx, addOrganisation, [
        newOrganisation(world, 'arup', { name: 'Arup Group', shortName: 'Arup' }),
        newOrganisation(world, 'draft', { name: 'Draft Co' })
      ]);
      await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
      const speaker = (name: string, organisation: string | null) => ({
        name,
        organisation,
        role: null,
        moderator: false,
        note: null
      });
      const host = (role: 'host' | 'partner') => ({ role, organisationId: arup!, name: 'Arup' });
      await add(ctx, world, {
        hosted: { startsOn: '2026-01-04', hosts: [host('partner'), host('host')], speakers: [speaker('A', 'Arup')] },
        spoken: {
          startsOn: '2026-01-03',
          speakers: [speaker('B', 'arup group'), speaker('C', 'Draft Co'), speaker('D', null), speaker('E', 'ARUP')]
        },
        partnered: { startsOn: '2026-01-02', hosts: [host('partner')] },
        other: { startsOn: '2026-01-01', speakers: [speaker('F', 'Arupa')] }
      });
      const rows = await listEventsOfOrganisation(ctx, arup!);
      expect(rows.map(({ slug, role, speakers }) => [slug, role, speakers])).toEqual([
        ['hosted', 'host', ['A']],
        ['spoken', null, ['B', 'E']],
        ['partnered', 'partner', []]
      ]);
      expect((await listEventsOfOrganisation(ctx, draft!)).map(({ slug }) => slug)).toEqual(['spoken']);
      const { speakers } = await getEvent(ctx, 'spoken');
      expect(speakers.map(({ name, slug }) => [name, slug])).toEqual([
        ['B', 'arup'],
        ['C', null],
        ['D', null],
        ['E', 'arup']
      ]);
    })
  );

  test(
    'costs the same statements for one event and for three',
    within(async (ctx, world) => {
      const kenya = { id: world.alliances.kenya, slug: 'kenya', countryCode: 'KE' };
      const outcomes = [{ date: null, text: 'An alliance', allianceSlugs: ['kenya'] }];
      const counts = async () => [
        await countQueries(ctx, (ctx) => listEvents(ctx, { when: 'coming' })),
        await countQueries(ctx, (ctx) => listEventsOfAlliance(ctx, kenya)),
        await countQueries(ctx, (ctx) => listEventsOfOrganisation(ctx, 1)),
        await countQueries(ctx, (ctx) => listEventsThatBuilt(ctx)),
        await countQueries(ctx, (ctx) => listEventsForFeed(ctx, 20)),
        await countQueries(ctx, (ctx) => getEvent(ctx, 'a'))
      ];
      await add(ctx, world, { a: { outcomes, agenda: [{ title: 'x', text: null }] } });
      expect(await counts()).toEqual([2, 1, 1, 2, 1, 9]);
      await add(ctx, world, { b: { outcomes, parentSlug: 'a' }, c: { outcomes, parentSlug: 'a' } });
      expect(await listEventsThatBuilt(ctx)).toHaveLength(3);
      expect(await counts()).toEqual([2, 1, 1, 2, 1, 9]);
    })
  );
});
