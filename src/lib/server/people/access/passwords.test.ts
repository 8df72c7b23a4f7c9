import { describe, expect, test } from 'vitest';
import { countHashes, countQueries } from '../../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { makeWorld } from '../../../../../tests/support/world.ts';
import type { Context } from '../../platform/context.ts';
import { Conflict, Forbidden, Invalid } from '../../platform/errors.ts';
import { forgetFailures } from './attempts.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { weaknessOf } from './password-rules.ts';
import { findByPassword, getOwnPassword, setOwnPassword, storePassword } from './passwords.ts';
import { personAt } from '../people.ts';
import { findSession, type SignedIn, type SignInMethod } from './sessions.ts';
import { signIn } from './signing-in.ts';

const withWorld = databaseOf(makeWorld);
const email = 'amina@org.example';
const right = 'zebra crossing at noon';
const minutes = (ctx: Context, count: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + count * 60_000)
});

async function amina(ctx: Context, password: string | null = right) {
  const id = await personAt(ctx, { name: 'Amina Otieno', email, locale: 'en' });
  if (password) await storePassword(ctx, id, await hashPassword(password));
  return id;
}
const browser = (device?: string) => ({ session: undefined, device, userAgent: '' });
async function signedIn(ctx: Context, id: number, method: SignInMethod = 'link') {
  const { session, device } = await signIn(ctx, id, { method, secondFactor: false, browser: browser() });
  const { sessionId, actor } = (await findSession(ctx, session)) as SignedIn;
  return { ctx: { ...ctx, actor }, sessionId, device, token: session };
}
const attempt = (
  ctx: Context,
  password: string,
  { address = email, device }: { address?: string; device?: string } = {}
) =>
  findByPassword(ctx, { email: address, password, device }).catch((error: unknown) => {
    if (error instanceof Invalid) return error.problems[0]!.code;
    throw error;
  });
const problemOf = async (work: Promise<unknown>) => {
  const error = await work.catch((error: unknown) => error);
  return error instanceof Invalid ? error.problems.map(({ field, code }) => `${field} ${code}`) : error;
};

describe('a hash of a password', () => {
  test('is a PHC string of Argon2id, another each time, and only its password fits it', async () => {
    const hash = await hashPassword(right);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hashPassword(right)).not.toBe(hash);
    expect([await isPassword(right, hash), await isPassword(`${right} `, hash), await isPassword('', hash)]).toEqual([
      true,
      false,
      false
    ]);
  });

  test('does not mind how letters with marks were typed', async () => {
    expect(await isPassword('rue de l\u2019e\u0301cole', await hashPassword('rue de l\u2019\u00e9cole'))).toBe(true);
  });

  test('of nobody fits no password', async () => {
    for (const password of ['', '\0', right]) expect(await isPassword(password, null)).toBe(false);
  });
});

test('passwords that others try first, that are short, or that hold the own name are refused', () => {
  const of = (password: string) =>
    weaknessOf(password, { name: 'Amina Otieno', email: 'a.otieno-w@org.example' })?.code;
  expect(of('')).toBe('missing');
  for (const short of ['short', 'ninechars', 'দুটি']) expect(of(short)).toBe('too-short');
  expect(of('x'.repeat(201))).toBe('too-long');
  // prettier-ignore
  const common = ['password123', 'Password2026!', 'P@ssw0rd1234', '1234567890', '0987654321', 'qwertyuiop', 'poiuytrewq', 'aaaaaaaaaaaa', 'abababababab', 'iloveyou2026', 'Welcome-2026', 'abcdefghijkl', 'Cities4Children'];
  for (const password of common) expect([password, of(password)]).toEqual([password, 'common']);
  for (const password of ['aminas secret garden', 'the OTIENO family', 'OTIÉNO on a bike'])
    expect(of(password)).toBe('own');
  for (const password of [right, 'naranja mesa lluvia', 'শিশুদের জন্য শহর', 'مدينة آمنة للأطفال', '7391648205'])
    expect(of(password)).toBeUndefined();
});

