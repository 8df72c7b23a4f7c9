import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { within } from '../db/within.ts';
import { Invalid } from '../errors.ts';
import { defineJob } from '../jobs/define.ts';
import { enqueue, enqueueAll } from '../jobs/enqueue.ts';
import { inTransaction } from '../journal.ts';
import { oneLine } from './text.ts';

/**
 * Sends one mail. The limit is only a net: a mail counts its own attempts, and ends with them (see send.ts). The
 * pauses grow from half a minute to six hours.
 */
export const mailSend = defineJob<{ id: number }>('mail.send', {
  onlyOne: ({ id }) => String(id),
  concurrency: 3,
  retryLimit: 1000,
  retryDelay: 30,
  retryDelayMax: 6 * 3600,
  expireInSeconds: 300
});

export interface NewMail {
  /** What it is for, as in `message.received`; kept after the texts are gone. */
  kind: string;
  /** One address. */
  to: string;
  locale: string;
  subject: string;
  text: string;
  /** Without it the mail has only text. */
  html?: string;
  /** The name beside the address that it comes from: the alliance's. */
  fromName?: string;
  replyTo?: string;
  /** Its address is private: the desk does not know of it, and whoever wrote it is told when it fails. */
  apart?: boolean;
  /** `List-…`, `In-Reply-To`, `References`, `Precedence` and `Feedback-ID`; the others belong to the program. */
  headers?: Record<string, string>;
}

/** One address without a name; what else it may hold is for the mail servers to say. */
const oneAddress = /^[^\s@<>(),:;"[\]\\\p{Cc}]{1,64}@[^\s@<>(),:;"\\\p{Cc}]{1,255}$/u;
const allowedHeader = /^(List-[A-Za-z-]+|In-Reply-To|References|Precedence|Feedback-ID)$/i;

/**
 * Writes a mail into the outbox, and the job that sends it, in the caller's transaction: it goes out when that is
 * committed, and never when it is rolled back. Where no mail server is set it waits.
 * @returns the mail's id
 * @throws Invalid when `to` or `replyTo` is not one address
 * @throws TypeError for a header that is the program's own
 */
export async function queueMail(ctx: Context, mail: NewMail): Promise<number> {
  for (const field of ['to', 'replyTo'] as const) {
    const address = mail[field];
    if (address !== undefined && !oneAddress.test(address)) throw new Invalid([{ field, code: 'email' }]);
  }
  return inTransaction(ctx, async (tx) => {
    const { id } = await tx.db
      .insertInto('mail')
      .values({
        kind: mail.kind,
        fromName: mail.fromName === undefined ? null : oneLine(mail.fromName),
        toAddress: mail.to,
        locale: mail.locale,
        subject: oneLine(mail.subject),
        text: mail.text,
        html: mail.html ?? '',
        headers: JSON.stringify(cleanHeaders(mail.headers ?? {})),
        replyTo: mail.replyTo ?? null,
        apart: mail.apart ?? false,
        createdAt: tx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await enqueue(tx, mailSend, { id });
    return id;
  });
}

/**
 * Writes a mail into the outbox unless one of its kind was written to that address in the last 24 hours: for mails
 * that strangers can set off by typing somebody's address into a form. Other letter cases are the same address.
 */
export async function queueMailOnceADay(ctx: Context, mail: NewMail): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    // Of several at the same moment all would find none.
    await sql`select pg_advisory_xact_lock(hashtext(lower(${`${mail.kind} ${mail.to}`})))`.execute(tx.db);
    const recent = await tx.db
      .selectFrom('mail')
      .select('id')
      .where(sql`lower(to_address)`, '=', sql`lower(${mail.to})`)
      .where('kind', '=', mail.kind)
      .where('createdAt', '>', new Date(tx.now.getTime() - 86_400_000))
      .executeTakeFirst();
    if (!recent) await queueMail(tx, mail);
  });
}

function cleanHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!allowedHeader.test(name)) throw new TypeError(`${oneLine(name)} is not a header for a mail's writer`);
      return [name, oneLine(value)];
    })
  );
}

/**
 * Gives a job to every waiting mail that has none: after a start with a mail server where there was none before,
 * after a restore, and whenever jobs were lost. Safe to run at any time.
 * @returns how many were without
 */
export async function requeueWaitingMail(ctx: Context): Promise<number> {
  const waiting = await ctx.db
    .selectFrom('mail')
    .select('id')
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .orderBy('id')
    .execute();
  return enqueueAll(ctx, mailSend, waiting);
}

/** Days that the texts and addresses of a mail are kept after it was sent or given up. */
export const keptDays = 30;

/**
 * Empties texts and addresses of mails that were sent or given up more than 30 days ago (data minimisation, GDPR
 * article 5(1)(c) and (e)); what waits about one that failed is closed, for nothing can be done any more. The rows stay,
 * to be counted.
 * @returns how many were emptied
 */
export async function scrubOldMail(ctx: Context): Promise<number> {
  const before = new Date(ctx.now.getTime() - keptDays * 86_400_000);
  return inTransaction(ctx, async (ctx) => {
    const emptied = await ctx.db
      .updateTable('mail')
      .set({ toAddress: '', replyTo: null, subject: '', text: '', html: '', headers: '{}' })
      .where((eb) => eb(eb.fn.coalesce('sentAt', 'givenUpAt'), '<', before))
      .where('toAddress', '<>', '')
      .returning(['id', 'givenUpAt'])
      .execute();
    const failed = emptied.filter(({ givenUpAt }) => givenUpAt !== null).map(({ id }) => id);
    if (failed.length > 0)
      await ctx.db
        .updateTable('task')
        // The title is the address.
        .set((eb) => ({ title: '', doneAt: eb.fn.coalesce('doneAt', eb.val(ctx.now)) }))
        .where('subjectKind', '=', 'mail')
        .where(within('subjectId', failed))
        .execute();
    return emptied.length;
  });
}
