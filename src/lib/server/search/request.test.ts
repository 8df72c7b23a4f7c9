import { expect, test } from 'vitest';
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
  })
);