describe('signing in by password', () => {
  test(
    'finds the person, in other letter cases too, and nobody else',
    withWorld(async (ctx) => {
      const id = await amina(ctx);
      await personAt(ctx, { name: 'Without', email: 'none@org.example', locale: 'en' });
      expect(await attempt(ctx, right)).toBe(id);
      expect(await attempt(ctx, right, { address: 'AMINA@Org.example' })).toBe(id);
      expect(await attempt(ctx, 'zebra crossing at noon?')).toBe('wrong');
      expect(await attempt(ctx, right, { address: 'none@org.example' })).toBe('wrong');
      expect(await attempt(ctx, right, { address: 'nobody@org.example' })).toBe('wrong');
      await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', id).execute();
      expect(await attempt(ctx, right)).toBe('wrong');
    })
  );

  test(
    'takes as many statements and hashes for every address, and after five failures says the same of each',
    withWorld(async (ctx) => {
      await amina(ctx);
      await personAt(ctx, { name: 'Without', email: 'none@org.example', locale: 'en' });
      const addresses = [email, 'none@org.example', 'nobody@org.example'];
      for (const address of addresses) {
        let statements = 0;
        const hashes = await countHashes(async () => {
          statements = await countQueries(ctx, (counted) => attempt(counted, 'wrong password', { address }));
        });
        // The lookup, the lock, the count, the note.
        expect([address, statements, hashes]).toEqual([address, 4, 1]);
      }
      for (const address of addresses) {
        const said = [];
        for (let n = 0; n < 5; n++) said.push(await attempt(ctx, 'wrong password', { address }));
        expect(said).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'slow']);
        expect(await countHashes(() => attempt(ctx, 'wrong password', { address }))).toBe(0);
      }
      expect(await attempt(ctx, right)).toBe('slow');
      expect(await attempt(minutes(ctx, 15), right)).toEqual(expect.any(Number));
    })
  );

  test(
    'from a browser that the person knows goes on while strangers are kept waiting, who have no use of its token for others',
    withWorld(async (ctx) => {
      const id = await amina(ctx);
      const { device } = await signedIn(ctx, id);
      const other = await personAt(ctx, { name: 'Ben', email: 'ben@org.example', locale: 'en' });
      const { device: theirs } = await signedIn(ctx, other);
      for (let n = 0; n < 3; n++) await attempt(ctx, 'wrong password');
      for (let n = 0; n < 2; n++) await attempt(ctx, 'wrong password', { device: theirs });
      expect(await attempt(ctx, right)).toBe('slow');
      expect(await attempt(ctx, right, { device: 'made up' })).toBe('slow');
      expect(await attempt(ctx, right, { device: theirs })).toBe('slow');
      expect(await attempt(ctx, right, { device })).toBe(id);
      // Its own failures count as well, for itself.
      for (let n = 0; n < 5; n++) expect(await attempt(ctx, 'wrong password', { device })).toBe('wrong');
      expect(await attempt(ctx, right, { device })).toBe('slow');
    })
  );

  test(
    'that succeeds counts as no failure, and what was counted is gone after a day and names no address',
    withWorld(async (ctx) => {
      const id = await amina(ctx);
      for (let n = 0; n < 7; n++) expect(await attempt(ctx, right)).toBe(id);
      await attempt(ctx, 'wrong password');
      const rows = await ctx.db.selectFrom('signInFailure').selectAll().execute();
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toMatch(/amina/i);
      expect(await forgetFailures(minutes(ctx, 24 * 60))).toBe(0);
      expect(await forgetFailures(minutes(ctx, 24 * 60 + 1))).toBe(1);
    })
  );
});

