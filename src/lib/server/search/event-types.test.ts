import { expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { addAll, makeWorld, newEvent, newResource } from '../../../../tests/support/world.ts';
import { addEvent } from '../events/events.ts';
import { addResource } from '../library/resources.ts';
import type { SearchKind } from '../platform/search/types.ts';
import { find } from './find.ts';
import { readFindRequest } from './request.ts';

test('a list of events is limited by their kinds, and the search by events as one type', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    const world = await makeWorld(ctx);
    await addAll(ctx, addEvent, [
      newEvent(world, 'wuf', { kind: 'forum' }),
      newEvent(world, 'talk', { kind: 'webinar' }),
      newEvent(world, 'other-talk', { kind: 'webinar' })
    ]);
    await addResource(ctx, newResource(world, 'paper', { type: 'forum' }));
    const asked = async (query: string, kinds?: SearchKind[]) => {
      const { items, facets } = await find(ctx, readFindRequest(new URLSearchParams(query), kinds));
      return [
        items
          .map(({ card }) => card.slug)
          .sort()
          .join(' '),
        ...facets.type.map(({ value, count, selected }) => `${value} ${count}${selected ? ' chosen' : ''}`).sort()
      ];
    };
    const all = 'other-talk talk wuf';
    expect(await asked('', ['event'])).toEqual([all, 'forum 1', 'webinar 2']);
    expect(await asked('type=webinar', ['event'])).toEqual(['other-talk talk', 'forum 1', 'webinar 2 chosen']);
    expect(await asked('type=webinar&type=forum', ['event'])).toEqual([all, 'forum 1 chosen', 'webinar 2 chosen']);
    expect((await asked('type=event', ['event']))[0]).toBe('');
    const both: SearchKind[] = ['resource', 'event'];
    expect(await asked('', both)).toEqual(['other-talk paper talk wuf', 'event 3', 'forum 1']);
    expect(await asked('type=event', both)).toEqual([all, 'event 3 chosen', 'forum 1']);
    expect(await asked('type=forum', both)).toEqual(['paper', 'event 3', 'forum 1 chosen']);
    expect((await asked('type=event&type=forum'))[0]).toBe('other-talk paper talk wuf');
    expect((await asked('type=nothing'))[0]).toBe('');
    expect((await asked('type=nothing', ['event']))[0]).toBe('');
    expect((await asked('type=event%2Cforum', ['event']))[0]).toBe('wuf');
  }));
