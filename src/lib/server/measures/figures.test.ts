import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import { addFigure, listFigures, type NewFigure } from './figures.ts';

const within = databaseOf(makeWorld);
const newFigure = (world: World, slug: string, changes: Partial<NewFigure> = {}): NewFigure => ({
  allianceId: world.alliances.global,
  slug,
  low: 350_000_000,
  high: null,
  approximate: true,
  unit: 'children',
  label: { en: 'children live in slums', es: 'niños viven en tugurios' },
  date: '2020',
  sourceLabel: 'UNICEF',
  derived: [],
  sources: [{ url: 'https://source.example/1' }],
  ...changes
});

test(
  'a figure has its date, its source, and what follows from it, in the reader’s language',
  within(async (ctx, world) => {
    const derived = [{ text: { en: 'one in three', fr: 'un sur trois' }, arithmetic: '350 / 1050' }];
    await addFigure(ctx, newFigure(world, 'slums', { low: 12.5, high: 33.3, unit: 'percent', derived }), 0);
    expect(await listFigures({ ...ctx, locale: 'es' }, world.alliances.global)).toEqual([
      {
        slug: 'slums',
        low: 12.5,
        high: 33.3,
        approximate: true,
        unit: 'percent',
        label: 'niños viven en tugurios',
        date: '2020',
        sourceLabel: 'UNICEF',
        derived: [{ text: 'one in three', arithmetic: '350 / 1050' }],
        sources: [{ url: 'https://source.example/1' }]
      }
    ]);
  })
);

test(
  'figures are those of the alliance and no other, in their order',
  within(async (ctx, world) => {
    await addFigure(ctx, newFigure(world, 'second'), 1);
    await addFigure(ctx, newFigure(world, 'first'), 0);
    await addFigure(ctx, newFigure(world, 'kenyan', { allianceId: world.alliances.kenya }), 0);
    expect((await listFigures(ctx, world.alliances.global)).map(({ slug }) => slug)).toEqual(['first', 'second']);
    expect((await listFigures(ctx, world.alliances.kenya)).map(({ slug }) => slug)).toEqual(['kenyan']);
    expect(await listFigures(ctx, world.alliances.nairobi)).toEqual([]);
  })
);

test(
  'a figure is a fact of its alliance',
  within(async (ctx, world) => {
    const id = await addFigure(ctx, newFigure(world, 'slums', { allianceId: world.alliances.kenya }), 0);
    const fact = await ctx.db
      .selectFrom('journal')
      .select(['fact', 'subjectId', 'allianceId'])
      .orderBy('id', 'desc')
      .executeTakeFirst();
    expect(fact).toEqual({ fact: 'figure.added', subjectId: id, allianceId: world.alliances.kenya });
  })
);

test(
  'one statement is sent for one figure and for three',
  within(async (ctx, world) => {
    const count = () => countQueries(ctx, (ctx) => listFigures(ctx, world.alliances.global));
    await addFigure(ctx, newFigure(world, 'a'), 0);
    expect(await count()).toBe(1);
    for (const slug of ['b', 'c']) await addFigure(ctx, newFigure(world, slug), 1);
    expect(await listFigures(ctx, world.alliances.global)).toHaveLength(3);
    expect(await count()).toBe(1);
  })
);
