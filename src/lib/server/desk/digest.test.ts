import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addPerson, daysLater, makeYear, type Year } from '../membership/year/test-year.ts';
import type { Context } from '../platform/context.ts';
import { dueIn, openTask, type NewTask } from '../platform/tasks.ts';
import { sendDigests, writeDigest } from './digest.ts';

const within = databaseOf(makeYear);
const mails = (ctx: Context) =>
  ctx.db.selectFrom('mail').selectAll().where('kind', '=', 'desk.digest').orderBy('id').execute();
let subjects = 0;
const wait = (ctx: Context, allianceId: number, changes: Partial<NewTask>) =>
  openTask(ctx, {
    kind: 'message.answer',
    subject: { kind: 'message', id: ++subjects },
    title: 'A message',
    dueAt: dueIn(ctx, 5),
    allianceId,
    waitsFor: { audience: 'secretariat' },
    ...changes
  });
const everybody = async (ctx: Context, people: Year['people']) => {
  for (const id of Object.values(people)) await writeDigest(ctx, id);
};

describe('the digest', () => {
  test(
    'tells each person once a day what waits for them, where their roles reach, in their language',
    within(async (ctx, { alliances, people }) => {
      await wait(ctx, alliances.global, { title: 'SECRET of the world' });
      await wait(ctx, alliances.kenya, { title: 'of Kenya' });
      await wait(ctx, alliances.global, { title: 'My own', waitsFor: { personId: people.focal } });
      expect(await sendDigests(ctx)).toBe(3);
      await everybody(ctx, people);
      await everybody(ctx, people);
      const byAddress = Object.fromEntries((await mails(ctx)).map((mail) => [mail.toAddress, mail]));
      expect(Object.keys(byAddress).toSorted()).toEqual([
        'amina.focal@people.example',
        'olga.officer@people.example',
        'sib.officer@people.example'
      ]);
      expect(byAddress['olga.officer@people.example']!.text).toMatch(/SECRET of the world[^]*of Kenya/);
      expect(byAddress['sib.officer@people.example']!.text).toContain('of Kenya');
      expect(byAddress['sib.officer@people.example']!.text).not.toContain('SECRET');
      const own = byAddress['amina.focal@people.example']!;
      expect(own.locale).toBe('sw');
      expect(own.text).toMatch(/My own[^]*https:\/\/alliance\.example\/sw\/desk\/tasks\/\d+[^]*\/sw\/account#mails/);
      expect(await sendDigests(daysLater(ctx, 0.2))).toBe(0);
    })
  );

  test(
    'comes again only when something is new or due within a day, and never on one day twice',
    within(async (ctx, { alliances, people }) => {
      const own = { waitsFor: { personId: people.focal } };
      await wait(ctx, alliances.global, own);
      await writeDigest(ctx, people.focal);
      const next = daysLater(ctx, 1);
      expect(await sendDigests(next)).toBe(0);
      await writeDigest(next, people.focal);
      expect(await mails(ctx)).toHaveLength(1);
      await wait(daysLater(ctx, 0.1), alliances.global, { ...own, title: 'Another' });
      expect(await sendDigests(daysLater(ctx, 0.2))).toBe(0);
      expect(await sendDigests(next)).toBe(1);
      await writeDigest(next, people.focal);
      expect(await mails(ctx)).toHaveLength(2);
      expect(await sendDigests(daysLater(ctx, 3))).toBe(0);
      const due = daysLater(ctx, 5);
      expect(await sendDigests(due)).toBe(1);
      await writeDigest(due, people.focal);
      expect(await sendDigests(daysLater(ctx, 6))).toBe(0);
      expect(await mails(ctx)).toHaveLength(3);
    })
  );

  test(
    'does not come to who never used their account, is suspended, erased, or wants none, nor for what is put off or was mailed',
    within(async (ctx, { alliances, people }) => {
      const { focal, second, signatory, other, officer } = people;
      for (const personId of [focal, second, signatory, other, officer])
        await wait(ctx, alliances.global, { waitsFor: { personId } });
      const set = (id: number, values: object) =>
        ctx.db.updateTable('person').set(values).where('id', '=', id).execute();
      await set(focal, { activatedAt: null });
      await set(second, { suspendedAt: ctx.now });
      await set(signatory, { email: null, erasedAt: ctx.now });
      await set(other, { digest: 'none' });
      await ctx.db
        .updateTable('task')
        .set({ snoozedUntil: daysLater(ctx, 3).now })
        .where('personId', '=', officer)
        .execute();
      expect(await sendDigests(ctx)).toBe(0);
      await everybody(ctx, people);
      expect(await mails(ctx)).toEqual([]);
      await set(other, { digest: 'daily' });
      await ctx.db.updateTable('task').set({ mailedAt: ctx.now }).where('personId', '=', other).execute();
      expect(await sendDigests(ctx)).toBe(0);
    })
  );

  test(
    'of a concern tells the safeguarding lead the reference and that it is urgent, and others nothing',
    within(async (ctx, { alliances, people }) => {
      const lead = await addPerson(ctx, 'Safe Lead', 'safeguarding-lead', { allianceId: alliances.global });
      const concern = await ctx.db
        .insertInto('concern')
        .values({
          allianceId: alliances.global,
          reference: 'ABCD-EFGH',
          fingerprint: 'one',
          locale: 'en',
          text: 'SECRET',
          urgent: true,
          createdAt: ctx.now
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await wait(ctx, alliances.global, {
        kind: 'concern.handle',
        subject: { kind: 'concern', id: concern.id },
        title: 'SECRET title',
        waitsFor: { audience: 'safeguarding' }
      });
      await writeDigest(ctx, lead);
      await everybody(ctx, people);
      const [mail, ...rest] = await mails(ctx);
      expect(rest).toEqual([]);
      expect(mail!.text).toContain('ABCD-EFGH');
      expect(mail!.text).toContain('Urgent');
      expect(JSON.stringify(mail)).not.toContain('SECRET');
    })
  );

  test(
    'asks the database as often for three people and tasks as for one',
    within(async (ctx, { alliances, people }) => {
      const { focal, second, signatory } = people;
      await wait(ctx, alliances.global, { waitsFor: { personId: focal } });
      const one = await countQueries(ctx, sendDigests);
      for (const personId of [second, signatory]) await wait(ctx, alliances.global, { waitsFor: { personId } });
      expect(await countQueries(ctx, sendDigests)).toBe(one);
      const writing = await countQueries(ctx, (ctx) => writeDigest(ctx, focal));
      for (let i = 0; i < 3; i++) await wait(ctx, alliances.global, { waitsFor: { personId: second } });
      expect(await countQueries(ctx, (ctx) => writeDigest(ctx, second))).toBe(writing);
    })
  );

  test('is written once when two programs do so at the same moment', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const { alliances, people } = await makeYear(ctx);
      await wait(ctx, alliances.global, { waitsFor: { personId: people.focal } });
      await Promise.all([1, 2, 3].map(() => writeDigest({ ...ctx, recorded: undefined }, people.focal)));
      expect(await mails(ctx)).toHaveLength(1);
    }));
});
