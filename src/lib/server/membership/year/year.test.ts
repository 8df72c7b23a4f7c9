import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import type { Context } from '../../platform/context.ts';
import { signToken } from '../../platform/signing.ts';
import { confirmByLink, confirmMembership, findQuestion, isConfirmationNear } from './confirming.ts';
import {
  askToReturn,
  keepWaiting,
  lapseMembership,
  leaveAlliance,
  leaveByLink,
  noteEnding,
  refuseReturn,
  reopenMembership
} from './leaving.ts';
import { writeMembershipMails, writeYearMail } from './telling.ts';
import { addManyMembers, as, daysLater, makeYear, type Year } from './test-year.ts';
import { listMembershipsOf } from '../member-queries.ts';
import { confirmationToken } from '../tokens.ts';
import { told } from './year-jobs.ts';
import { runMembershipYear } from './year.ts';

const within = databaseOf(makeYear);
const questions = (ctx: Context) => ctx.db.selectFrom('confirmation').selectAll().orderBy('id').execute();
const tasks = (ctx: Context, kind: string) =>
  ctx.db.selectFrom('task').selectAll().where('kind', '=', kind).where('doneAt', 'is', null).orderBy('id').execute();
const mails = (ctx: Context) => ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
const facts = async (ctx: Context) =>
  (await ctx.db.selectFrom('journal').select('fact').where('fact', 'like', 'membership.%').orderBy('id').execute()).map(
    ({ fact }) => fact
  );
const membership = (ctx: Context, id: number) =>
  ctx.db.selectFrom('membership').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** Asks, and gives a link that answers. */
async function ask(ctx: Context): Promise<{ id: number; token: string }> {
  await runMembershipYear(ctx);
  const [question] = await questions(ctx);
  return { id: question!.id, token: confirmationToken(ctx, question!.id, daysLater(ctx, 102).now) };
}
/** Lets the time of the question of the old member pass, and brings it before the secretariat. */
async function letPass(ctx: Context): Promise<Context> {
  await ask(ctx);
  const then = daysLater(ctx, 110);
  await runMembershipYear(then);
  return then;
}

test(
  'a membership is to be confirmed when it was asked or nearly is, and not from the day of joining on',
  within(async (ctx, { old }) => {
    const isNear = async (now: Context) => isConfirmationNear(now, (await listMembershipsOf(ctx, old.id))[0]!);
    const set = (values: { confirmedAt?: Date | null; since?: string | null }) =>
      ctx.db.updateTable('membership').set(values).where('id', '=', old.membershipId).execute();
    await set({ confirmedAt: ctx.now });
    // By the product's rules it is asked after 12 months, and answered within 42 days.
    for (const [days, near] of [
      [0, false],
      [365 - 43, false],
      [365 - 42, true],
      [400, true]
    ] as const)
      expect([days, await isNear(daysLater(ctx, days))]).toEqual([days, near]);
    await set({ confirmedAt: null, since: ctx.now.toISOString().slice(0, 10) });
    expect(await isNear(ctx)).toBe(false);
    await set({ since: null });
    expect(await isNear(ctx)).toBe(true);
    await ctx.db
      .insertInto('confirmation')
      .values({ membershipId: old.membershipId, year: 2026, askedAt: ctx.now, dueAt: daysLater(ctx, 42).now })
      .execute();
    await set({ confirmedAt: ctx.now });
    expect(await isNear(ctx)).toBe(true);
  })
);

