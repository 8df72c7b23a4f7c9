import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import type { HeldRole, Role } from '../platform/roles.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { giveRole, personAt } from '../people/people.ts';
import { listJournal } from '../people/journal.ts';
import { openTask } from '../platform/tasks.ts';
import { addNote, deleteNote } from './notes.ts';
import { listTasks, snoozeTask } from './queue.ts';
import { nameSubjects } from './subjects.ts';

const within = databaseOf(async (ctx) => {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const world = await makeWorld(operator);
  const organisations: number[] = [];
  const people: number[] = [];
  const messages: number[] = [];
  for (const n of [1, 2, 3]) {
    organisations.push(
      await addOrganisation(operator, newOrganisation(world, `streets-${n}`, { allianceId: world.alliances.kenya }))
    );
    const id = await personAt(operator, { name: `Amina ${n}`, email: `amina${n}@people.example`, locale: 'en' });
    await giveRole(operator, id, 'focal-point', { organisationId: organisations.at(-1)! });
    people.push(id);
    const { id: message } = await ctx.db
      .insertInto('message')
      .values({
        allianceId: world.alliances.kenya,
        reference: `ABCD-000${n}`,
        fingerprint: String(n),
        name: `Writer ${n}`,
        email: 'w@x.example',
        topic: 'other',
        text: 't',
        locale: 'en',
        createdAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    messages.push(message);
  }
  return { ...world, organisations, people, messages };
});

const as = (
  ctx: Context,
  id: number,
  role: Role,
  alliances: number[],
  organisationId: number | null = null
): Context => {
  const held: HeldRole = { role, alliances, organisationId };
  return { ...ctx, actor: { kind: 'person', id, roles: [held] } };
};
const about = (subjectKind: string, ids: number[]) => ids.map((subjectId) => ({ subjectKind, subjectId }));
const named = async (ctx: Context, kind: string, ids: number[]) =>
  (await nameSubjects(ctx, about(kind, ids))).map(({ subject }) => subject && [subject.text, subject.href]);

test(
  'what a fact is about has its name and its page, where the reader may see it',
  within(async (ctx, { alliances, organisations: [first, second], people, messages }) => {
    const officer = as(ctx, 9_999, 'officer', [alliances.kenya]);
    const [a, b] = [first!, second!];
    expect(await named(officer, 'organisation', [a, 99_999])).toEqual([
      ['streets-1', `/desk/organisations/${a}`],
      undefined
    ]);
    expect(await named(officer, 'person', [people[0]!])).toEqual([['Amina 1', `/desk/people/${people[0]}`]]);
    expect(await named(officer, 'message', [messages[0]!])).toEqual([
      ['Writer 1 · ABCD-0001', '/desk/messages/ABCD-0001']
    ]);
    const elsewhere = as(ctx, 9_999, 'officer', [alliances.nairobi]);
    const focal = as(ctx, people[0]!, 'focal-point', [], a);
    expect(await named(focal, 'organisation', [a, b])).toEqual([['streets-1', `/desk/member/${a}`], undefined]);
    expect(await named(focal, 'person', people.slice(0, 2))).toEqual([['Amina 1', '/account'], undefined]);
    for (const each of [elsewhere, { ...ctx, actor: { kind: 'visitor' } } as Context]) {
      expect(await named(each, 'organisation', [a])).toEqual([undefined]);
      expect(await named(each, 'person', people)).toEqual([undefined, undefined, undefined]);
      expect(await named(each, 'message', messages)).toEqual([undefined, undefined, undefined]);
    }
    expect(await named(focal, 'message', messages)).toEqual([undefined, undefined, undefined]);
    expect(await named(officer, 'constructor', [1])).toEqual([undefined]);
  })
);

test(
  'notes and tasks are named by what they are about, as far as the reader may see that; an import by its file',
  within(async (ctx, { alliances, organisations: [a], people, messages }) => {
    const officer = as(ctx, people[1]!, 'officer', [alliances.kenya]);
    const note = await addNote(officer, { kind: 'organisation', id: a! }, 'SECRETNOTE');
    await deleteNote(officer, { kind: 'organisation', id: a! }, note);
    await openTask(ctx, {
      kind: 'message.answer',
      subject: { kind: 'message', id: messages[0]! },
      title: 'SECRETTITLE',
      dueAt: ctx.now,
      allianceId: alliances.kenya,
      waitsFor: { audience: 'secretariat' }
    });
    const [task] = await listTasks(officer, 'mine');
    await snoozeTask(officer, task!.id, null);
    const { id: taken } = await ctx.db
      .insertInto('import')
      .values({ allianceId: alliances.kenya, personId: people[1]!, name: 'list.csv', data: '{}', createdAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    const facts = await listJournal(officer, {} as never);
    const all = [...facts.filter(({ fact }) => /^(note|task)/.test(fact)), ...about('import', [taken])];
    const seen = async (who: Context) =>
      (await nameSubjects<{ subjectKind: string; subjectId: number }>(who, all)).map(({ subject }) => subject?.text);
    expect(await seen(officer)).toEqual(['Writer 1 · ABCD-0001', 'streets-1', 'streets-1', 'list.csv']);
    expect(await seen(as(ctx, 9_999, 'officer', [alliances.nairobi]))).toEqual(all.map(() => undefined));
  })
);

test(
  'an application whose address was never confirmed has no name, in whatever fact',
  within(async (ctx, world) => {
    const officer = as(ctx, 9_999, 'officer', [world.alliances.kenya]);
    const row = (reference: string, sentAt: Date | null) => ({
      allianceId: world.alliances.kenya,
      reference,
      name: 'Play',
      focalName: 'F',
      focalEmail: 'f@x.example',
      locale: 'en',
      state: sentAt ? 'screening' : 'unconfirmed',
      createdAt: ctx.now,
      changedAt: ctx.now,
      sentAt
    });
    const rows = await ctx.db
      .insertInto('application')
      .values([row('ABCD-1111', null), row('ABCD-2222', ctx.now)])
      .returning('id')
      .execute();
    expect(
      await named(
        officer,
        'application',
        rows.map(({ id }) => id)
      )
    ).toEqual([undefined, ['Play · ABCD-2222', '/desk/applications/ABCD-2222']]);
  })
);

test(
  'every kind is one statement, however many facts there are',
  within(async (ctx, { alliances }) => {
    const officer = as(ctx, 9_999, 'officer', Object.values(alliances));
    const kinds = [
      'alliance',
      'application',
      'concern',
      'confirmation',
      'decision',
      'event',
      'import',
      'membership',
      'message',
      'organisation',
      'organisation-change',
      'person'
    ];
    for (const ids of [[1], [1, 2, 3]]) {
      const facts = kinds.flatMap((kind) => about(kind, ids));
      expect(await countQueries(officer, (ctx) => nameSubjects(ctx, facts))).toBe(kinds.length);
    }
  })
);
