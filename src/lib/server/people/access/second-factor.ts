import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Context } from '../../platform/context.ts';
import { Conflict, Invalid } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { seal, unseal } from '../../platform/sealing.ts';
import { asciiDigits } from '../../platform/text.ts';
import { recordAccess } from './access-changes.ts';
import { allowFactorChange, ownNumber } from './factors.ts';
import { hashToken, passSecondFactor, type SignedIn } from './sessions.ts';

/*
 * Time-based codes (RFC 6238: SHA-1, six digits, steps of 30 seconds, as every app has them) and recovery codes.
 */

export type OwnSession = Pick<SignedIn, 'sessionId' | 'secondFactor'>;

const purpose = 'second factor';
const stepSeconds = 30;
/** Steps before and after the present one that are taken as well (RFC 6238, section 5.2). */
const window = 1;
/** Wrong codes in so many minutes, after which a person waits: one needs the first factor to come so far. */
const mostWrong = 5;
const wrongMinutes = 15;
export const recoveryCodeCount = 10;
/** Crockford's base 32, without the letters that look like digits: 16 signs are 80 bits. */
const signs = '0123456789abcdefghjkmnpqrstvwxyz';
const minute = 60_000;

const subjectOf = (personId: number): string => hashToken(`second factor of ${personId}`);

const totpOf = (secret: Uint8Array, issuer: string, label: string) =>
  new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: stepSeconds,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer })
  });

/** The codes of the person who acts: since when, and how many recovery codes are left; undefined without. */
export async function findSecondFactor(ctx: Context): Promise<{ confirmedAt: Date; codesLeft: number } | undefined> {
  const row = await ctx.db
    .selectFrom('secondFactor as f')
    .select((eb) => [
      'f.confirmedAt',
      eb
        .selectFrom('recoveryCode as r')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .whereRef('r.personId', '=', 'f.personId')
        .where('r.usedAt', 'is', null)
        .as('codesLeft')
    ])
    .where('f.personId', '=', ownNumber(ctx))
    .where('f.confirmedAt', 'is not', null)
    .executeTakeFirst();
  return row && { confirmedAt: row.confirmedAt!, codesLeft: Number(row.codesLeft) };
}

/**
 * Makes a secret for an app, in place of one that was not confirmed.
 * @throws Forbidden where the session lacks a factor that the person has; Conflict `second-factor-exists`
 */
export async function beginSecondFactor(ctx: Context, session: OwnSession): Promise<void> {
  const personId = ownNumber(ctx);
  await allowFactorChange(ctx, session);
  const secret = seal(ctx.instance.secret, purpose, personId, new Secret({ size: 20 }).bytes);
  const begun = await ctx.db
    .insertInto('secondFactor')
    .values({ personId, secret, createdAt: ctx.now })
    .onConflict((conflict) =>
      conflict
        .column('personId')
        .doUpdateSet({ secret, createdAt: ctx.now, lastStep: 0 })
        .where('secondFactor.confirmedAt', 'is', null)
    )
    .returning('personId')
    .executeTakeFirst();
  if (!begun) throw new Conflict('second-factor-exists');
}

