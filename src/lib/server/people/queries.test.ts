import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { reachOf, type Role } from '../platform/roles.ts';
import { actorOf } from './actors.ts';
import { giveRole, personAt } from './people.ts';
import { countPeople, getPerson, listPeople } from './queries.ts';

interface People extends World {
  ours: number;
  theirs: number;
  nobodys: number;
}

const within = databaseOf(async (ctx): Promise<People> => {
  const world = await makeWorld(ctx);
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const add = (name: string) =>
    personAt(operator, { name, email: `${name.toLowerCase()}@people.example`, locale: 'en' });
  const [ours, theirs, nobodys] = [await add('Ours'), await add('Theirs'), await add('Nobodys')];
  await giveRole(operator, ours, 'reviewer', { allianceId: world.alliances.nairobi });
  await giveRole(operator, theirs, 'reviewer', { allianceId: world.alliances.global });
  return { ...world, ours, theirs, nobodys };
});

const as = (ctx: Context, role: Role, ...alliances: number[]): Context => ({
  ...ctx,
  actor: { kind: 'person', id: 1, roles: [{ role, alliances, organisationId: null }] }
});
const ofKenya = (ctx: Context, { alliances }: World) => as(ctx, 'officer', alliances.kenya, alliances.nairobi);
const ofAll = (ctx: Context, { alliances }: World) => as(ctx, 'officer', ...Object.values(alliances));
const names = async (ctx: Context, more = {}) =>
  (await listPeople(ctx, { q: '', page: 1, ...more })).map(({ name }) => name);

test(
  'whoever reaches every alliance sees everybody, and whoever reaches some sees theirs alone',
  within(async (ctx, people) => {
    expect(await names(ofAll(ctx, people))).toEqual(['Nobodys', 'Ours', 'Theirs']);
    expect(await names(ofAll(ctx, people), { role: 'reviewer' })).toEqual(['Ours', 'Theirs']);
    expect(await names(ofKenya(ctx, people))).toEqual(['Ours']);
    expect(await countPeople(ofKenya(ctx, people), { q: '', page: 1 })).toBe(1);
    await expect(getPerson(ofKenya(ctx, people), people.theirs)).rejects.toThrow(NotFound);
    await expect(getPerson(ofKenya(ctx, people), people.nobodys)).rejects.toThrow(NotFound);
    expect(await names(as(ctx, 'reviewer', ...Object.values(people.alliances)))).toEqual([]);
    expect(await names(as(ctx, 'officer'))).toEqual([]);
  })
);

test(
  'a role that counts below counts first where it is held, however the alliances were added',
  within(async (ctx, { alliances, nobodys }) => {
    const { global, kenya, nairobi } = alliances;
    await ctx.db.updateTable('alliance').set({ parentId: nairobi }).where('id', '=', kenya).execute();
    await ctx.db.updateTable('alliance').set({ parentId: global }).where('id', '=', nairobi).execute();
    await giveRole({ ...ctx, actor: { kind: 'operator' } }, nobodys, 'officer', { allianceId: nairobi });
    const { actor } = await actorOf({ ...ctx, recorded: [] }, nobodys, true);
    expect(reachOf(actor, ['officer'])).toEqual([nairobi, kenya]);
  })
);

test(
  'who was erased is seen by nobody, not even by whoever reaches every alliance',
  within(async (ctx, people) => {
    await ctx.db
      .updateTable('person')
      .set({ email: null, erasedAt: ctx.now })
      .where('id', '=', people.theirs)
      .execute();
    expect(await names(ofAll(ctx, people))).toEqual(['Nobodys', 'Ours']);
  })
);

test(
  'a list takes one statement for one person and for three, with their roles in reach',
  within(async (ctx, people) => {
    const read = (each: Context) => listPeople(each, { q: '', page: 1 });
    expect(await countQueries(ofKenya(ctx, people), read)).toBe(1);
    expect(await countQueries(ofAll(ctx, people), read)).toBe(1);
    const [only] = await read(ofKenya(ctx, people));
    expect(only!.roles).toMatchObject([{ role: 'reviewer', allianceId: people.alliances.nairobi }]);
  })
);
