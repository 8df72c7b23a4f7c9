import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newEvent, newOrganisation, unpublish } from '../../../../tests/support/world.ts';
import { addEvent } from '../events/events.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { find } from './find.ts';
import { otherCards } from './other-cards.ts';
import { readFindRequest } from './request.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const organisation = await addAll(ctx, addOrganisation, [
    newOrganisation(world, 'shown-house', { name: 'Lantern house' }),
    newOrganisation(world, 'former-house', { name: 'Lantern house of old' })
  ]);
  const event = await addAll(ctx, addEvent, [
    newEvent(world, 'shown-walk', { title: 'Lantern walk' }),
    newEvent(world, 'draft-walk', { title: 'Lantern walk in draft' })
  ]);
  await ctx.db.updateTable('organisation').set({ status: 'archived' }).where('slug', '=', 'former-house').execute();
  await unpublish(ctx, 'event', 'draft-walk');
  return { organisation, event, alliance: Object.values(world.alliances) };
});

test(
  'only what has a page is shown: no former organisation, no unpublished event, not the site itself',
  within(async (ctx, ids) => {
    const cards = await otherCards(ctx, ids);
    expect(cards.map(({ slug }) => slug).sort()).toEqual(['kenya', 'nairobi', 'shown-house', 'shown-walk']);
    const { items } = await find(ctx, readFindRequest(new URLSearchParams('q=lantern')));
    expect(items.map(({ card }) => card.slug).sort()).toEqual(['shown-house', 'shown-walk']);
  })
);