describe('the membership year', () => {
  test(
    'asks who has been silent for a year and can answer, once, with a task for each focal point',
    within(async (ctx, { people, old }) => {
      expect(await runMembershipYear(ctx)).toEqual({ asked: 1, reminded: 0, unconfirmed: 0, reviews: 0 });
      expect(await questions(ctx)).toMatchObject([{ membershipId: old.membershipId, year: 2026, answer: null }]);
      const open = await tasks(ctx, 'membership.confirm');
      expect(open.map(({ personId, title }) => [personId, title])).toEqual([
        [people.focal, 'old Organisation'],
        [people.second, 'old Organisation']
      ]);
      expect(await runMembershipYear(ctx)).toEqual({ asked: 0, reminded: 0, unconfirmed: 0, reviews: 0 });
      expect(await questions(ctx)).toHaveLength(1);
    })
  );

  test('asks once also when two programs do so at the same moment', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      await makeYear(ctx);
      await Promise.all([1, 2, 3].map(() => runMembershipYear({ ...ctx, recorded: undefined })));
      expect(await questions(ctx)).toHaveLength(1);
      expect(await tasks(ctx, 'membership.confirm')).toHaveLength(2);
    }));

  test(
    'writes each person in their language, once for the question and once for each reminder',
    within(async (ctx, { people }) => {
      const { id } = await ask(ctx);
      const job = { confirmation: id, person: people.focal };
      await writeYearMail(ctx, job);
      await writeYearMail(ctx, job);
      const [first, ...rest] = await mails(ctx);
      expect(rest).toEqual([]);
      expect(first).toMatchObject({
        kind: 'membership.confirm',
        toAddress: 'amina.focal@people.example',
        locale: 'sw'
      });
      expect(first!.text).toMatch(/https:\/\/alliance\.example\/sw\/answer\/\d+-\d+\.[\w-]{24}/);
      const before = daysLater(ctx, 22);
      expect(await runMembershipYear(before)).toMatchObject({ reminded: 1 });
      expect(await runMembershipYear(before)).toMatchObject({ reminded: 0 });
      await writeYearMail(before, job);
      await writeYearMail(before, job);
      expect(await mails(ctx)).toHaveLength(2);
      // Both days have come and the first was missed: still one reminder.
      expect(await runMembershipYear(daysLater(ctx, 36))).toMatchObject({ reminded: 1 });
    })
  );

  test(
    'writes to nobody who is suspended, no longer speaks for the organisation, or was answered for',
    within(async (ctx, { people }) => {
      const { id, token } = await ask(ctx);
      await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', people.focal).execute();
      await writeYearMail(ctx, { confirmation: id, person: people.focal });
      await writeYearMail(ctx, { confirmation: id, person: people.other });
      await confirmByLink(ctx, token);
      await writeYearMail(ctx, { confirmation: id, person: people.second });
      expect(await mails(ctx)).toEqual([]);
    })
  );

  test(
    'says unconfirmed when the time is over, and brings the silent before the secretariat once',
    within(async (ctx, { old }) => {
      await ask(ctx);
      expect(await runMembershipYear(daysLater(ctx, 43))).toMatchObject({ unconfirmed: 1, reviews: 0 });
      expect(await runMembershipYear(daysLater(ctx, 44))).toMatchObject({ unconfirmed: 0, reviews: 0 });
      expect(await runMembershipYear(daysLater(ctx, 110))).toMatchObject({ reviews: 1 });
      expect(await runMembershipYear(daysLater(ctx, 111))).toMatchObject({ reviews: 0 });
      expect(await tasks(ctx, 'membership.review')).toMatchObject([
        { subjectId: old.membershipId, audience: 'secretariat', title: 'old Organisation' }
      ]);
      expect((await membership(ctx, old.membershipId)).endedAt).toBeNull();
      expect(await facts(ctx)).toEqual(['membership.asked', 'membership.unconfirmed']);
    })
  );

  test(
    'brings every silent one before the secretariat, however many there are',
    within(async (ctx, world) => {
      const many = await addManyMembers(ctx, world, 401);
      const then = daysLater(ctx, -200).now;
      const question = { year: 2026, askedAt: then, dueAt: then, unconfirmedAt: then };
      await ctx.db
        .insertInto('confirmation')
        .values(many.map((membershipId) => ({ ...question, membershipId })))
        .execute();
      expect(await runMembershipYear(ctx)).toMatchObject({ reviews: 401 });
      expect(await runMembershipYear(ctx)).toMatchObject({ reviews: 0 });
      expect((await tasks(ctx, 'membership.review')).map(({ subjectId }) => subjectId).toSorted()).toEqual(
        many.toSorted()
      );
    })
  );
});

