import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { RetryLater } from '../jobs/define.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { inTransaction, record } from '../journal.ts';
import type { Log } from '../log.ts';
import { signToken } from '../signing.ts';
import { apartFailed, askAboutFailure } from './failed.ts';
import { readFailure, type MailFailure } from './failure.ts';
import { longestSending, type MailTransport, type OutgoingMail } from './transport.ts';

/** With the pauses of the job `mail.send`, the attempts fill about three days. */
const maxAttempts = 22;

/** Seconds between the tries to write down what the mail server has said. */
const pauses = [0.2, 1, 3, 10, 15];

/**
 * Longer than an attempt can take: the sending, the tries to write down how it ended, and most of a minute for one of
 * these that hangs (see the time-outs in db.ts). Seconds.
 */
const claimSeconds = longestSending + Math.ceil(pauses.reduce((sum, each) => sum + each)) + 50;

/**
 * Sends one mail of the outbox; does nothing when it was sent, given up or removed, so it may be run twice.
 *
 * A mail is not lost: it stays waiting until the server has said 250. It is sent twice only where SMTP itself leaves
 * the sender in doubt: the server takes responsibility with its answer to the end of DATA (RFC 5321, section 6.1), and
 * when that answer, or our note of it, is lost, it has to be sent again (section 4.5.3.2.6, and RFC 1047). The
 * Message-ID is the same then, and servers and readers may drop the duplicate by it.
 *
 * @throws RetryLater when another attempt is to follow
 */
export async function sendMail(
  ctx: Context,
  id: number,
  transport: MailTransport,
  log: Log,
  signal?: AbortSignal
): Promise<void> {
  const mail = await claim(ctx, id);
  if (!mail) return leave(ctx, id);
  if (await transport.withholds?.(mail.to)) return withhold(ctx, id);
  try {
    await transport.send({ ...mail, messageId: messageIdOf(ctx, id, transport.from) }, signal);
  } catch (error) {
    // The program stops: no fault of the server, so it is not counted.
    if (signal?.aborted) return release(ctx, id);
    return fail(ctx, id, readFailure(error), log);
  }
  await persistently(() => markSent(ctx, id));
}

/** The same for every attempt at a mail, and made by nobody else. */
export function messageIdOf(ctx: Context, id: number, from: string): string {
  const token = signToken(ctx.instance.secret, 'message-id', id).replace('.', '-');
  return `<mail-${token}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** Until when this attempt has the mail for itself. */
const claimEnd = (ctx: Context) => new Date(ctx.now.getTime() + claimSeconds * 1000);

async function claim(ctx: Context, id: number): Promise<Omit<OutgoingMail, 'messageId'> | undefined> {
  const row = await ctx.db
    .updateTable('mail')
    .set({ claimedUntil: claimEnd(ctx) })
    .where('id', '=', id)
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .where((eb) => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', ctx.now)]))
    .returning([
      'createdAt as date',
      'fromName',
      'toAddress as to',
      'replyTo',
      'locale',
      'subject',
      'text',
      'html',
      'headers'
    ])
    .executeTakeFirst();
  return row;
}

/** Leaves the mail to the process that has it; does nothing when it no longer waits. */
async function leave(ctx: Context, id: number): Promise<void> {
  const waiting = await ctx.db
    .selectFrom('mail')
    .select('id')
    .where('id', '=', id)
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .executeTakeFirst();
  if (waiting) throw new RetryLater('another process is sending this mail');
}

async function release(ctx: Context, id: number): Promise<never> {
  await ctx.db
    .updateTable('mail')
    .set({ claimedUntil: null })
    .where('id', '=', id)
    .where('claimedUntil', '=', claimEnd(ctx))
    .execute();
  throw new RetryLater('the program stops');
}

/** Keeps a mail in the outbox as never to be sent; nobody is asked about it. */
async function withhold(ctx: Context, id: number): Promise<void> {
  await ctx.db
    .updateTable('mail')
    .set({ givenUpAt: ctx.now, claimedUntil: null, lastError: 'WITHHELD: the address is made up' })
    .where('id', '=', id)
    .where('sentAt', 'is', null)
    .execute();
}

async function markSent(ctx: Context, id: number): Promise<void> {
  await ctx.db
    .updateTable('mail')
    .set({ sentAt: ctx.now, claimedUntil: null, lastError: null, attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .where('givenUpAt', 'is', null)
    .execute();
}

async function fail(ctx: Context, id: number, failure: MailFailure, log: Log): Promise<void> {
  const attempts = await persistently(() => noteFailure(ctx, id, failure));
  if (attempts === undefined) return leave(ctx, id);
  if (!failure.permanent && attempts < maxAttempts) {
    log.warn({ mail: id, attempts, reason: failure.reason }, 'mail not sent yet');
    throw new RetryLater(failure.reason);
  }
  log.error({ mail: id, attempts, reason: failure.reason }, 'mail given up');
}

/**
 * Answers how many attempts there have been; undefined when the mail is no longer waiting, or no longer this
 * attempt's: a process that slept past its claim must not open another's.
 */
function noteFailure(ctx: Context, id: number, { permanent, reason }: MailFailure): Promise<number | undefined> {
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('mail')
      .set({ attempts: sql`attempts + 1`, lastError: reason, claimedUntil: null })
      .where('id', '=', id)
      .where('sentAt', 'is', null)
      .where('givenUpAt', 'is', null)
      .where('claimedUntil', '=', claimEnd(ctx))
      .returning(['id', 'attempts', 'kind', 'toAddress', 'apart'])
      .executeTakeFirst();
    if (!row) return undefined;
    if (permanent || row.attempts >= maxAttempts) {
      await tx.db.updateTable('mail').set({ givenUpAt: tx.now }).where('id', '=', id).execute();
      if (row.apart) await enqueue(tx, apartFailed, { id });
      else await askAboutFailure(tx, row);
      await record(tx, 'mail.given-up', { kind: 'mail', id }, { kind: row.kind, attempts: row.attempts, permanent });
    }
    return row.attempts;
  });
}

/** What the mail server has said must be written down, also over a restart of the database. */
async function persistently<T>(write: () => Promise<T>): Promise<T> {
  for (const seconds of pauses) {
    try {
      return await write();
    } catch {
      await pause(seconds * 1000);
    }
  }
  return write();
}
