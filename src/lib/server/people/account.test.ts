import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { chooseOwnDigest, getOwnDigest } from './account.ts';
import { getOwnData } from './own-data.ts';
import { personAt } from './people.ts';

const within = databaseOf(async (ctx) => {
  await makeWorld(ctx);
  const add = (name: string) => personAt(ctx, { name, email: `${name}@people.example`, locale: 'en' });
  return { amina: await add('amina'), other: await add('other') };
});
const own = (ctx: Context, id: number): Context => ({ ...ctx, actor: { kind: 'person', id, roles: [] } });

test(
  'a person chooses how often the digest comes, for themselves alone; it is written, and in their data',
  within(async (ctx, { amina, other }) => {
    expect(await getOwnDigest(own(ctx, amina))).toBe('daily');
    await chooseOwnDigest(own(ctx, amina), 'none');
    expect(await getOwnDigest(own(ctx, amina))).toBe('none');
    expect(await getOwnDigest(own(ctx, other))).toBe('daily');
    const facts = await ctx.db.selectFrom('journal').selectAll().where('fact', '=', 'person.changed').execute();
    expect(facts).toMatchObject([{ subjectId: amina, actorId: amina, data: { digest: 'none' } }]);
    expect((await getOwnData(own(ctx, amina))).account).toMatchObject({ digest: 'none' });
  })
);

test(
  'a visitor, and who was erased, chooses none',
  within(async (ctx, { amina }) => {
    const visitor: Context = { ...ctx, actor: { kind: 'visitor' } };
    await expect(getOwnDigest(visitor)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(chooseOwnDigest(visitor, 'none')).rejects.toMatchObject({ name: 'NotFound' });
    await ctx.db.updateTable('person').set({ email: null, erasedAt: ctx.now }).where('id', '=', amina).execute();
    await expect(chooseOwnDigest(own(ctx, amina), 'none')).rejects.toMatchObject({ name: 'NotFound' });
  })
);
