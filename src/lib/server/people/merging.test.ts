import { expect, test } from 'vitest';
import { wholeDatabase } from '../../../../tests/support/tables.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';
import { openTask } from '../platform/tasks.ts';
import { listAlikePeople } from './alike.ts';
import { erasePerson } from './erasure.ts';
import { forgetMerges } from './forget.ts';
import { mayMergePeople, mergePeople, undoDays, undoPersonMerge } from './merging.ts';
import { readmitPerson } from './suspension.ts';
import { giveRole, personAt } from './people.ts';
import { beginSession, findSession } from './access/sessions.ts';

interface Two extends World {
  kept: number;
  merged: number;
  actor: number;
}

const within = databaseOf(async (ctx): Promise<Two> => {
  const world = await makeWorld(ctx);
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const add = (name: string) => personAt(operator, { name, email: `${name}@desk.example`, locale: 'en' });
  const [kept, merged, actor] = [await add('kept'), await add('merged'), await add('actor')];
  await giveRole(operator, kept, 'editor', { allianceId: world.alliances.kenya });
  await giveRole(operator, merged, 'editor', { allianceId: world.alliances.kenya });
  await giveRole(operator, merged, 'reviewer', { allianceId: world.alliances.kenya });
  await openTask(ctx, {
    kind: 'decision.say',
    subject: { kind: 'decision', id: 1 },
    title: 'T',
    dueAt: ctx.now,
    allianceId: world.alliances.kenya,
    waitsFor: { personId: merged }
  });
  return { ...world, kept, merged, actor };
});

const as = (ctx: Context, two: Two, role: Role, alliances: number[]): Context => ({
  ...ctx,
  actor: { kind: 'person', id: two.actor, roles: [{ role, alliances, organisationId: null }] }
});
const officer = (ctx: Context, two: Two) => as(ctx, two, 'officer', Object.values(two.alliances));

test(
  'two records of one person become one, and the merged account is closed',
  within(async (ctx, two) => {
    const token = await beginSession(ctx, two.merged, { method: 'link', secondFactor: false, device: 'd' });
    await mergePeople(officer(ctx, two), two.kept, two.merged);
    const held = await ctx.db
      .selectFrom('personRole')
      .select(['personId', 'role'])
      .where('endedAt', 'is', null)
      .execute();
    expect(held.map(({ personId, role }) => [personId, role])).toEqual(
      expect.arrayContaining([
        [two.kept, 'editor'],
        [two.kept, 'reviewer']
      ])
    );
    expect(held).toHaveLength(2);
    expect(await ctx.db.selectFrom('task').select('personId').execute()).toEqual([{ personId: two.kept }]);
    expect(await findSession(ctx, token)).toBeUndefined();
    const merged = await ctx.db.selectFrom('person').selectAll().where('id', '=', two.merged).executeTakeFirstOrThrow();
    expect(merged).toMatchObject({ mergedIntoId: two.kept, email: 'merged@desk.example', suspendedAt: ctx.now });
  })
);

test(
  'undoing puts every table back as it was',
  within(async (ctx, two) => {
    const before = await wholeDatabase(ctx);
    const id = await mergePeople(officer(ctx, two), two.kept, two.merged);
    await undoPersonMerge(officer(ctx, two), id);
    expect(await wholeDatabase(ctx)).toEqual(before);
    await expect(undoPersonMerge(officer(ctx, two), id)).rejects.toThrow(new Conflict('undo-done'));
  })
);

test(
  'whoever could not give the roles that go over merges nobody',
  within(async (ctx, two) => {
    const merge = (each: Context) => mergePeople(each, two.kept, two.merged);
    await expect(merge(ctx)).rejects.toThrow(NotFound);
    await expect(merge(as(ctx, two, 'officer', [two.alliances.nairobi]))).rejects.toThrow(NotFound);
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    await giveRole(operator, two.merged, 'owner', { allianceId: two.alliances.global });
    await expect(merge(officer(ctx, two))).rejects.toThrow(Forbidden);
    await merge(as(ctx, two, 'owner', Object.values(two.alliances)));
  })
);

test(
  'a person is not merged with nobody, themselves, or one whose account is closed',
  within(async (ctx, two) => {
    const by = officer(ctx, two);
    await expect(mergePeople(by, two.kept, two.kept)).rejects.toThrow(new Conflict('merge-same'));
    await expect(mergePeople(by, two.kept, 999_999)).rejects.toThrow(NotFound);
    await mergePeople(by, two.kept, two.merged);
    await expect(mergePeople(by, two.kept, two.merged)).rejects.toThrow(new Conflict('merge-state'));
  })
);