describe('the link of the yearly mail', () => {
  test(
    'shows the entry and changes nothing until its button is pressed, once',
    within(async (ctx, { old }) => {
      const { token } = await ask(ctx);
      const before = await questions(ctx);
      expect(await findQuestion(ctx, token)).toMatchObject({ state: 'open', name: 'old Organisation' });
      expect(await questions(ctx)).toEqual(before);
      const later = daysLater(ctx, 2);
      await confirmByLink(later, token);
      await confirmByLink(daysLater(ctx, 3), token);
      await leaveByLink(daysLater(ctx, 3), token, 'replayed');
      expect(await questions(ctx)).toMatchObject([{ answer: 'stays', answeredAt: later.now, answeredBy: null }]);
      expect(await membership(ctx, old.membershipId)).toMatchObject({ confirmedAt: later.now, endedAt: null });
      expect(await tasks(ctx, 'membership.confirm')).toEqual([]);
      expect(await findQuestion(later, token)).toMatchObject({ state: 'answered', answeredAt: later.now });
      expect(await facts(ctx)).toEqual(['membership.asked', 'membership.confirmed']);
      const organisation = await ctx.db
        .selectFrom('organisation')
        .selectAll()
        .where('id', '=', old.id)
        .executeTakeFirstOrThrow();
      expect(organisation).toMatchObject({ confirmedAt: later.now, countryConfirmed: true });
    })
  );

  test(
    'that is forged, for something else, or of no question finds nothing; one that is too old does nothing',
    within(async (ctx) => {
      const { id, token } = await ask(ctx);
      const until = daysLater(ctx, 102).now;
      const forged = [
        token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'),
        token.replace(/^\d+/, '999'),
        token.replace(/-\d+/, '-9999999999'),
        signToken(ctx.instance.secret, 'application.status', id, until),
        signToken(Buffer.alloc(32, 8), 'membership.confirm', id, until),
        signToken(ctx.instance.secret, 'membership.confirm', 999_999, until),
        '',
        'x'
      ];
      for (const one of forged) {
        await expect(findQuestion(ctx, one), one).rejects.toThrow('answer');
        await expect(confirmByLink(ctx, one), one).rejects.toThrow('answer');
        await expect(leaveByLink(ctx, one, 'reason'), one).rejects.toThrow('answer');
      }
      const after = daysLater(ctx, 103);
      await confirmByLink(after, token);
      await leaveByLink(after, token, 'too late');
      expect(await findQuestion(after, token)).toMatchObject({ state: 'old' });
      expect(await questions(ctx)).toMatchObject([{ answer: null }]);
    })
  );
});

