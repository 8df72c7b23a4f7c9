import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import { actorOf } from '../people/actors.ts';
import { giveRole, personAt } from '../people/people.ts';
import type { Context } from '../platform/context.ts';
import type { Role } from '../platform/roles.ts';
import { closeTasks, dueIn, openTask, type Audience, type TaskKind } from '../platform/tasks.ts';
import { leadOn } from './lead-on.ts';
import { addressOfTask, countTasks, giveTask, listColleagues, listTasks, nextTask, snoozeTask } from './queue.ts';

const withWorld = databaseOf(makeWorld);
const days = (ctx: Context, count: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + count * 86_400_000)
});

/** Somebody who holds a role on an alliance, as the actor of a context. */
async function as(ctx: Context, name: string, role: Role, allianceId: number): Promise<Context & { me: number }> {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const me = await personAt(operator, { name, email: `${name}@people.example`, locale: 'en' });
  await giveRole(operator, me, role, { allianceId });
  const { actor } = await actorOf(ctx, me, true);
  return { ...ctx, actor, me };
}

async function wait(
  ctx: Context,
  title: string,
  allianceId: number,
  audience: Audience = 'secretariat',
  kind: TaskKind = 'message.answer',
  inDays = 3
) {
  const { id } = await ctx.db
    .selectFrom('task')
    .select((eb) => sql<number>`coalesce(${eb.fn.max('id')}, 0) + 1`.as('id'))
    .executeTakeFirstOrThrow();
  await openTask(ctx, {
    kind,
    subject: { kind: 'message', id },
    title,
    allianceId,
    dueAt: dueIn(ctx, inDays),
    waitsFor: { audience }
  });
}
const titles = async (ctx: Context, view: 'mine' | 'held' | 'later' | 'done' = 'mine') =>
  (await listTasks(ctx, view)).map(({ title }) => title);
const world3 = async (ctx: Context, { alliances }: World) => {
  await wait(ctx, 'SECRET of Kenya', alliances.kenya);
  await wait(ctx, 'of the world', alliances.global, 'secretariat', 'message.answer', 1);
  await wait(ctx, 'SECRET of safeguarding', alliances.global, 'safeguarding', 'concern.handle');
};

test(
  'after an answer the desk leads on to what comes next, and says only that it is done where there is nothing',
  withWorld(async (ctx, { alliances }) => {
    const officer = await as(ctx, 'leads', 'officer', alliances.global);
    expect(await leadOn(officer)).toEqual(['/desk', 'done']);
    await wait(ctx, 'next', alliances.global);
    expect(await leadOn(officer)).toEqual([`/desk/tasks/${await nextTask(officer)}`, 'next']);
  })
);

describe('what needs somebody', () => {
  test(
    'is what waits for their roles where these reach: the world sees below it, a country neither above nor beside',
    withWorld(async (ctx, world) => {
      const { global, kenya, nairobi } = world.alliances;
      await world3(ctx, world);
      await wait(ctx, 'SECRET of Nairobi', nairobi);
      expect(await titles(await as(ctx, 'world', 'officer', global))).toEqual([
        'of the world',
        'SECRET of Kenya',
        'SECRET of Nairobi'
      ]);
      expect(await titles(await as(ctx, 'country', 'officer', kenya))).toEqual([
        'SECRET of Kenya',
        'SECRET of Nairobi'
      ]);
      expect(await titles(await as(ctx, 'city', 'officer', nairobi))).toEqual(['SECRET of Nairobi']);
      expect(await titles(await as(ctx, 'steers', 'steering-member', global))).toEqual([]);
      expect(await titles(ctx)).toEqual([]);
    })
  );

  test(
    'keeps concerns from everybody but the safeguarding lead, in lists and in counts',
    withWorld(async (ctx, world) => {
      await world3(ctx, world);
      const owner = await as(ctx, 'owner', 'owner', world.alliances.global);
      const lead = await as(ctx, 'lead', 'safeguarding-lead', world.alliances.global);
      expect(JSON.stringify(await listTasks(owner, 'mine'))).not.toContain('safeguarding');
      expect((await countTasks(owner)).mine).toBe(2);
      expect(await titles(lead)).toEqual(['SECRET of safeguarding']);
      expect((await countTasks(lead)).mine).toBe(1);
    })
  );

  test(
    'is counted as it is listed, in every view, with as many statements for many as for one',
    withWorld(async (ctx, { alliances }) => {
      const me = await as(ctx, 'officer', 'officer', alliances.global);
      const other = await as(ctx, 'other', 'officer', alliances.global);
      for (const title of ['a', 'b', 'c', 'd', 'e']) await wait(ctx, title, alliances.global);
      const ids = (await listTasks(me, 'mine')).map(({ id }) => id);
      expect(await giveTask(me, ids[0]!, null)).toBe(false);
      expect(await giveTask(me, ids[0]!, other.me)).toBe(true);
      expect(await giveTask(me, ids[1]!, me.me)).toBe(true);
      expect(await giveTask(me, ids[1]!, me.me)).toBe(false);
      await snoozeTask(me, ids[2]!, days(ctx, 3).now);
      const { subjectId } = await ctx.db
        .selectFrom('task')
        .select('subjectId')
        .where('id', '=', ids[3]!)
        .executeTakeFirstOrThrow();
      await closeTasks(me, { kind: 'message', id: subjectId });
      const expected = { mine: ['b', 'e'], held: ['a'], later: ['c'], done: ['d'] };
      for (const [view, wanted] of Object.entries(expected)) expect(await titles(me, view as 'mine')).toEqual(wanted);
      expect(await listTasks(me, 'later')).toMatchObject([{ snoozedUntil: days(ctx, 3).now }]);
      expect(await countTasks(me)).toEqual({ mine: 2, held: 1, later: 1, done: 1 });
      expect(await titles(other)).toEqual(['a', 'e']);
      // What was put off comes back by itself.
      expect(await titles(days(me, 4))).toEqual(['b', 'c', 'e']);
      expect(await nextTask(me)).toBe(ids[1]);
    })
  );
});

