import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newEvent } from '../../../../tests/support/world.ts';
import { addEvent } from './events.ts';
import { listEventPage } from './pages.ts';

const sizes = { coming: 2, past: 2 };
const within = (coming: number, past: number, work: (page: (n: number) => Promise<unknown>) => Promise<void>) =>
  databaseOf(makeWorld)(async (ctx, world) => {
    const some = (count: number, name: string, year: number) =>
      Array.from({ length: count }, (_, i) => newEvent(world, `${name}${i + 1}`, { startsOn: `${year}-01-0${i + 1}` }));
    await addAll(ctx, addEvent, [...some(coming, 'c', ctx.now.getUTCFullYear() + 1), ...some(past, 'p', 2020)]);
    await work(async (n) => {
      const { coming, past, page, pages } = await listEventPage(ctx, n, sizes);
      const slugs = (events: { slug: string }[] | null) => events && events.map(({ slug }) => slug).join(' ');
      return [slugs(coming), slugs(past), `${page} of ${pages}`];
    });
  });

test(
  'events to come stand on the first page, and those past go on from there',
  within(2, 3, async (page) => {
    expect(await page(1)).toEqual(['c1 c2', 'p3 p2', '1 of 2']);
    expect(await page(2)).toEqual([null, 'p1', '2 of 2']);
    expect(await page(3)).toEqual([null, '', '3 of 2']);
  })
);

test(
  'more to come than a page holds fill pages of their own, and those past begin where they end',
  within(5, 3, async (page) => {
    expect(await page(1)).toEqual(['c1 c2', null, '1 of 4']);
    expect(await page(2)).toEqual(['c3 c4', null, '2 of 4']);
    expect(await page(3)).toEqual(['c5', 'p3 p2', '3 of 4']);
    expect(await page(4)).toEqual([null, 'p1', '4 of 4']);
  })
);

test(
  'without any, there is one page that says so',
  within(0, 0, async (page) => {
    expect(await page(1)).toEqual(['', '', '1 of 1']);
  })
);

test(
  'without any past, the pages end with those to come',
  within(3, 0, async (page) => {
    expect(await page(2)).toEqual(['c3', '', '2 of 2']);
  })
);