test(
  'who was merged into another is let in again by nothing but the undoing',
  within(async (ctx, two) => {
    const by = officer(ctx, two);
    await mergePeople(by, two.kept, two.merged);
    await expect(readmitPerson(by, two.merged)).rejects.toThrow(NotFound);
    const merged = await ctx.db.selectFrom('person').selectAll().where('id', '=', two.merged).executeTakeFirstOrThrow();
    expect(merged.suspendedAt).not.toBeNull();
  })
);

test(
  'nobody merges themselves away, and the page is for those who may',
  within(async (ctx, two) => {
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    const by = officer(ctx, two);
    await expect(mergePeople(by, two.kept, two.actor)).rejects.toThrow(new Conflict('self'));
    const both = [two.kept, two.merged];
    expect(await mayMergePeople(by, both)).toBe(true);
    expect(await mayMergePeople(as(ctx, two, 'officer', [two.alliances.nairobi]), both)).toBe(false);
    await giveRole(operator, two.merged, 'owner', { allianceId: two.alliances.global });
    expect(await mayMergePeople(by, both)).toBe(false);
  })
);

test(
  'people of one name, or of one address but for dots and tags, look alike, within reach',
  within(async (ctx, two) => {
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    const add = (name: string, email: string) => personAt(operator, { name, email, locale: 'en' });
    const one = { name: 'José Ruiz', email: 'jose.ruiz+c4c@desk.example' };
    const id = await add(one.name, one.email);
    const named = await add('JOSE Ruiz', 'other@desk.example');
    const addressed = await add('J', 'JoseRuiz@desk.example');
    await add('J', 'joseruiz@other.example');
    const suspended = await add('Jose Ruiz', 'third@desk.example');
    await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', suspended).execute();
    const found = (each: Context) => listAlikePeople(each, { ...one, id });
    expect(await found(officer(ctx, two))).toEqual([
      { id: named, name: 'JOSE Ruiz', why: 'same-name' },
      { id: addressed, name: 'J', why: 'address' }
    ]);
    await giveRole(operator, named, 'editor', { allianceId: two.alliances.kenya });
    expect(await found(as(ctx, two, 'officer', [two.alliances.kenya]))).toMatchObject([{ id: named }]);
    expect(await found(as(ctx, two, 'officer', [two.alliances.nairobi]))).toEqual([]);
  })
);

test(
  'whoever was merged is erased with the record that was kept, over several merges, and gets no farewell',
  within(async (ctx, two) => {
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    const third = await personAt(operator, { name: 'third', email: 'third@desk.example', locale: 'en' });
    await giveRole(operator, third, 'editor', { allianceId: two.alliances.kenya });
    await mergePeople(officer(ctx, two), two.merged, third);
    await mergePeople(officer(ctx, two), two.kept, two.merged);
    await beginSession(ctx, third, { method: 'link', secondFactor: false, device: 'd' });
    await erasePerson(operator, two.kept);
    const left = await ctx.db
      .selectFrom('person')
      .select(['name', 'email', 'erasedAt'])
      .where('id', 'in', [two.kept, two.merged, third])
      .execute();
    expect(left).toEqual(Array(3).fill({ name: 'Deleted account', email: null, erasedAt: ctx.now }));
    expect(await ctx.db.selectFrom('mail').select('toAddress').execute()).toEqual([]);
    const facts = ctx.db.selectFrom('journal').select('subjectId').where('fact', '=', 'person.erased');
    expect((await facts.execute()).map(({ subjectId }) => subjectId).sort()).toEqual(
      [two.kept, two.merged, third].sort()
    );
    expect(await ctx.db.selectFrom('session').select('personId').where('personId', '=', third).execute()).toEqual([]);
  })
);

test(
  'what undoing a merge needs is deleted with the days in which it can be undone',
  within(async (ctx, two) => {
    await mergePeople(officer(ctx, two), two.kept, two.merged);
    const later = (days: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + days * 86_400_000) });
    expect(await forgetMerges(later(undoDays))).toBe(0);
    expect(await forgetMerges(later(undoDays + 1))).toBe(1);
    expect(await ctx.db.selectFrom('merge').select('id').execute()).toEqual([]);
  })
);
