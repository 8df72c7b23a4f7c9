import { expect, test } from 'vitest';
import { longestSearch, searchedPart } from '#lib/href.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newResource } from '../../../../tests/support/world.ts';
import { addResource } from '../library/resources.ts';
import { find } from './find.ts';
import { readFindRequest } from './request.ts';

const within = databaseOf(async (ctx) => addResource(ctx, newResource(await makeWorld(ctx), 'lantern')));

test(
  'of a text that is too long its beginning is kept and searched, and the result says so',
  within(async (ctx) => {
    const long = readFindRequest(new URLSearchParams({ q: `${'lantern '.repeat(500)}` }));
    expect(long.text).toBe('lantern '.repeat(50).trim());
    expect((await find(ctx, long)).cut).toBe(true);
    const short = await find(ctx, readFindRequest(new URLSearchParams({ q: 'lantern' })));
    expect([short.total, short.cut]).toEqual([1, undefined]);
    // As long as the search itself reads.
    const full = await find(ctx, readFindRequest(new URLSearchParams({ q: 'x'.repeat(longestSearch) })));
    expect(full.cut).toBeUndefined();
  })
);

test('of a long text that is kept which is searched, whole characters and words with one space between them', () => {
  expect(searchedPart('x'.repeat(4000))).toBe('x'.repeat(longestSearch));
  expect(searchedPart(`  road \n\t safety${' '.repeat(500)}first`)).toBe('road safety first');
  expect(searchedPart('x'.repeat(399) + '😀')).toBe('x'.repeat(399));
  expect(searchedPart(`${'x'.repeat(399)} y`)).toBe('x'.repeat(399));
  expect(searchedPart('')).toBe('');
});