describe('one’s own password', () => {
  test(
    'is set soon after the sign-in without an old one, and ends the other sessions',
    withWorld(async (ctx) => {
      const id = await amina(ctx, null);
      const elsewhere = await signedIn(ctx, id);
      const here = await signedIn(ctx, id);
      await setOwnPassword(minutes(here.ctx, 30), here.sessionId, { current: '', password: right });
      expect(await attempt(ctx, right)).toBe(id);
      expect(await findSession(ctx, elsewhere.token)).toBeUndefined();
      expect(await findSession(ctx, here.token)).toBeDefined();
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['fact', 'data'])
        .where('fact', '=', 'password.set')
        .execute();
      expect(facts).toEqual([{ fact: 'password.set', data: {} }]);
    })
  );

  test(
    'is asked for at once after a sign-in by password, which is what an open computer may be',
    withWorld(async (ctx) => {
      const here = await signedIn(ctx, await amina(ctx), 'password');
      const set = (current: string) =>
        problemOf(setOwnPassword(here.ctx, here.sessionId, { current, password: 'a new one, quite long' }));
      expect(await getOwnPassword(here.ctx, here.sessionId)).toMatchObject({ fresh: false });
      expect(await set('')).toEqual(['current wrong']);
      expect(await set(right)).toBeUndefined();
    })
  );

  test(
    'later asks for the old one, five times in a quarter of an hour, and without one for a new sign-in',
    withWorld(async (ctx) => {
      const id = await amina(ctx);
      const here = await signedIn(ctx, id);
      const late = minutes(here.ctx, 31);
      const set = (current: string) =>
        setOwnPassword(late, here.sessionId, { current, password: 'a new one, quite long' });
      expect(await getOwnPassword(late, here.sessionId)).toEqual({ setAt: ctx.now, fresh: false, needsCode: false });
      for (let n = 0; n < 5; n++) expect(await problemOf(set('wrong'))).toEqual(['current wrong']);
      expect(await problemOf(set(right))).toEqual(['current slow']);
      await ctx.db.deleteFrom('signInFailure').execute();
      await set(right);
      await ctx.db.deleteFrom('personPassword').execute();
      await expect(set('')).rejects.toThrow(Conflict);
    })
  );

  test(
    'is not set by a visitor, in the session of another, or before the second factor that one has',
    withWorld(async (ctx) => {
      const here = await signedIn(ctx, await amina(ctx));
      const ben = await signedIn(ctx, await personAt(ctx, { name: 'Ben', email: 'ben@org.example', locale: 'en' }));
      const set = (by: Context, sessionId: number) =>
        setOwnPassword(by, sessionId, { current: '', password: 'never to be set' });
      await expect(set(ctx, here.sessionId)).rejects.toThrow(Forbidden);
      await expect(set(ben.ctx, here.sessionId)).rejects.toThrow(Forbidden);
      await expect(getOwnPassword(ben.ctx, here.sessionId)).rejects.toThrow(Forbidden);
      const factor = { secret: Buffer.alloc(20), createdAt: ctx.now, confirmedAt: ctx.now };
      await ctx.db
        .insertInto('secondFactor')
        .values({ ...factor, personId: (here.ctx.actor as { id: number }).id })
        .execute();
      await expect(set(here.ctx, here.sessionId)).rejects.toThrow(Forbidden);
      expect(await getOwnPassword(here.ctx, here.sessionId)).toMatchObject({ needsCode: true });
      expect(await attempt(ctx, right)).toEqual(expect.any(Number));
    })
  );

  test(
    'that is weak is refused, and the one before stays',
    withWorld(async (ctx) => {
      const here = await signedIn(ctx, await amina(ctx));
      const set = (password: string) => problemOf(setOwnPassword(here.ctx, here.sessionId, { current: '', password }));
      expect(await set('short')).toEqual(['password too-short']);
      expect(await set('otieno otieno')).toEqual(['password own']);
      expect(await attempt(ctx, right)).toEqual(expect.any(Number));
    })
  );
});
