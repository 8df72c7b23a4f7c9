import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { Conflict, Forbidden, Invalid } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/journal.ts';
import { recordAccess } from './access-changes.ts';
import { attemptSubject, beginAttempt, forgiveAttempt } from './attempts.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { weaknessOf } from './password-rules.ts';
import { endOtherSessions, hashToken } from './sessions.ts';

/** Minutes after a sign-in, by anything but the password, within which a new one is set without the old one. */
const freshMinutes = 30;

/** Keeps a person's password, in place of any before. */
export async function storePassword(ctx: Context, personId: number, hash: string): Promise<void> {
  await ctx.db
    .insertInto('personPassword')
    .values({ personId, hash, setAt: ctx.now })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet({ hash, setAt: ctx.now }))
    .execute();
}

/**
 * The person who signs in with an address and a password. Whether there is an account is said neither by the answer nor
 * by its time: every address is looked up, counted and hashed alike.
 * @returns the person's id
 * @throws Invalid for `password`: `wrong` when they do not belong together, `slow` after too many failures
 */
export async function findByPassword(
  ctx: Context,
  { email, password, device }: { email: string; password: string; device: string | undefined }
): Promise<number> {
  const deviceHash = hashToken(device ?? '');
  const found = await ctx.db
    .selectFrom('person as p')
    .leftJoin('personPassword as w', 'w.personId', 'p.id')
    .leftJoin('knownDevice as d', (join) => join.onRef('d.personId', '=', 'p.id').on('d.tokenHash', '=', deviceHash))
    .select(['p.id', 'w.hash', 'd.id as deviceId'])
    .where(sql`lower(p.email)`, '=', sql`lower(${email})`)
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();
  const subject = attemptSubject(ctx, 'password', email, found?.deviceId ? deviceHash : null);
  const attempt = await beginAttempt(ctx, subject);
  if (attempt === undefined) throw new Invalid([{ field: 'password', code: 'slow' }]);
  if (!(await isPassword(password, found?.hash ?? null)) || !found)
    throw new Invalid([{ field: 'password', code: 'wrong' }]);
  await forgiveAttempt(ctx, attempt);
  return found.id;
}

/** What the page of one's own password needs to know. */
export interface OwnPassword {
  /** Since when there is one. */
  setAt: Date | null;
  /** Whether a new one is set without the old one; otherwise that is asked for, or a new sign-in where there is none. */
  fresh: boolean;
  /** Whether the second factor, which they have, is still to come in this session. */
  needsCode: boolean;
}

/** @throws Forbidden for a session that is not of the person who acts */
export async function getOwnPassword(ctx: Context, sessionId: number): Promise<OwnPassword> {
  const own = await ownPassword(ctx, sessionId);
  return { setAt: own.setAt, needsCode: own.needsCode, fresh: isFresh(ctx, own) };
}

/** Whoever has just signed in by a link or a key may have forgotten the password; by the password itself, they know it. */
const isFresh = (ctx: Context, { createdAt, method, hash }: { createdAt: Date; method: string; hash: string | null }) =>
  ctx.now.getTime() - createdAt.getTime() <= freshMinutes * 60_000 && (method !== 'password' || hash === null);

async function ownPassword(ctx: Context, sessionId: number) {
  if (ctx.actor.kind !== 'person') throw new Forbidden();
  const row = await ctx.db
    .selectFrom('session as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .leftJoin('personPassword as w', 'w.personId', 'p.id')
    .leftJoin('secondFactor as f', (join) => join.onRef('f.personId', '=', 'p.id').on('f.confirmedAt', 'is not', null))
    .select([
      'p.id',
      'p.name',
      'p.email',
      'w.hash',
      'w.setAt',
      's.createdAt',
      's.method',
      's.secondFactorAt',
      'f.personId as factor'
    ])
    .where('s.id', '=', sessionId)
    .where('p.id', '=', ctx.actor.id)
    .executeTakeFirst();
  if (!row) throw new Forbidden();
  return { ...row, needsCode: row.factor !== null && row.secondFactorAt === null };
}

/**
 * Sets or changes one's own password, and ends one's other sessions: whoever changes it may fear that somebody else
 * knows it. Within 30 minutes of a sign-in by anything but the password the old one is not asked for.
 * @throws Invalid with what is wrong with it, or with `current`; Conflict `stale` when there is no old one to ask for
 *   and the sign-in is too long ago; Forbidden before the second factor
 */
export async function setOwnPassword(
  ctx: Context,
  sessionId: number,
  { current, password }: { current: string; password: string }
): Promise<void> {
  const own = await ownPassword(ctx, sessionId);
  if (own.needsCode) throw new Forbidden();
  if (!isFresh(ctx, own)) await proveCurrent(ctx, own, current);
  const weakness = weaknessOf(password, { name: own.name, email: own.email ?? '' });
  if (weakness) throw new Invalid([{ field: 'password', ...weakness }]);
  const hash = await hashPassword(password);
  await inTransaction(ctx, async (ctx) => {
    await storePassword(ctx, own.id, hash);
    await endOtherSessions(ctx, own.id, sessionId);
    await recordAccess(ctx, 'password.set', own.id);
  });
}

async function proveCurrent(ctx: Context, own: { id: number; hash: string | null }, current: string): Promise<void> {
  if (own.hash === null) throw new Conflict('stale');
  const attempt = await beginAttempt(ctx, attemptSubject(ctx, 'own-password', String(own.id), null));
  if (attempt === undefined) throw new Invalid([{ field: 'current', code: 'slow' }]);
  if (!(await isPassword(current, own.hash))) throw new Invalid([{ field: 'current', code: 'wrong' }]);
  await forgiveAttempt(ctx, attempt);
}
