import { sql } from 'kysely';
import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, NotFound } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { personOf } from '../platform/roles.ts';
import type { Digest } from './record-input.ts';
import { ownNumber } from './access/factors.ts';
import { makeLink, takeLink } from './access/links.ts';
import { addressChangedMail, addressTakenMail, newAddressMail } from './account-mails.ts';
import { allianceName } from './access/signing-in.ts';

/** Minutes after a sign-in in which the address may be changed. */
export const youngMinutes = 30;
/** Hours for which the link to a new address works, and how many a person may ask for on a day. */
export const addressHours = 24;
const asksADay = 5;

/** Changes one's own name and language (GDPR article 16). @throws NotFound */
export async function changeOwnAccount(ctx: Context, change: { name: string; locale: Locale }): Promise<void> {
  const id = ownNumber(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { name, locale } = change;
    await ctx.db
      .updateTable('person')
      .set({ name, locale })
      .where('id', '=', id)
      .where('erasedAt', 'is', null)
      .execute();
    await record(ctx, 'person.changed', { kind: 'person', id });
  });
}

/** How often the person who acts gets the digest of what waits for them. @throws NotFound */
export async function getOwnDigest(ctx: Context): Promise<Digest> {
  const own = await ctx.db
    .selectFrom('person')
    .select('digest')
    .where('id', '=', ownNumber(ctx))
    .where('erasedAt', 'is', null)
    .executeTakeFirst();
  if (!own) throw new NotFound('person');
  return own.digest as Digest;
}

/** Chooses how often one's own digest comes, or that none does. @throws NotFound */
export async function chooseOwnDigest(ctx: Context, digest: Digest): Promise<void> {
  const id = ownNumber(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('person')
      .set({ digest })
      .where('id', '=', id)
      .where('erasedAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new NotFound('person');
    await record(ctx, 'person.changed', { kind: 'person', id }, { digest });
  });
}

/** Whether a session of the person who acts was begun less than 30 minutes ago. */
export async function isYoungSession(ctx: Context, sessionId: number): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('session')
    .select('id')
    .where('id', '=', sessionId)
    .where('personId', '=', personOf(ctx.actor))
    .where('createdAt', '>', new Date(ctx.now.getTime() - youngMinutes * 60_000))
    .executeTakeFirst();
  return found !== undefined;
}

/** Writes to a new address: a job, because mails with links are (see `Instance.origin`). */
export const newAddressJob = defineJob<{ id: number }>('people.new-address');

/**
 * Asks for another address. It stays the old one until the link is confirmed that goes to the new one. Whether somebody
 * else has that address is not said here, but only to whoever reads its mails.
 * @throws NotFound; Conflict `sign-in-again` when the session is not young, `too-many` after five asks on a day
 */
export async function askForAddress(ctx: Context, sessionId: number, email: string): Promise<void> {
  const id = ownNumber(ctx);
  await inTransaction(ctx, async (ctx) => {
    if (!(await isYoungSession(ctx, sessionId))) throw new Conflict('sign-in-again');
    const { asks } = await ctx.db
      .insertInto('addressChange')
      .values({ personId: id, email, askedAt: ctx.now, asks: 1 })
      .onConflict((conflict) =>
        conflict.column('personId').doUpdateSet({
          email,
          askedAt: ctx.now,
          asks: sql`case when address_change.asked_at < ${new Date(ctx.now.getTime() - 86_400_000)}
            then 1 else address_change.asks + 1 end`
        })
      )
      .returning('asks')
      .executeTakeFirstOrThrow();
    if (asks > asksADay) throw new Conflict('too-many');
    await enqueue(ctx, newAddressJob, { id });
    await record(ctx, 'person.address-asked', { kind: 'person', id });
  });
}

/** Does the job `people.new-address`. Where somebody has the address already, that is said there, without a link. */
export async function writeToNewAddress(ctx: Context, id: number): Promise<void> {
  const change = await ctx.db
    .selectFrom('addressChange as c')
    .innerJoin('person as p', 'p.id', 'c.personId')
    .select(['c.email', 'p.name', 'p.locale'])
    .where('c.personId', '=', id)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();
  if (!change) return;
  const theirs = { ...ctx, locale: change.locale as Locale };
  const alliance = await allianceName(ctx, theirs.locale);
  if (await hasAccount(ctx, change.email)) {
    await queueMail(theirs, addressTakenMail(theirs, alliance, change.email));
    return;
  }
  const secret = await makeLink(ctx, 'new-address', id, addressHours * 60);
  await queueMail(theirs, newAddressMail(theirs, alliance, change, secret));
}

async function hasAccount(ctx: Context, email: string): Promise<boolean> {
  const other = await ctx.db
    .selectFrom('person')
    .select('id')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * Changes the address by the link that went to the new one, tells the old one, and lets no link work any more that was
 * sent there. @throws NotFound for a link that does not work; Conflict `address-taken`
 */
export async function confirmAddress(ctx: Context, secret: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const id = await takeLink(ctx, 'new-address', secret);
    if (id === undefined) throw new NotFound('link');
    const person = await ctx.db
      .selectFrom('person')
      .select(['name', 'email', 'locale'])
      .where('id', '=', id)
      .where('erasedAt', 'is', null)
      .where('suspendedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    const change = await ctx.db
      .deleteFrom('addressChange')
      .where('personId', '=', id)
      .returning('email')
      .executeTakeFirst();
    if (!person || !change) throw new NotFound('link');
    if (await hasAccount(ctx, change.email)) throw new Conflict('address-taken');
    await ctx.db.updateTable('person').set({ email: change.email }).where('id', '=', id).execute();
    await ctx.db
      .deleteFrom('oneTimeLink')
      .where('subjectId', '=', id)
      .where('purpose', 'in', ['sign-in', 'invitation'])
      .execute();
    const theirs = { ...ctx, locale: person.locale as Locale };
    await queueMail(
      theirs,
      addressChangedMail(theirs, await allianceName(ctx, theirs.locale), { ...person, email: person.email! })
    );
    await record({ ...ctx, actor: { kind: 'person', id, roles: [] } }, 'person.address-changed', {
      kind: 'person',
      id
    });
  });
}

/** Confirms an address; false for a link that does not work, or not any more. */
export async function tryAddress(ctx: Context, secret: string): Promise<boolean> {
  try {
    await confirmAddress(ctx, secret);
    return true;
  } catch (error) {
    // Nothing was written yet where it refuses, and the link was given back with the transaction.
    if (error instanceof NotFound || error instanceof Conflict) return false;
    throw error;
  }
}
