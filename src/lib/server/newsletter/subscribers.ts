import { sql } from 'kysely';
import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail, queueMailOnceADay } from '../platform/mail/mail.ts';
import { placesById } from '../platform/places/places.ts';
import { listThemes } from '../platform/themes/themes.ts';
import type { PreferencesInput } from './input.ts';
import { confirmationMail, reminderMail } from './mails.ts';
import { confirmWithinDays, readSubscriberToken, type Purpose } from './tokens.ts';

/** Does what somebody wished who typed an address; see `answerWish`. */
export const wishMade = defineJob<{ id: number }>('newsletter.wish');

/**
 * Asks an address to confirm that it wants the newsletter. Whether it is here already is not said to the caller, also
 * not by how long this takes: the wish is only written down, and a job finds out what to do.
 */
export async function askToSubscribe(
  ctx: Context,
  alliance: { id: number },
  email: string,
  consent: string
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('subscriberWish')
      .values({ allianceId: alliance.id, email, locale: ctx.locale, consent, askedAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await enqueue(ctx, wishMade, { id });
  });
}

/**
 * Does the job `newsletter.wish`: asks an address that is new or has left to confirm; reminds one that waits or is
 * subscribed, at its own spelling and once a day at most. What a stranger types changes no subscription.
 */
export async function answerWish(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const wish = await tx.db.deleteFrom('subscriberWish').where('id', '=', id).returningAll().executeTakeFirst();
    if (!wish) return;
    const { id: _, ...values } = wish;
    const { name } = await tx.db
      .selectFrom('alliance')
      .select('name')
      .where('id', '=', wish.allianceId)
      .executeTakeFirstOrThrow();
    const theirs: Context = { ...tx, actor: { kind: 'visitor' }, locale: wish.locale as Locale };
    const alliance = inLanguage(name, wish.locale).text;
    const added = await tx.db
      .insertInto('subscriber')
      .values(values)
      .onConflict((conflict) => conflict.expression(sql`alliance_id, lower(email)`).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) return answerKnown(theirs, alliance, values);
    await queueMail(theirs, confirmationMail(theirs, alliance, added.id, wish.email));
    await record(theirs, 'subscriber.asked', { kind: 'subscriber', id: added.id, allianceId: wish.allianceId });
  });
}

type Wish = { allianceId: number; email: string; locale: string; consent: string; askedAt: Date };

async function answerKnown(ctx: Context, alliance: string, wish: Wish): Promise<void> {
  const known = await ctx.db
    .selectFrom('subscriber')
    .select(['id', 'email', 'confirmedAt', 'leftAt'])
    .where('allianceId', '=', wish.allianceId)
    .where(sql`lower(email)`, '=', sql`lower(${wish.email})`)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const update = ctx.db.updateTable('subscriber').where('id', '=', known.id);
  const { locale, consent, askedAt } = wish;
  if (known.leftAt) {
    // Only its owner can have left, and may come back at once; that ends the leaving, so it too happens only once.
    await update.set({ locale, consent, askedAt, confirmedAt: null, leftAt: null }).execute();
    await queueMail(ctx, confirmationMail(ctx, alliance, known.id, known.email));
  } else if (known.confirmedAt) {
    await queueMailOnceADay(ctx, reminderMail(ctx, alliance, known.id, known.email));
  } else {
    // The moment of the first wish stays: asking again and again would keep an address for ever.
    await update.set({ locale }).execute();
    await queueMailOnceADay(ctx, confirmationMail(ctx, alliance, known.id, known.email));
  }
}

/**
 * The subscriber whom a signed link speaks for, or undefined when the address is no longer here.
 * @throws NotFound when the link was not signed here for this purpose, or is too old
 */
export async function findSubscriber(ctx: Context, purpose: Purpose, token: string) {
  const id = readSubscriberToken(ctx, purpose, token);
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

/**
 * Deletes addresses that were never confirmed two weeks after they were first asked, those that left two weeks
 * later, and wishes whose job was lost. @returns how many subscribers
 */
export async function forgetSubscribers(ctx: Context): Promise<number> {
  const before = new Date(ctx.now.getTime() - confirmWithinDays * 86_400_000);
  await ctx.db.deleteFrom('subscriberWish').where('askedAt', '<', before).execute();
  const { numDeletedRows } = await ctx.db
    .deleteFrom('subscriber')
    .where((eb) =>
      eb.or([eb('leftAt', '<', before), eb.and([eb('confirmedAt', 'is', null), eb('askedAt', '<', before)])])
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
