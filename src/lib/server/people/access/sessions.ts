import { createHash, randomBytes } from 'node:crypto';
import type { Locale } from '#lib/locale.ts';
import { isLocale } from '#lib/locale.ts';
import type { Actor, Context } from '../../platform/context.ts';
import { NotFound } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { actorOf } from '../actors.ts';

export type SignInMethod = 'link' | 'password' | 'passkey' | 'outside' | 'demo';

/** Days without a visit after which a session ends, and days after which it ends in any case. */
const idleDays = 14;
const mostDays = 90;
/** How often a visit is written down. */
const seenEvery = 10 * 60_000;
const day = 86_400_000;

/** Secrets of people are kept as hashes: whoever reads the database cannot use them. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
/** A secret of 256 bits for an address or a cookie. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Who is signed in, as pages and verbs need it. */
export interface SignedIn {
  sessionId: number;
  person: { id: number; name: string; email: string; locale: Locale };
  actor: Actor;
  /** Whether the session had a second factor, and whether there are roles that are not in force for want of one. */
  secondFactor: boolean;
  owed: boolean;
}

/**
 * Begins a session; any that the browser had before is ended by the caller (`endSession`), so that no token survives a
 * sign-in. @returns the token for the cookie, which is kept nowhere else
 */
export async function beginSession(
  ctx: Context,
  personId: number,
  { method, secondFactor, device }: { method: SignInMethod; secondFactor: boolean; device: string }
): Promise<string> {
  const token = newToken();
  await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .insertInto('session')
      .values({
        tokenHash: hashToken(token),
        personId,
        method,
        secondFactorAt: secondFactor ? ctx.now : null,
        device,
        createdAt: ctx.now,
        seenAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + mostDays * day)
      })
      .execute();
    await ctx.db
      .updateTable('person')
      .set({ activatedAt: ctx.now })
      .where('id', '=', personId)
      .where('activatedAt', 'is', null)
      .execute();
    const themselves: Context = { ...ctx, actor: { kind: 'person', id: personId, roles: [] } };
    await record(themselves, 'session.begun', { kind: 'person', id: personId }, { method });
  });
  return token;
}

/** The session of a token, with its person and what they may do now; undefined when it has ended. */
export async function findSession(ctx: Context, token: string): Promise<SignedIn | undefined> {
  const row = await ctx.db
    .selectFrom('session as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select(['s.id as sessionId', 's.secondFactorAt', 's.seenAt', 'p.id', 'p.name', 'p.email', 'p.locale'])
    .where('s.tokenHash', '=', hashToken(token))
    .where('s.expiresAt', '>', ctx.now)
    .where('s.seenAt', '>', new Date(ctx.now.getTime() - idleDays * day))
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { sessionId, seenAt, secondFactorAt, id, name, email, locale } = row;
  if (ctx.now.getTime() - seenAt.getTime() > seenEvery)
    await ctx.db.updateTable('session').set({ seenAt: ctx.now }).where('id', '=', sessionId).execute();
  const secondFactor = secondFactorAt !== null;
  const person = { id, name, email: email!, locale: isLocale(locale) ? locale : ('en' as const) };
  return { sessionId, person, secondFactor, ...(await actorOf(ctx, id, secondFactor)) };
}

/**
 * Notes that a session has passed a second factor. Its token changes, so that one known from before does not gain by it.
 * @returns the new token
 */
export async function passSecondFactor(ctx: Context, sessionId: number): Promise<string> {
  const token = newToken();
  await ctx.db
    .updateTable('session')
    .set({ secondFactorAt: ctx.now, tokenHash: hashToken(token) })
    .where('id', '=', sessionId)
    .execute();
  return token;
}

/** Ends the session of a token; one that has ended already is fine. */
export async function endSession(ctx: Context, token: string): Promise<void> {
  await ctx.db.deleteFrom('session').where('tokenHash', '=', hashToken(token)).execute();
}

/** The sessions of the person who acts, the newest first. */
export async function listOwnSessions(ctx: Context) {
  if (ctx.actor.kind !== 'person') return [];
  return ctx.db
    .selectFrom('session')
    .select(['id', 'device', 'method', 'createdAt', 'seenAt'])
    .where('personId', '=', ctx.actor.id)
    .where('expiresAt', '>', ctx.now)
    .where('seenAt', '>', new Date(ctx.now.getTime() - idleDays * day))
    .orderBy('seenAt', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
}

/** Ends one of one's own sessions. @throws NotFound for one of somebody else */
export async function endOwnSession(ctx: Context, sessionId: number): Promise<void> {
  if (ctx.actor.kind !== 'person') throw new NotFound('session');
  const { numDeletedRows } = await ctx.db
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .where('personId', '=', ctx.actor.id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new NotFound('session');
}

/** Ends all sessions of a person, but for the one that asks. */
export async function endOtherSessions(ctx: Context, personId: number, but: number | null): Promise<void> {
  let query = ctx.db.deleteFrom('session').where('personId', '=', personId);
  if (but !== null) query = query.where('id', '<>', but);
  await query.execute();
}

/** Deletes sessions that have ended. @returns how many */
export async function forgetSessions(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('session')
    .where((eb) =>
      eb.or([eb('expiresAt', '<', ctx.now), eb('seenAt', '<', new Date(ctx.now.getTime() - idleDays * day))])
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
