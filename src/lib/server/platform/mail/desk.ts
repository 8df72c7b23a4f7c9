import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { within } from '../db/within.ts';
import { allow, Conflict, NotFound } from '../errors.ts';
import { defineJob } from '../jobs/define.ts';
import { inTransaction, record } from '../journal.ts';
import { isProgram, personOf, reachOf, secretariat } from '../roles.ts';
import { closeTasks, dueIn, openTask } from '../tasks.ts';
import { retryMail } from './outbox.ts';
import { canSeeMail } from './policy.ts';

/*
 * The outbox as the secretariat sees it: which mails wait and which have failed. Whoever may read a mail to somebody else
 * could use the links in it, so most are known by their kind and address only; and where the address itself is private
 * (`apart`), not at all.
 */

/** A mail was given up whose address is private: whoever wrote it is told, and nobody else. */
export const apartFailed = defineJob<{ id: number }>('mail.apart-failed', { onlyOne: ({ id }) => String(id) });

/** Mails that hold nothing but what the secretariat wrote itself or may read elsewhere: no secrets, no signed links. */
const readable: readonly string[] = ['contact.receipt', 'contact.notice', 'contact.reply'];

/** Days in which somebody of the secretariat should look at a mail that failed. */
const failedDays = 2;

export const mailStates = ['failed', 'waiting'] as const;
export type MailState = (typeof mailStates)[number];

const pageSize = 50;

/** The global alliance, in whose name the program sends. */
const sender = (ctx: Context) =>
  ctx.db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirst();

/** Puts a mail that was given up before the secretariat, in the caller's transaction. */
export async function askAboutFailure(ctx: Context, mail: { id: number; toAddress: string }): Promise<void> {
  const alliance = await sender(ctx);
  // An instance that has no alliance yet has no secretariat.
  if (!alliance) return;
  await openTask(ctx, {
    kind: 'mail.failed',
    subject: { kind: 'mail', id: mail.id },
    title: mail.toAddress,
    dueAt: dueIn(ctx, failedDays),
    allianceId: alliance.id,
    waitsFor: { audience: 'secretariat' }
  });
}

/** The mails that are not sent, as far as the actor may know of them. */
function unsent(ctx: Context) {
  const mails = ctx.db
    .selectFrom('mail')
    .where('sentAt', 'is', null)
    .where('apart', '=', false)
    .where('leftAt', 'is', null);
  if (isProgram(ctx.actor)) return mails;
  const reach = reachOf(ctx.actor, secretariat);
  return mails.where(({ exists, selectFrom }) =>
    exists(
      selectFrom('alliance')
        .select(sql`1`.as('one'))
        .where('level', '=', 'global')
        .where(within('alliance.id', reach))
    )
  );
}

/** How many mails wait, and how many have failed and are left to nobody yet; as far as the actor may know. */
export function countMails(ctx: Context): Promise<{ waiting: number; failed: number }> {
  return unsent(ctx)
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('givenUpAt', 'is', null).as('waiting'),
      eb.fn.countAll<number>().filterWhere('givenUpAt', 'is not', null).filterWhere('toAddress', '<>', '').as('failed')
    ])
    .executeTakeFirstOrThrow();
}

/** Mails that failed, the last one first; or that wait, the longest wait first. */
export function listMails(ctx: Context, { state, page }: { state: MailState; page: number }) {
  let rows = unsent(ctx)
    .select(['id', 'kind', 'toAddress', 'createdAt', 'attempts', 'lastError', 'givenUpAt'])
    .where('toAddress', '<>', '');
  if (state === 'failed')
    rows = rows.where('givenUpAt', 'is not', null).orderBy('givenUpAt', 'desc').orderBy('id', 'desc');
  else rows = rows.where('givenUpAt', 'is', null).orderBy('id');
  return rows
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
}

/** Pages of a list of that many mails. */
export const mailPages = (count: number): number => Math.max(1, Math.ceil(count / pageSize));

/**
 * One mail that waits or has failed. Subject and text are there only where nothing in them is private.
 * @throws NotFound, also for one that the actor may not know of
 */
export async function findUnsentMail(ctx: Context, id: number) {
  const mail = await unsent(ctx)
    .select(['id', 'kind', 'toAddress', 'subject', 'text', 'locale', 'createdAt', 'attempts', 'lastError', 'givenUpAt'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!mail) throw new NotFound('mail');
  const { subject, text, ...known } = mail;
  return { ...known, words: readable.includes(mail.kind) && text ? { subject, text } : undefined };
}

/** A mail that the actor may decide about. @throws NotFound, Forbidden */
async function holdMail(ctx: Context, id: number) {
  const mail = await unsent(ctx).select(['id', 'givenUpAt']).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!mail) throw new NotFound('mail');
  allow(canSeeMail(ctx.actor, { allianceId: (await sender(ctx))?.id ?? null }));
  return mail;
}

/**
 * Has a mail tried again now. One that was given up starts anew.
 * @throws NotFound, Forbidden; Conflict when its text has been emptied
 */
export async function tryMailAgain(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await holdMail(ctx, id);
    await retryMail(ctx, id);
  });
}

/**
 * Leaves a mail that was given up at that: it is in no list any more.
 * @throws NotFound, Forbidden; Conflict `mail-waiting` while it still waits
 */
export async function leaveMail(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const mail = await holdMail(ctx, id);
    if (!mail.givenUpAt) throw new Conflict('mail-waiting');
    await ctx.db
      .updateTable('mail')
      .set({ leftAt: ctx.now, leftBy: personOf(ctx.actor) })
      .where('id', '=', id)
      .execute();
    await closeTasks(ctx, { kind: 'mail', id }, { kind: 'mail.failed' });
    await record(ctx, 'mail.left', { kind: 'mail', id });
  });
}
