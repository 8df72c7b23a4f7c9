import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { within } from '../platform/db/within.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { isProgram, personOf, reachOf, secretariat } from '../platform/roles.ts';
import { closeTasks } from '../platform/tasks.ts';
import { findSender } from '../platform/mail/failed.ts';
import { retryMail } from '../platform/mail/outbox.ts';
import { plainFailure } from '../platform/mail/plain.ts';
import { canSeeMail } from '../platform/mail/policy.ts';

/*
 * The outbox as the secretariat sees it: which mails wait and which have failed. Whoever may read a mail to somebody else
 * could use the links in it, so most are known by their kind, address and subject only; and where the address itself is
 * private (`apart`), not at all.
 */

/** Mails that hold nothing but what the secretariat wrote itself or may read elsewhere: no secrets, no signed links. */
const readable: readonly string[] = ['contact.receipt', 'contact.notice', 'contact.reply'];

/** The beginnings of kinds whose subjects say nothing that the secretariat may not know. */
const told = ['application', 'contact', 'decision', 'desk', 'mail', 'membership', 'newsletter', 'people'];
const subject = sql<string | null>`case when split_part(kind, '.', 1) = any(${told}::text[]) then subject end`;

export const mailStates = ['failed', 'waiting'] as const;
export type MailState = (typeof mailStates)[number];

const pageSize = 50;

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

/** Mails that failed, or that wait, the newest first; without the subject of those about concerns. */
export function listMails(ctx: Context, { state, page }: { state: MailState; page: number }, most = pageSize) {
  let rows = unsent(ctx)
    .select(['id', 'kind', 'toAddress', 'locale', 'createdAt', 'attempts', 'lastError', 'givenUpAt'])
    .select(subject.as('subject'))
    .where('toAddress', '<>', '');
  if (state === 'failed')
    rows = rows.where('givenUpAt', 'is not', null).orderBy('givenUpAt', 'desc').orderBy('id', 'desc');
  else rows = rows.where('givenUpAt', 'is', null).orderBy('id', 'desc');
  return rows
    .limit(most)
    .offset((page - 1) * most)
    .execute();
}

/** Pages of a list of that many mails. */
export const mailPages = (count: number): number => Math.max(1, Math.ceil(count / pageSize));

/**
 * One mail that waits or has failed, with what the server's last answer comes to. The text is there only
 * where nothing in it is private.
 * @throws NotFound, also for one that the actor may not know of
 */
export async function findUnsentMail(ctx: Context, id: number) {
  const mail = await unsent(ctx)
    .select(['id', 'kind', 'toAddress', 'text', 'locale', 'createdAt', 'attempts', 'lastError', 'givenUpAt'])
    .select(subject.as('subject'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (!mail) throw new NotFound('mail');
  const { text, ...known } = mail;
  return {
    ...known,
    failure: plainFailure(mail.lastError),
    text: readable.includes(mail.kind) ? text : ''
  };
}

/** A mail that the actor may decide about. @throws NotFound, Forbidden */
async function holdMail(ctx: Context, id: number) {
  const mail = await unsent(ctx).select(['id', 'givenUpAt']).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!mail) throw new NotFound('mail');
  allow(canSeeMail(ctx.actor, { allianceId: (await findSender(ctx))?.id ?? null }));
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
