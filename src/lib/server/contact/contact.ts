import { createHash, randomUUID } from 'node:crypto';
import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail, queueMailOnceADay } from '../platform/mail/mail.ts';
import { oneLine } from '../platform/mail/text.ts';
import { newReference } from '../platform/reference.ts';
import { dueIn, dueInWorkingDays, openTask } from '../platform/tasks.ts';
import { alertOfConcern } from './alerting.ts';
import type { ConcernInput, MessageInput } from './input.ts';
import { concernNotice, messageNotice, messageReceipt } from './mails.ts';

/** Working days in which a message is to be answered. */
const answerDays = 3;
/** Hours in which an urgent concern is to be taken up; any other, by the end of the next day. */
const urgentHours = 4;

/**
 * A form that is sent twice from one showing of it (a second press, a reload) is one. Nothing else is: two children
 * may write the same words on one day, and whoever goes back to the form and changes it has more to say.
 */
function fingerprint(showing: string | null, said: object): string {
  return createHash('sha256')
    .update(JSON.stringify([showing ?? randomUUID(), said]))
    .digest('hex');
}

/** Confirms a message to its writer, apart from the request: how long that takes depends on what the address got before. */
export const confirmMessage = defineJob<{ id: number }>('contact.receipt');

/**
 * Takes a message to the secretariat: kept, sent on to it, and confirmed to the writer by mail, once a day at most.
 * @returns its reference; when the same form is sent again, the reference it had
 */
export async function sendMessage(
  ctx: Context,
  alliance: { id: number; name: string },
  { showing, ...said }: MessageInput
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const print = fingerprint(showing, said);
    const added = await ctx.db
      .insertInto('message')
      .values({
        ...said,
        allianceId: alliance.id,
        reference: newReference(),
        fingerprint: print,
        locale: ctx.locale,
        createdAt: ctx.now
      })
      .onConflict((conflict) => conflict.column('fingerprint').doNothing())
      .returning(['id', 'reference'])
      .executeTakeFirst();
    if (!added) {
      const row = await ctx.db
        .selectFrom('message')
        .select('reference')
        .where('fingerprint', '=', print)
        .executeTakeFirstOrThrow();
      return row.reference;
    }
    await enqueue(ctx, confirmMessage, { id: added.id });
    if (ctx.instance.secretariatEmail) await queueMail(ctx, messageNotice(ctx, alliance.name, added.reference, said));
    const message = { kind: 'message', id: added.id, allianceId: alliance.id };
    await openTask(ctx, {
      kind: 'message.answer',
      subject: message,
      title: oneLine(said.name),
      dueAt: dueInWorkingDays(ctx, answerDays),
      allianceId: alliance.id,
      waitsFor: { audience: 'secretariat' }
    });
    await record(ctx, 'message.received', message);
    return added.reference;
  });
}

/** Does the job `contact.receipt`: one address gets one receipt a day at most, whoever types it. */
export async function writeReceipt(ctx: Context, id: number): Promise<void> {
  const message = await ctx.db
    .selectFrom('message as m')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select(['m.email', 'm.reference', 'm.locale', 'a.name'])
    .where('m.id', '=', id)
    .executeTakeFirst();
  if (!message) return;
  const { email, reference, name } = message;
  const locale = message.locale as Locale;
  const mail = messageReceipt({ ...ctx, locale }, inLanguage(name, locale).text, reference, email);
  await queueMailOnceADay(ctx, mail);
}

/**
 * Takes a concern about the safety of a child. Only safeguarding leads learn of it, by mails that carry the reference
 * and the urgency and nothing of what was written: one to the address of the site and, where it is urgent, one to each
 * of them; the journal says only that one arrived.
 * @returns its reference; when the same form is sent again, the reference it had
 */
export async function raiseConcern(
  ctx: Context,
  alliance: { id: number; name: string },
  { showing, ...said }: ConcernInput
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const print = fingerprint(showing, said);
    const added = await ctx.db
      .insertInto('concern')
      .values({
        ...said,
        allianceId: alliance.id,
        reference: newReference(),
        fingerprint: print,
        locale: ctx.locale,
        createdAt: ctx.now
      })
      .onConflict((conflict) => conflict.column('fingerprint').doNothing())
      .returning(['id', 'reference'])
      .executeTakeFirst();
    if (!added) {
      const row = await ctx.db
        .selectFrom('concern')
        .select('reference')
        .where('fingerprint', '=', print)
        .executeTakeFirstOrThrow();
      return row.reference;
    }
    if (ctx.instance.safeguardingEmail)
      await queueMail(ctx, concernNotice(ctx, alliance.name, added.reference, said.urgent));
    const concern = { kind: 'concern', id: added.id, allianceId: alliance.id };
    await openTask(ctx, {
      kind: 'concern.handle',
      subject: concern,
      title: added.reference,
      dueAt: said.urgent ? new Date(ctx.now.getTime() + urgentHours * 3_600_000) : dueIn(ctx, 1),
      allianceId: alliance.id,
      waitsFor: { audience: 'safeguarding' }
    });
    if (said.urgent) await alertOfConcern(ctx, { ...concern, reference: added.reference });
    await record(ctx, 'concern.raised', concern);
    return added.reference;
  });
}
