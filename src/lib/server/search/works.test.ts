import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { adder, makeWorld, newPost, newResource, unpublish } from '../../../../tests/support/world.ts';
import { addPost } from '../blog/posts.ts';
import { addResource } from '../library/resources.ts';
import type { Context } from '../platform/context.ts';
import { listWorksOf } from './works.ts';

const within = databaseOf(makeWorld);
const add = adder(addResource, newResource);
const by = (organisation: string) => ({ authors: [{ family: null, given: null, organisation }] });
const slugs = async (ctx: Context, name: string, shortName: string | null = null, aliases: string[] = []) =>
  (await listWorksOf(ctx, { name, shortName, aliases })).cards.map(({ kind, slug }) => `${kind} ${slug}`);

test(
  'the works of an organisation are those that it published or wrote, the newest resources first, then posts',
  within(async (ctx, world) => {
    await add(ctx, world, {
      alone: { publisher: 'Arup', year: 2017 },
      together: { publisher: 'ARUP; A Foundation', year: 2021 },
      slash: { publisher: 'GDCI/NACTO', year: 2020 },
      written: { ...by('Arup'), publisher: 'Somebody', year: null },
      long: { ...by('Global Designing Cities Initiative (GDCI)'), year: 2019 },
      other: { publisher: 'Arupa', ...by('Not Arup'), year: 2022 }
    });
    await addPost(ctx, newPost(world, 'late', { authors: ['Ana', 'Arup'], date: '2024-01-01' }));
    await addPost(ctx, newPost(world, 'early', { authors: ['Arup'], date: '2020-01-01' }));
    await addPost(ctx, newPost(world, 'else', { authors: ['Ana'] }));
    expect(await slugs(ctx, 'Arup', 'Arup')).toEqual([
      'resource together',
      'resource alone',
      'resource written',
      'post late',
      'post early'
    ]);
    expect(await slugs(ctx, 'Global Designing Cities Initiative', 'GDCI')).toEqual(['resource slash', 'resource long']);
    expect(await slugs(ctx, 'The Foundation', null, ['Other', 'A foundation'])).toEqual(['resource together']);
    expect(await slugs(ctx, 'A%')).toEqual([]);
    expect(await slugs(ctx, '')).toEqual([]);
  })
);

test(
  'what is not published is not among them, and no more are given than a page shows, with the number of all',
  within(async (ctx, world) => {
    const many = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`r${i}`, { publisher: 'Arup' }]));
    await add(ctx, world, { ...many, hidden: { publisher: 'Arup', year: 2026 } });
    await addPost(ctx, newPost(world, 'secret', { authors: ['Arup'] }));
    await unpublish(ctx, 'resource', 'hidden');
    await unpublish(ctx, 'post', 'secret');
    const { cards, total } = await listWorksOf(ctx, { name: 'Arup', shortName: null, aliases: [] });
    expect([cards.length, total]).toEqual([12, 14]);
    expect(JSON.stringify(cards)).not.toMatch(/hidden|secret/);
  })
);

test(
  'costs the same statements for one work and for three',
  within(async (ctx, world) => {
    const count = () => countQueries(ctx, (ctx) => listWorksOf(ctx, { name: 'Arup', shortName: null, aliases: [] }));
    await add(ctx, world, { a: { publisher: 'Arup' } });
    await addPost(ctx, newPost(world, 'p', { authors: ['Arup'] }));
    expect(await count()).toBe(3);
    await add(ctx, world, { b: { publisher: 'Arup' }, c: by('Arup') });
    expect(await count()).toBe(3);
  })
);
