import { expect, test } from 'vitest';
import { databaseOf } from '../../../tests/support/within.ts';
import { makeWorld, newEvent, newOrganisation, newPost, newResource } from '../../../tests/support/world.ts';
import { addPost } from '#lib/server/blog/posts.ts';
import { addEvent } from '#lib/server/events/events.ts';
import { addResource } from '#lib/server/library/resources.ts';
import { addOrganisation } from '#lib/server/membership/organisations.ts';
import { countAddresses, listAddresses } from './addresses.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  for (const slug of ['one', 'two', 'three']) await addResource(ctx, newResource(world, slug));
  for (const slug of ['red', 'blue']) await addPost(ctx, newPost(world, slug));
  await addEvent(ctx, newEvent(world, 'talk'));
  await addOrganisation(ctx, newOrganisation(world, 'union'));
});

test(
  'the parts of the site map hold every page once, however they are cut',
  within(async (ctx) => {
    const locals = { ctx, tags: [] } as unknown as App.Locals;
    const total = await countAddresses(locals);
    const all = await listAddresses(locals, { from: 0, most: 1000 });
    const paths = all.map(({ path }) => path);
    expect(paths).toHaveLength(total);
    expect(paths).toEqual(
      expect.arrayContaining(['/', '/library/one', '/library/three', '/blog/blue', '/events/talk', '/members/union'])
    );
    expect(new Set(paths).size).toBe(total);
    for (const most of [1, 2, 3, 7, 16]) {
      const parts: string[] = [];
      for (let from = 0; from < total; from += most)
        parts.push(...(await listAddresses(locals, { from, most })).map(({ path }) => path));
      expect(parts, `${most} a part`).toEqual(paths);
    }
    expect(await listAddresses(locals, { from: total, most: 5 })).toEqual([]);
  })
);
