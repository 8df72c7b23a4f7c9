import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { isInvented } from './demo.ts';

const within = databaseOf(makeWorld);
const startedAs = (ctx: Context, starter: string) => {
  const value = JSON.stringify(starter);
  return ctx.db
    .insertInto('setting')
    .values({ name: 'starter', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
};

test(
  'addresses under .example are invented in a demonstration, and nowhere else',
  within(async (ctx) => {
    await startedAs(ctx, 'full');
    expect(await isInvented(ctx, 'amina@demo.example')).toBe(false);
    await startedAs(ctx, 'demo');
    for (const invented of ['amina@demo.example', 'Leila@Demo.EXAMPLE', 'a@example'])
      expect(await isInvented(ctx, invented)).toBe(true);
    for (const real of ['ada@example.org', 'a@counterexample', 'a@demo.example.org'])
      expect(await isInvented(ctx, real)).toBe(false);
  })
);