/** The secret that waits to be confirmed, for the app's camera and to be typed; undefined where none waits. */
export async function findPendingSecret(
  ctx: Context,
  issuer: string,
  label: string
): Promise<{ uri: string; text: string } | undefined> {
  const personId = ownNumber(ctx);
  const row = await ctx.db
    .selectFrom('secondFactor')
    .select('secret')
    .where('personId', '=', personId)
    .where('confirmedAt', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const totp = totpOf(unseal(ctx.instance.secret, purpose, personId, row.secret), issuer, label);
  return { uri: totp.toString(), text: totp.secret.base32.replace(/(.{4})(?=.)/g, '$1 ') };
}

/**
 * Begins to use the codes of an app, proved by one of them. The session has a second factor from now on.
 * @returns recovery codes, shown this once, and the session's new token
 * @throws Invalid `code`: `wrong` or `wait`; Conflict `no-secret` where nothing waits to be confirmed
 */
export async function confirmSecondFactor(
  ctx: Context,
  session: OwnSession,
  code: string
): Promise<{ codes: string[]; token: string }> {
  const personId = ownNumber(ctx);
  await allowFactorChange(ctx, session);
  return attempt(ctx, personId, async (ctx) => {
    const pending = await ctx.db
      .selectFrom('secondFactor')
      .select('personId')
      .where('personId', '=', personId)
      .where('confirmedAt', 'is', null)
      .executeTakeFirst();
    if (!pending) throw new Conflict('no-secret');
    if (!(await takeCode(ctx, personId, code))) return undefined;
    await ctx.db.updateTable('secondFactor').set({ confirmedAt: ctx.now }).where('personId', '=', personId).execute();
    await recordAccess(ctx, 'second-factor.added', personId);
    const codes = await writeRecoveryCodes(ctx, personId);
    // The mail about the app names them already.
    await record(ctx, 'recovery-codes.made', { kind: 'person', id: personId });
    return { codes, token: await passSecondFactor(ctx, session.sessionId) };
  });
}

/**
 * Passes the second factor, by a code of the app or a recovery code, each good once.
 * @returns the session's new token: the one from before opens nothing any more
 * @throws Invalid `code`: `wrong`, or `wait` after five wrong ones within 15 minutes
 */
export async function proveSecondFactor(ctx: Context, session: OwnSession, code: string): Promise<string> {
  const personId = ownNumber(ctx);
  return attempt(ctx, personId, async (ctx) => {
    if (!(await takeEither(ctx, personId, code))) return undefined;
    await record(ctx, 'second-factor.passed', { kind: 'person', id: personId });
    return passSecondFactor(ctx, session.sessionId);
  });
}

/**
 * Makes ten recovery codes anew; those from before end.
 * @throws Forbidden in a session without second factor; Conflict `no-second-factor`; Invalid `code`
 */
export async function renewRecoveryCodes(ctx: Context, session: OwnSession, code: string): Promise<string[]> {
  const personId = ownNumber(ctx);
  const factors = await allowFactorChange(ctx, session);
  if (!factors.codes) throw new Conflict('no-second-factor');
  return attempt(ctx, personId, async (ctx) => {
    if (!(await takeEither(ctx, personId, code))) return undefined;
    await recordAccess(ctx, 'recovery-codes.made', personId);
    return writeRecoveryCodes(ctx, personId);
  });
}

/**
 * Ends the use of codes, proved by one.
 * @throws Conflict `second-factor-needed` while a role needs it, `no-second-factor`; Forbidden; Invalid `code`
 */
export async function removeSecondFactor(ctx: Context, session: OwnSession, code: string): Promise<void> {
  const personId = ownNumber(ctx);
  const factors = await allowFactorChange(ctx, session);
  if (!factors.codes) throw new Conflict('no-second-factor');
  if (factors.needed) throw new Conflict('second-factor-needed');
  await attempt(ctx, personId, async (ctx) => {
    if (!(await takeEither(ctx, personId, code))) return undefined;
    await ctx.db.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
    await ctx.db.deleteFrom('secondFactor').where('personId', '=', personId).execute();
    await recordAccess(ctx, 'second-factor.removed', personId);
    return true;
  });
}

/**
 * One try at a code. The tries of a person come one after the other, so that those who try many at once get no more of
 * them; what was wrong is counted, also where the caller's page is a refusal. @throws Invalid
 */
async function attempt<T>(ctx: Context, personId: number, work: (ctx: Context) => Promise<T | undefined>): Promise<T> {
  const subject = subjectOf(personId);
  const outcome = await inTransaction(ctx, async (ctx): Promise<{ done: T } | 'wrong' | 'wait'> => {
    await sql`select pg_advisory_xact_lock(hashtext(${subject}))`.execute(ctx.db);
    if ((await countWrong(ctx, subject)) >= mostWrong) return 'wait';
    const done = await work(ctx);
    if (done !== undefined) {
      await ctx.db.deleteFrom('signInFailure').where('subject', '=', subject).execute();
      return { done };
    }
    await ctx.db.insertInto('signInFailure').values({ subject, at: ctx.now }).execute();
    return 'wrong';
  });
  // Thrown after the commit, which would otherwise take the count back.
  if (typeof outcome === 'string') throw new Invalid([{ field: 'code', code: outcome }]);
  return outcome.done;
}

async function countWrong(ctx: Context, subject: string): Promise<number> {
  const { count } = await ctx.db
    .selectFrom('signInFailure')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('subject', '=', subject)
    .where('at', '>', new Date(ctx.now.getTime() - wrongMinutes * minute))
    .executeTakeFirstOrThrow();
  return Number(count);
}

const takeEither = async (ctx: Context, personId: number, code: string): Promise<boolean> =>
  (await isConfirmed(ctx, personId)) &&
  ((await takeCode(ctx, personId, code)) || (await takeRecoveryCode(ctx, personId, code)));

async function isConfirmed(ctx: Context, personId: number): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('secondFactor')
    .select('confirmedAt')
    .where('personId', '=', personId)
    .executeTakeFirst();
  return Boolean(row?.confirmedAt);
}

/** Uses up a code of the app: it, and any for a step before it, opens nothing again (RFC 6238, section 5.2). */
async function takeCode(ctx: Context, personId: number, code: string): Promise<boolean> {
  const token = asciiDigits(code).replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const row = await ctx.db
    .selectFrom('secondFactor')
    .select('secret')
    .where('personId', '=', personId)
    .executeTakeFirst();
  if (!row) return false;
  const timestamp = ctx.now.getTime();
  const secret = unseal(ctx.instance.secret, purpose, personId, row.secret);
  const delta = totpOf(secret, '', '').validate({ token, timestamp, window });
  if (delta === null) return false;
  const step = Math.floor(timestamp / 1000 / stepSeconds) + delta;
  const { numUpdatedRows } = await ctx.db
    .updateTable('secondFactor')
    .set({ lastStep: step })
    .where('personId', '=', personId)
    .where('lastStep', '<', step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Letters that were read for digits count as these. */
const plainCode = (code: string): string =>
  code
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/[il]/g, '1')
    .replaceAll('o', '0');

const recoveryHash = (personId: number, code: string): string =>
  hashToken(`recovery code of ${personId}: ${plainCode(code)}`);

async function takeRecoveryCode(ctx: Context, personId: number, code: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('recoveryCode')
    .set({ usedAt: ctx.now })
    .where('personId', '=', personId)
    .where('codeHash', '=', recoveryHash(personId, code))
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await record(ctx, 'recovery-code.used', { kind: 'person', id: personId });
  return true;
}

async function writeRecoveryCodes(ctx: Context, personId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
  await ctx.db.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
  await ctx.db
    .insertInto('recoveryCode')
    .values(codes.map((code) => ({ personId, codeHash: recoveryHash(personId, code) })))
    .execute();
  return codes;
}

function newRecoveryCode(): string {
  const text = Array.from({ length: 16 }, () => signs[randomInt(signs.length)]).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
