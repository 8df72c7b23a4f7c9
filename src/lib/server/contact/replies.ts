import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, Invalid, NotFound } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { personOf, reachOf, secretariat } from '../platform/roles.ts';
import { closeTasks } from '../platform/tasks.ts';
import { within } from '../platform/db/within.ts';
import type { ReplyInput } from './input.ts';
import { messageReply } from './mails.ts';
import { canAnswerMessage } from './policy.ts';

/** Writes a reply as a mail: a job, because it may carry a link (see `Instance.origin`). */
export const replyJob = defineJob<{ id: number }>('contact.reply', { onlyOne: ({ id }) => String(id) });

/** Why a message is closed without an answer: it is unwanted, or it was answered by other ways. */
export type Unanswered = 'spam' | 'elsewhere';

/** The message, held until the end of the transaction. @throws NotFound, also for one that the actor may not see */
async function holdMessage(ctx: Context, reference: string) {
  const message = await ctx.db
    .selectFrom('message')
    .select(['id', 'allianceId', 'closedAt'])
    .where('reference', '=', reference)
    .where(within('allianceId', reachOf(ctx.actor, secretariat)))
    .forUpdate()
    .executeTakeFirst();
  if (!message) throw new NotFound('message');
  allow(canAnswerMessage(ctx.actor, message));
  return message;
}

/**
 * Answers a message: the reply goes to its writer by mail, in the language of the message, and the message is closed
 * unless `after` keeps it open. The same form sent twice (a second press, a reload) is one reply.
 * @throws NotFound, Forbidden
 * @throws Invalid `text: answered-meanwhile` when somebody else replied or closed it since the form was shown
 */
export async function replyToMessage(ctx: Context, reference: string, reply: ReplyInput): Promise<void> {
  const { text, link, after, open, seen, showing } = reply;
  await inTransaction(ctx, async (ctx) => {
    const { id: messageId, allianceId, closedAt } = await holdMessage(ctx, reference);
    const replies = await ctx.db
      .selectFrom('messageReply')
      .select(['id', 'showing', 'text'])
      .where('messageId', '=', messageId)
      .orderBy('id')
      .execute();
    const before = replies.find((other) => other.showing === showing);
    if (before?.text === text) return;
    const isClosed = open === 'yes' && closedAt !== null;
    if (isClosed || replies.some((other) => other.id > seen))
      throw new Invalid([{ field: 'text', code: 'answered-meanwhile' }]);
    const added = await ctx.db
      .insertInto('messageReply')
      .values({ messageId, personId: personOf(ctx.actor), text, link: link === 'yes', showing, at: ctx.now })
      // The id of another message's form.
      .onConflict((conflict) => conflict.column('showing').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw new Conflict('showing');
    await enqueue(ctx, replyJob, { id: added.id });
    const message = { kind: 'message', id: messageId, allianceId };
    await record(ctx, 'message.answered', message);
    if (after === 'close' && !closedAt) await close(ctx, message, 'answered');
  });
}

/**
 * Closes a message without an answer. One that is closed already stays as it is.
 * @throws NotFound, Forbidden
 */
export async function closeMessage(ctx: Context, reference: string, how: Unanswered): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id, allianceId, closedAt } = await holdMessage(ctx, reference);
    if (!closedAt) await close(ctx, { kind: 'message', id, allianceId }, how);
  });
}

async function close(
  ctx: Context,
  message: { kind: string; id: number; allianceId: number },
  closedHow: Unanswered | 'answered'
): Promise<void> {
  await ctx.db
    .updateTable('message')
    .set({ closedAt: ctx.now, closedBy: personOf(ctx.actor), closedHow })
    .where('id', '=', message.id)
    .execute();
  await closeTasks(ctx, message, { kind: 'message.answer' });
  await record(ctx, 'message.closed', message, { how: closedHow });
}

/** Does the job `contact.reply`. Run twice, it writes one mail. */
export async function writeReply(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const reply = await ctx.db
      .selectFrom('messageReply as r')
      .innerJoin('message as m', 'm.id', 'r.messageId')
      .innerJoin('alliance as a', 'a.id', 'm.allianceId')
      .select(['r.text', 'r.link', 'm.email', 'm.reference', 'm.topic', 'm.locale', 'm.createdAt', 'a.name'])
      .where('r.id', '=', id)
      .where('r.mailId', 'is', null)
      .forUpdate('r')
      .executeTakeFirst();
    if (!reply) return;
    const locale = reply.locale as Locale;
    const mail = messageReply({ ...ctx, locale }, inLanguage(reply.name, locale).text, reply);
    const mailId = await queueMail(ctx, mail);
    await ctx.db.updateTable('messageReply').set({ mailId }).where('id', '=', id).execute();
  });
}
