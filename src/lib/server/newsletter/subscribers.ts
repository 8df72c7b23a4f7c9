import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { placesById } from '../platform/places/places.ts';
import { readToken, signToken } from '../platform/signing.ts';
import { listThemes } from '../platform/themes/themes.ts';
import { confirmationMail, reminderMail } from './mails.ts';
import type { PreferencesInput } from './input.ts';

/** What a signed link in a mail lets its reader do; a link for one opens no other. */
export type Purpose = 'newsletter.confirm' | 'newsletter.preferences' | 'newsletter.leave';

/** How long a person has to confirm: after that the address is deleted. */
export const confirmWithinDays = 14;
/** How often one address is written to, at most, because somebody typed it into the form. */
const quietMinutes = 10;

/**
 * Asks an address to confirm that it wants the newsletter. Whether it is here already is not said to the caller,
 * only to the address itself. Pressing the button again within ten minutes sends nothing new.
 */
export async function askToSubscribe(
  ctx: Context,
  alliance: { id: number; name: string },
  email: string,
  consent: string
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const added = await ctx.db
      .insertInto('subscriber')
      .values({ allianceId: alliance.id, email, locale: ctx.locale, consent, askedAt: ctx.now })
      .onConflict((conflict) => conflict.expression(sql`alliance_id, lower(email)`).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added) {
      await queueMail(ctx, confirmationMail(ctx, alliance.name, added.id, email));
      await record(ctx, 'subscriber.asked', { kind: 'subscriber', id: added.id, allianceId: alliance.id });
      return;
    }
    const known = await ctx.db
      .selectFrom('subscriber')
      .select(['id', 'confirmedAt', 'leftAt', 'askedAt'])
      .where('allianceId', '=', alliance.id)
      .where(sql`lower(email)`, '=', email.toLowerCase())
      .forUpdate()
      .executeTakeFirstOrThrow();
    // Whoever left may come back at once; that too asks only once, since it ends the leaving.
    if (known.leftAt === null && ctx.now.getTime() - known.askedAt.getTime() < quietMinutes * 60_000) return;
    const active = known.confirmedAt !== null && known.leftAt === null;
    await ctx.db
      .updateTable('subscriber')
      .set(
        active
          ? { askedAt: ctx.now }
          : { askedAt: ctx.now, locale: ctx.locale, consent, confirmedAt: null, leftAt: null }
      )
      .where('id', '=', known.id)
      .execute();
    const mail = active ? reminderMail : confirmationMail;
    await queueMail(ctx, mail(ctx, alliance.name, known.id, email));
  });
}

/**
 * The subscriber whom a signed link speaks for, or undefined when the address is no longer here.
 * @throws NotFound when the link was not signed here for this purpose
 */
export async function findSubscriber(ctx: Context, purpose: Purpose, token: string) {
  const id = readToken(ctx.instance.secret, purpose, token);
  if (id === undefined) throw new NotFound(purpose);
  return ctx.db
    .selectFrom('subscriber')
    .select(['id', 'allianceId', 'email', 'locale', 'themeIds', 'placeIds', 'confirmedAt', 'leftAt'])
    .where('id', '=', id)
    .executeTakeFirst();
}

async function getSubscriber(ctx: Context, purpose: Purpose, token: string) {
  const subscriber = await findSubscriber(ctx, purpose, token);
  if (!subscriber) throw new NotFound(purpose);
  return subscriber;
}

/** The token of a link that lets a subscriber do one thing. */
export function subscriberToken(ctx: Context, purpose: Purpose, id: number): string {
  return signToken(ctx.instance.secret, purpose, id);
}

/** Confirms the address: from now on it gets the newsletter. Confirming twice is fine. @throws NotFound */
export async function confirmSubscription(ctx: Context, token: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const { id, allianceId } = await getSubscriber(ctx, 'newsletter.confirm', token);
    const { numUpdatedRows } = await ctx.db
      .updateTable('subscriber')
      .set({ confirmedAt: ctx.now })
      .where('id', '=', id)
      .where('confirmedAt', 'is', null)
      .where('leftAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await record(ctx, 'subscriber.confirmed', { kind: 'subscriber', id, allianceId });
    return id;
  });
}

/** Changes language, themes and places of interest; ids that nothing has are left out. @throws NotFound */
export async function setPreferences(ctx: Context, token: string, input: PreferencesInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id, allianceId } = await getSubscriber(ctx, 'newsletter.preferences', token);
    const themes = new Set((await listThemes(ctx)).map((theme) => theme.id));
    const places = await placesById(ctx, input.places);
    await ctx.db
      .updateTable('subscriber')
      .set({
        locale: input.language,
        themeIds: [...new Set(input.themes)].filter((theme) => themes.has(theme)),
        placeIds: [...places.keys()]
      })
      .where('id', '=', id)
      .execute();
    await record(ctx, 'subscriber.preferences-set', { kind: 'subscriber', id, allianceId });
  });
}

/** Ends the subscription at once. Leaving twice is fine; interests are forgotten now, the address later. @throws NotFound */
export async function leave(ctx: Context, token: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id, allianceId } = await getSubscriber(ctx, 'newsletter.leave', token);
    const { numUpdatedRows } = await ctx.db
      .updateTable('subscriber')
      .set({ leftAt: ctx.now, themeIds: [], placeIds: [] })
      .where('id', '=', id)
      .where('leftAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await record(ctx, 'subscriber.left', { kind: 'subscriber', id, allianceId });
  });
}

/** Deletes addresses that were never confirmed, and those that left, after two weeks. @returns how many */
export async function forgetSubscribers(ctx: Context): Promise<number> {
  const before = new Date(ctx.now.getTime() - confirmWithinDays * 86_400_000);
  const { numDeletedRows } = await ctx.db
    .deleteFrom('subscriber')
    .where((eb) =>
      eb.or([eb('leftAt', '<', before), eb.and([eb('confirmedAt', 'is', null), eb('askedAt', '<', before)])])
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