describe('leaving, lapsing and coming back', () => {
  test(
    'who leaves does so at once, with a reason that all their people and the secretariat read',
    within(async (ctx, { old, people }) => {
      const { token } = await ask(ctx);
      await leaveByLink(ctx, token, 'We have no children’s work any more.');
      await leaveByLink(ctx, token, 'again');
      expect(await membership(ctx, old.membershipId)).toMatchObject({
        endedAt: ctx.now,
        endedHow: 'left',
        endedReason: 'We have no children’s work any more.'
      });
      expect(await tasks(ctx, 'membership.confirm')).toEqual([]);
      expect(await tasks(ctx, 'membership.left')).toMatchObject([{ audience: 'secretariat' }]);
      await writeMembershipMails(ctx, { id: old.membershipId, about: told.ended });
      await writeMembershipMails(ctx, { id: old.membershipId, about: told.ended });
      const written = await mails(ctx);
      expect(written.map(({ toAddress }) => toAddress).toSorted()).toEqual([
        'amina.focal@people.example',
        'sam.signatory@people.example',
        'second.focal@people.example'
      ]);
      for (const { text } of written)
        expect(text.replaceAll('\n', ' ')).toContain('We have no children’s work any more.');
      const officer = await as(ctx, people.officer);
      await noteEnding(officer, old.membershipId);
      expect(await tasks(ctx, 'membership.left')).toEqual([]);
    })
  );

  test(
    'only its people leave; only its secretariat lets lapse, waits and reopens; others do nothing',
    within(async (ctx, { old, people }) => {
      const then = await letPass(ctx);
      const id = old.membershipId;
      const before = [await membership(then, id), await questions(then)];
      for (const person of [people.other, people.ofLocal, people.sibling, people.officer]) {
        const each = await as(then, person);
        await expect(leaveAlliance(each, id, 'x')).rejects.toThrow('');
        if (person === people.officer) continue;
        await expect(confirmMembership(each, id)).rejects.toThrow('');
        await expect(askToReturn(each, id)).rejects.toThrow('');
      }
      for (const person of [people.other, people.focal, people.sibling]) {
        const each = await as(then, person);
        for (const verb of [lapseMembership, keepWaiting] as const)
          await expect(verb(each, id, 20 as never)).rejects.toThrow('');
        for (const verb of [noteEnding, reopenMembership, refuseReturn])
          await expect(verb(each, id)).rejects.toThrow('');
      }
      await expect(confirmMembership(then, id)).rejects.toThrow('');
      expect([await membership(then, id), await questions(then)]).toEqual(before);
    })
  );

  test(
    'the secretariat lets lapse only whose time is over, or waits longer',
    within(async (ctx, { old, young, people }) => {
      const officer = await as(ctx, people.officer);
      await ask(ctx);
      await expect(lapseMembership(officer, old.membershipId, 'x')).rejects.toThrow('confirmation-open');
      await expect(keepWaiting(officer, young.membershipId, 30)).rejects.toThrow('confirmation-open');
      await expect(noteEnding(officer, old.membershipId)).rejects.toThrow('membership-goes-on');
      const then = daysLater(ctx, 110);
      await runMembershipYear(then);
      await keepWaiting({ ...officer, now: then.now }, old.membershipId, 30);
      expect(await tasks(ctx, 'membership.review')).toEqual([]);
      expect(await runMembershipYear(daysLater(then, 10))).toMatchObject({ reminded: 1, reviews: 0 });
      const atLast = daysLater(then, 100);
      expect(await runMembershipYear(atLast)).toMatchObject({ reviews: 1 });
      await lapseMembership({ ...officer, now: atLast.now }, old.membershipId, 'No answer for months.');
      expect(await membership(ctx, old.membershipId)).toMatchObject({ endedHow: 'lapsed', endedAt: atLast.now });
      expect(await questions(ctx)).toMatchObject([{ answer: 'lapsed', answeredBy: people.officer }]);
      expect(await tasks(ctx, 'membership.review')).toEqual([]);
      await expect(lapseMembership({ ...officer, now: atLast.now }, old.membershipId, 'x')).rejects.toThrow(
        'membership-ended'
      );
      await expect(confirmMembership(await as(atLast, people.focal), old.membershipId)).rejects.toThrow(
        'membership-ended'
      );
    })
  );

  test(
    'is one task of the secretariat at a time: not confirmed, then left, then asks to come back',
    within(async (ctx, { old, people }) => {
      const open = async () =>
        (
          await ctx.db
            .selectFrom('task')
            .select('kind')
            .where('subjectKind', '=', 'membership')
            .where('subjectId', '=', old.membershipId)
            .where('doneAt', 'is', null)
            .execute()
        ).map(({ kind }) => kind);
      const then = await letPass(ctx);
      expect(await open()).toEqual(['membership.review']);
      const focal = await as(then, people.focal);
      await leaveAlliance(focal, old.membershipId, 'A pause.');
      expect(await open()).toEqual(['membership.left']);
      await askToReturn(focal, old.membershipId);
      expect(await open()).toEqual(['membership.return']);
      await reopenMembership(await as(then, people.officer), old.membershipId);
      expect(await open()).toEqual([]);
    })
  );

  test(
    'whose membership ended asks to come back without applying anew, for two years, and the secretariat agrees or not',
    within(async (ctx, { old, people }) => {
      const id = old.membershipId;
      const focal = await as(ctx, people.focal);
      const officer = await as(ctx, people.officer);
      await expect(askToReturn(focal, id)).rejects.toThrow('membership-goes-on');
      await leaveAlliance(focal, id, 'A pause.');
      await expect(leaveAlliance(focal, id, 'x')).rejects.toThrow('membership-ended');
      await noteEnding(officer, id);
      await expect(refuseReturn(officer, id)).rejects.toThrow('return-not-asked');
      await askToReturn(focal, id);
      await askToReturn(focal, id);
      await expect(noteEnding(officer, id)).rejects.toThrow('return-asked');
      expect(await tasks(ctx, 'membership.return')).toHaveLength(1);
      await refuseReturn(officer, id);
      await writeMembershipMails(ctx, { id, about: told.refused });
      expect((await mails(ctx)).map(({ kind }) => kind)).toEqual(Array(3).fill('membership.return-refused'));
      await askToReturn(focal, id);
      await reopenMembership(officer, id);
      expect(await membership(ctx, id)).toMatchObject({ endedAt: null, endedHow: null, returnAskedAt: null });
      expect(await tasks(ctx, 'membership.return')).toEqual([]);
      // What was to be told is told as it is now: nobody hears of an ending that is over.
      await writeMembershipMails(ctx, { id, about: told.ended });
      await writeMembershipMails(ctx, { id, about: told.returned });
      expect((await mails(ctx)).slice(3).map(({ kind }) => kind)).toEqual(Array(3).fill('membership.returned'));
      await leaveAlliance(focal, id, 'For good.');
      const late = 24 * 31;
      await expect(askToReturn(await as(daysLater(ctx, late), people.focal), id)).rejects.toThrow('return-too-late');
      await expect(reopenMembership(await as(daysLater(ctx, late), people.officer), id)).rejects.toThrow(
        'return-too-late'
      );
    })
  );

  test(
    'a membership of another role or none is not found',
    within(async (ctx, { people }: Year) => {
      const officer = await as(ctx, people.officer);
      await expect(confirmMembership(officer, 999_999)).rejects.toThrow('membership');
    })
  );
});
