import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { Conflict } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';
import { endRole, giveRole, personAt } from './people.ts';

interface Two extends World {
  amina: number;
  other: number;
}

const within = databaseOf(async (ctx): Promise<Two> => {
  const world = await makeWorld(ctx);
  const add = async (name: string) => {
    const id = await personAt(ctx, { name, email: `${name}@people.example`, locale: 'en' });
    await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
    return id;
  };
  return { ...world, amina: await add('amina'), other: await add('other') };
});

/** The number of a role that is given here by the operator. */
async function give(ctx: Context, personId: number, role: Role, allianceId: number): Promise<number> {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  await giveRole(operator, personId, role, { allianceId });
  const { id } = await ctx.db
    .selectFrom('personRole')
    .select('id')
    .where('personId', '=', personId)
    .where('role', '=', role)
    .where('allianceId', '=', allianceId)
    .executeTakeFirstOrThrow();
  return id;
}
const own = (ctx: Context, id: number): Context => ({ ...ctx, actor: { kind: 'person', id, roles: [] } });

test(
  'the last officer whom nobody above reaches does not step down',
  within(async (ctx, { amina, other, alliances }) => {
    const role = await give(ctx, amina, 'officer', alliances.kenya);
    await give(ctx, other, 'officer', alliances.nairobi);
    await give(ctx, other, 'editor', alliances.global);
    await expect(endRole(own(ctx, amina), role)).rejects.toThrow(new Conflict('last-officer'));
    // Somebody else who ends it knows what they do; the operator is above all.
    await endRole({ ...ctx, actor: { kind: 'operator' } }, role);
  })
);

test.each([
  ['officer', 'kenya'],
  ['officer', 'global'],
  ['owner', 'global']
] as const)('an officer steps down where an %s of %s reaches the alliance and can sign in', async (role, on) =>
  within(async (ctx, { amina, other, alliances }) => {
    const leaving = await give(ctx, amina, 'officer', alliances.kenya);
    await give(ctx, other, role, alliances[on]);
    const suspend = (at: Date | null) =>
      ctx.db.updateTable('person').set({ suspendedAt: at }).where('id', '=', other).execute();
    await suspend(ctx.now);
    await expect(endRole(own(ctx, amina), leaving)).rejects.toThrow(new Conflict('last-officer'));
    await suspend(null);
    await endRole(own(ctx, amina), leaving);
    const held = await ctx.db.selectFrom('personRole').select('endedAt').where('id', '=', leaving).execute();
    expect(held).toEqual([{ endedAt: ctx.now }]);
  })()
);
