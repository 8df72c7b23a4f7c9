import { createHash, randomInt } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import type { ConcernInput, MessageInput } from './input.ts';
import { concernNotice, messageNotice, messageReceipt } from './mails.ts';

// Without letters and digits that are mistaken for one another when read out on the phone.
const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679';

/** A reference that people can read out, as in `K4TW-9PQH`. It opens nothing by itself. */
function newReference(): string {
  const letters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** The same words from the same form on the same day are one message, however often the button was pressed. */
function fingerprint(ctx: Context, ...parts: (string | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([ctx.now.toISOString().slice(0, 10), ...parts]))
    .digest('hex');
}

/**
 * Takes a message to the secretariat: kept, sent on to it, and confirmed to the writer by mail.
 * @returns its reference; for a message that is here already, the reference it had
 */
export async function sendMessage(
  ctx: Context,
  alliance: { id: number; name: string },
  input: MessageInput
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const print = fingerprint(ctx, input.email.toLowerCase(), input.topic, input.text);
    const added = await ctx.db
      .insertInto('message')
      .values({
        ...input,
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
    await queueMail(ctx, messageReceipt(ctx, alliance.name, added.reference, input));
    if (ctx.instance.secretariatEmail) await queueMail(ctx, messageNotice(ctx, alliance.name, added.reference, input));
    await record(ctx, 'message.received', { kind: 'message', id: added.id, allianceId: alliance.id });
    return added.reference;
  });
}

/**
 * Takes a concern about the safety of a child. Only the safeguarding lead learns of it, by a mail that carries the
 * reference and the urgency and nothing of what was written; the journal says only that one arrived.
 * @returns its reference; for a concern that is here already, the reference it had
 */
export async function raiseConcern(
  ctx: Context,
  alliance: { id: number; name: string },
  input: ConcernInput
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const print = fingerprint(ctx, input.text, input.about, input.place, input.contact, String(input.urgent));
    const added = await ctx.db
      .insertInto('concern')
      .values({
        ...input,
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
      await queueMail(ctx, concernNotice(ctx, alliance.name, added.reference, input.urgent));
    await record(ctx, 'concern.raised', { kind: 'concern', id: added.id, allianceId: alliance.id });
    return added.reference;
  });
}