describe('a task', () => {
  test(
    'that is put off stands by when it comes back, not by when it was due',
    withWorld(async (ctx, { alliances }) => {
      const me = await as(ctx, 'officer', 'officer', alliances.global);
      for (const [title, due] of [
        ['a', 1],
        ['b', 2]
      ] as const)
        await wait(ctx, title, alliances.global, 'secretariat', 'message.answer', due);
      const [a, b] = await listTasks(me, 'mine');
      await snoozeTask(me, a!.id, days(ctx, 14).now);
      await snoozeTask(me, b!.id, days(ctx, 3).now);
      expect(await titles(me, 'later')).toEqual(['b', 'a']);
    })
  );

  test(
    'is given only to somebody who may handle it, by somebody who may',
    withWorld(async (ctx, world) => {
      const { global, kenya } = world.alliances;
      await world3(ctx, world);
      const officer = await as(ctx, 'officer', 'officer', global);
      const local = await as(ctx, 'local', 'officer', kenya);
      const stranger = await as(ctx, 'stranger', 'editor', global);
      const [ofWorld] = await listTasks(officer, 'mine');
      expect((await listColleagues(ctx, 'secretariat', kenya)).map(({ name }) => name)).toEqual(['local', 'officer']);
      expect((await listColleagues(ctx, 'secretariat', global)).map(({ name }) => name)).toEqual(['officer']);
      await expect(giveTask(officer, ofWorld!.id, stranger.me)).rejects.toThrow('person: choose');
      await expect(giveTask(officer, ofWorld!.id, local.me)).rejects.toThrow('person: choose');
      for (const no of [local, stranger, ctx]) {
        await expect(giveTask(no, ofWorld!.id, null)).rejects.toThrow('task');
        await expect(snoozeTask(no, ofWorld!.id, ctx.now)).rejects.toThrow('task');
        await expect(addressOfTask(no, ofWorld!.id)).rejects.toThrow('task');
      }
    })
  );

  test(
    'that is opened again while it waits stays one, with the later title and date',
    withWorld(async (ctx, { alliances }) => {
      const officer = await as(ctx, 'officer', 'officer', alliances.global);
      const task = {
        kind: 'application.screen',
        subject: { kind: 'application', id: 1 },
        allianceId: alliances.global,
        waitsFor: { audience: 'secretariat' }
      } as const;
      await openTask(ctx, { ...task, title: 'first', dueAt: dueIn(ctx, 1) });
      await openTask(ctx, { ...task, title: 'second', dueAt: dueIn(ctx, 2) });
      expect(await listTasks(officer, 'mine')).toMatchObject([{ title: 'second', dueAt: dueIn(ctx, 2) }]);
      await closeTasks(officer, task.subject);
      await closeTasks(officer, task.subject);
      await openTask(ctx, { ...task, title: 'third', dueAt: dueIn(ctx, 3) });
      expect(await titles(officer)).toEqual(['third']);
      expect(await titles(officer, 'done')).toEqual(['second']);
    })
  );
});
