import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { as, makeCareWorld } from '../contact/test-care.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, NotFound } from '../platform/errors.ts';
import { askAboutFailure } from '../platform/mail/failed.ts';
import { countMails, findUnsentMail, leaveMail, listMails, tryMailAgain } from './mails.ts';
import { queueMail, scrubOldMail, type NewMail } from '../platform/mail/mail.ts';
import { plainFailure } from '../platform/mail/plain.ts';

const withWorld = databaseOf(makeCareWorld);
const failed = { state: 'failed', page: 1 } as const;

/** A mail that was given up, as `sendMail` leaves it. */
async function fail(ctx: Context, kind = 'people.invitation', more: Partial<NewMail> = {}): Promise<number> {
  const text = 'SECRETLINK';
  const id = await queueMail(ctx, { kind, to: 'amina@gone.example', locale: 'en', subject: 'About', text, ...more });
  const lastError = 'EENVELOPE RCPT TO: 550 5.1.1 No such user';
  await ctx.db.updateTable('mail').set({ givenUpAt: ctx.now, attempts: 3, lastError }).where('id', '=', id).execute();
  await askAboutFailure(ctx, { id, toAddress: 'amina@gone.example' });
  return id;
}
const tasks = (ctx: Context) => ctx.db.selectFrom('task').selectAll().where('kind', '=', 'mail.failed').execute();

test(
  'a mail that failed is before the secretariat of the global alliance, and what it says stays private',
  withWorld(async (ctx, { actors, alliances }) => {
    const officer = as(ctx, actors.officer);
    const id = await fail(ctx);
    expect(await tasks(ctx)).toMatchObject([
      { title: 'amina@gone.example', audience: 'secretariat', allianceId: alliances.global, doneAt: null }
    ]);
    expect(await countMails(officer)).toEqual({ waiting: 0, failed: 1 });
    const seen = [await findUnsentMail(officer, id), await listMails(officer, failed), await tasks(ctx)];
    expect(JSON.stringify(seen)).not.toMatch(/SECRETLINK/);
    const answer = await fail(ctx, 'contact.reply');
    expect((await findUnsentMail(officer, answer)).text).toBe('SECRETLINK');
  })
);

test(
  'it is tried again from the start, and its task is closed',
  withWorld(async (ctx, { actors }) => {
    const officer = as(ctx, actors.officer);
    const id = await fail(ctx);
    await tryMailAgain(officer, id);
    expect(await findUnsentMail(officer, id)).toMatchObject({ givenUpAt: null, attempts: 0 });
    expect(await countMails(officer)).toEqual({ waiting: 1, failed: 0 });
    expect((await tasks(ctx))[0]!.doneAt).toEqual(ctx.now);
    await expect(leaveMail(officer, id)).rejects.toThrow(Conflict);
  })
);

test(
  'it is left at that, and then in no list',
  withWorld(async (ctx, { actors }) => {
    const officer = as(ctx, actors.officer);
    const id = await fail(ctx);
    await leaveMail(officer, id);
    await expect(findUnsentMail(officer, id)).rejects.toThrow(NotFound);
    await expect(leaveMail(officer, id)).rejects.toThrow(NotFound);
    expect(await countMails(officer)).toEqual({ waiting: 0, failed: 0 });
    expect((await tasks(ctx))[0]).toMatchObject({ doneAt: ctx.now });
  })
);

test(
  'nobody else learns of it, and of a mail that stands apart not even they',
  withWorld(async (ctx, { actors }) => {
    const id = await fail(ctx);
    const apart = await fail(ctx, 'concern.reply', { apart: true });
    for (const actor of [actors.lead, actors.sibling, actors.nobody, { kind: 'visitor' } as const]) {
      const other = as(ctx, actor);
      await expect(findUnsentMail(other, id)).rejects.toThrow(NotFound);
      await expect(tryMailAgain(other, id)).rejects.toThrow(NotFound);
      await expect(leaveMail(other, id)).rejects.toThrow(NotFound);
      expect(await listMails(other, failed)).toEqual([]);
      expect(await countMails(other)).toEqual({ waiting: 0, failed: 0 });
    }
    const owner = as(ctx, actors.owner);
    await expect(findUnsentMail(owner, apart)).rejects.toThrow(NotFound);
    expect((await listMails(owner, failed)).map((mail) => mail.id)).toEqual([id]);
  })
);

test(
  'mails that wait are listed the newest first with their subject, without their text and without a word on concerns',
  withWorld(async (ctx, { actors }) => {
    const officer = as(ctx, actors.officer);
    const wait = (kind: string, subject: string, more: Partial<NewMail> = {}) =>
      queueMail(ctx, { kind, to: 'amina@play.example', locale: 'en', subject, text: 'SECRETLINK', ...more });
    await wait('people.invitation', 'Your account');
    await wait('concern.notice', 'SECRETCONCERN');
    await wait('concern.reply', 'SECRETREPLY', { apart: true });
    await wait('membership.welcome', 'Welcome');
    const listed = await listMails(officer, { state: 'waiting', page: 1 });
    expect(listed.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['membership.welcome', 'Welcome'],
      ['concern.notice', null],
      ['people.invitation', 'Your account']
    ]);
    expect(JSON.stringify(listed)).not.toContain('SECRET');
  })
);

test(
  'mails are listed in one statement however many there are',
  withWorld(async (ctx, { actors }) => {
    const officer = as(ctx, actors.officer);
    await fail(ctx);
    expect(await countQueries(officer, (ctx) => listMails(ctx, failed))).toBe(1);
    await fail(ctx);
    await fail(ctx);
    expect(await countQueries(officer, (ctx) => listMails(ctx, failed))).toBe(1);
    expect(await listMails(officer, failed)).toHaveLength(3);
  })
);

test(
  'once its text is emptied its address is in no task either',
  withWorld(async (ctx) => {
    await fail(ctx);
    expect(await scrubOldMail({ ...ctx, now: new Date(ctx.now.getTime() + 31 * 86_400_000) })).toBe(1);
    expect(await tasks(ctx)).toMatchObject([{ title: '', doneAt: expect.any(Date) }]);
  })
);

test('what a mail server said is told in plain words', () => {
  const said = {
    'EENVELOPE RCPT TO: Can’t send mail: 550 5.1.1 No such user here': 'no-mailbox',
    'EENVELOPE RCPT TO: 550 Mailbox unavailable': 'no-mailbox',
    'EENVELOPE RCPT TO: 452 4.2.2 Over quota': 'full',
    'EMESSAGE DATA: 552 5.3.4 Message too big': 'too-big',
    'EMESSAGE DATA: 554 5.7.1 Looks like spam': 'refused',
    'EAUTH AUTH PLAIN: 535 5.7.8 Bad credentials': 'sign-in',
    'ETIMEDOUT CONN: Greeting never received': 'away',
    'ESOCKET CONN: connect ECONNREFUSED': 'away',
    'EENVELOPE RCPT TO: 450 4.7.1 Greylisted': 'refused',
    'EENVELOPE RCPT TO: 451 Try again later': 'later',
    unknown: 'other',
    'EMESSAGE DATA: 599 Hm': 'other'
  };
  expect(Object.fromEntries(Object.keys(said).map((line) => [line, plainFailure(line)]))).toEqual(said);
  expect(plainFailure(null)).toBeUndefined();
});
