import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { contextOver, testNow } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { makeWorld, type World } from '../../../../../tests/support/world.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import type { Context } from '../../platform/context.ts';
import { actorOf } from '../actors.ts';
import { getFactors } from './factors.ts';
import { giveRole, personAt } from '../people.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  findPendingSecret,
  findSecondFactor,
  proveSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes
} from './second-factor.ts';
import { beginSession, findSession, type SignedIn } from './sessions.ts';

const later = (ctx: Context, seconds: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + seconds * 1000)
});

/** A person who is signed in, with the context of their requests. */
async function signedIn(ctx: Context, email: string, secondFactor = false) {
  const personId = await personAt(ctx, { name: 'Amina', email, locale: 'en' });
  const token = await beginSession(ctx, personId, { method: 'link', secondFactor, device: 'test' });
  const session = (await findSession(ctx, token)) as SignedIn;
  return { ctx: { ...ctx, actor: session.actor } as Context, personId, token, session };
}

async function secretOf(ctx: Context): Promise<TOTP> {
  const pending = await findPendingSecret(ctx, 'World', 'amina@people.example');
  return new TOTP({ secret: Secret.fromBase32(pending!.text.replaceAll(' ', '')), period: 30, digits: 6 });
}

const codeAt = (totp: TOTP, ctx: Context, seconds = 0): string =>
  totp.generate({ timestamp: ctx.now.getTime() + seconds * 1000 });

/** Sets up codes for whoever is signed in. */
async function withCodes(ctx: Context, email = 'amina@people.example') {
  const amina = await signedIn(ctx, email);
  await beginSecondFactor(amina.ctx, amina.session);
  const totp = await secretOf(amina.ctx);
  const { codes, token } = await confirmSecondFactor(amina.ctx, amina.session, codeAt(totp, amina.ctx));
  const fresh = await signedIn(ctx, email);
  const passed = (await findSession(ctx, token)) as SignedIn;
  return { ...fresh, totp, codes, passed };
}

const wrong = { problems: [{ field: 'code', code: 'wrong' }] };
const wait = { problems: [{ field: 'code', code: 'wait' }] };

const within = databaseOf(makeWorld);
type Filled = World;
const on = (world: Filled) => ({ allianceId: world.alliances.global });
const operator = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'operator' } });

describe('setting codes up', () => {
  test(
    'a code of the app ends it: ten recovery codes, and a session with a new token and a second factor',
    within(async (ctx) => {
      const amina = await signedIn(ctx, 'amina@people.example');
      await beginSecondFactor(amina.ctx, amina.session);
      expect(await findSecondFactor(amina.ctx)).toBeUndefined();
      const totp = await secretOf(amina.ctx);
      const { codes, token } = await confirmSecondFactor(amina.ctx, amina.session, codeAt(totp, amina.ctx));
      expect(new Set(codes).size).toBe(10);
      expect(codes.every((code) => /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/.test(code))).toBe(true);
      expect(await findSession(ctx, amina.token)).toBeUndefined();
      expect(await findSession(ctx, token)).toMatchObject({ secondFactor: true, person: { id: amina.personId } });
      expect(await findSecondFactor(amina.ctx)).toEqual({ confirmedAt: testNow, codesLeft: 10 });
      expect(await findPendingSecret(amina.ctx, 'World', 'a')).toBeUndefined();
    })
  );

  test(
    'the database holds neither the secret nor a recovery code as it is',
    within(async (ctx) => {
      const { totp, codes } = await withCodes(ctx);
      const { secret } = await ctx.db.selectFrom('secondFactor').selectAll().executeTakeFirstOrThrow();
      expect(secret.includes(Buffer.from(totp.secret.bytes))).toBe(false);
      const hashes = await ctx.db.selectFrom('recoveryCode').select('codeHash').execute();
      for (const { codeHash } of hashes) expect(codes.map((code) => code.replaceAll('-', ''))).not.toContain(codeHash);
    })
  );

  test(
    'a wrong code leaves it unconfirmed, and whoever begins anew gets another secret',
    within(async (ctx) => {
      const amina = await signedIn(ctx, 'amina@people.example');
      await beginSecondFactor(amina.ctx, amina.session);
      const first = await secretOf(amina.ctx);
      await expect(confirmSecondFactor(amina.ctx, amina.session, '000000')).rejects.toMatchObject(wrong);
      await beginSecondFactor(amina.ctx, amina.session);
      const second = await secretOf(amina.ctx);
      expect(second.secret.base32).not.toBe(first.secret.base32);
      await expect(confirmSecondFactor(amina.ctx, amina.session, codeAt(first, ctx))).rejects.toMatchObject(wrong);
      await confirmSecondFactor(amina.ctx, amina.session, codeAt(second, ctx));
    })
  );

  test(
    'codes that are in use are not replaced by a second set-up, nor confirmed again',
    within(async (ctx) => {
      const { ctx: own, passed, totp } = await withCodes(ctx);
      await expect(beginSecondFactor(own, passed)).rejects.toMatchObject({ message: 'second-factor-exists' });
      await expect(confirmSecondFactor(own, passed, codeAt(totp, own, 30))).rejects.toMatchObject({
        message: 'no-secret'
      });
    })
  );

  test(
    'whoever has only the first factor of somebody with codes cannot begin, renew or remove anything',
    within(async (ctx) => {
      const { ctx: own, session, totp } = await withCodes(ctx);
      expect(session.secondFactor).toBe(false);
      const forbidden = { name: 'Forbidden' };
      await expect(beginSecondFactor(own, session)).rejects.toMatchObject(forbidden);
      await expect(renewRecoveryCodes(own, session, codeAt(totp, own, 30))).rejects.toMatchObject(forbidden);
      await expect(removeSecondFactor(own, session, codeAt(totp, own, 30))).rejects.toMatchObject(forbidden);
    })
  );

  test(
    'a visitor has no factors',
    within(async (ctx) => {
      await expect(getFactors(ctx)).rejects.toMatchObject({ name: 'NotFound' });
      await expect(findSecondFactor(ctx)).rejects.toMatchObject({ name: 'NotFound' });
    })
  );
});

describe('a code', () => {
  test(
    'is taken from the step before, now and after, and no further',
    within(async (ctx) => {
      const { ctx: own, session, totp } = await withCodes(ctx);
      const moment = later(own, 300);
      for (const off of [-60, 60, 3600])
        await expect(proveSecondFactor(moment, session, codeAt(totp, moment, off))).rejects.toMatchObject(wrong);
      for (const off of [-30, 0, 30]) await proveSecondFactor(moment, session, codeAt(totp, moment, off));
    })
  );

  test(
    'is taken once: not again, not the one that confirmed, and none from before the last one used',
    within(async (ctx) => {
      const { ctx: own, session, totp } = await withCodes(ctx);
      await expect(proveSecondFactor(own, session, codeAt(totp, own))).rejects.toMatchObject(wrong);
      const moment = later(own, 300);
      await proveSecondFactor(moment, session, codeAt(totp, moment));
      await expect(proveSecondFactor(moment, session, codeAt(totp, moment))).rejects.toMatchObject(wrong);
      await expect(proveSecondFactor(moment, session, codeAt(totp, moment, -30))).rejects.toMatchObject(wrong);
    })
  );

  test(
    'may be typed with spaces and in the digits of the own script',
    within(async (ctx) => {
      const { ctx: own, session, totp } = await withCodes(ctx);
      for (const [i, zero] of ['٠', '۰', '০'].entries()) {
        const moment = later(own, 300 * (i + 1));
        const typed = codeAt(totp, moment).replace(/\d/g, (digit) =>
          String.fromCodePoint(zero.codePointAt(0)! + Number(digit))
        );
        await proveSecondFactor(moment, session, `${typed.slice(0, 3)} ${typed.slice(3)}`);
      }
    })
  );

  test(
    'of somebody else opens nothing',
    within(async (ctx) => {
      const { ctx: own, session } = await withCodes(ctx);
      const benta = await withCodes(ctx, 'benta@people.example');
      const moment = later(own, 300);
      await expect(proveSecondFactor(moment, session, codeAt(benta.totp, moment))).rejects.toMatchObject(wrong);
      await expect(proveSecondFactor(moment, session, benta.codes[0]!)).rejects.toMatchObject(wrong);
    })
  );

  test(
    'whose app was never confirmed opens nothing',
    within(async (ctx) => {
      const amina = await signedIn(ctx, 'amina@people.example');
      await beginSecondFactor(amina.ctx, amina.session);
      const totp = await secretOf(amina.ctx);
      await expect(proveSecondFactor(amina.ctx, amina.session, codeAt(totp, amina.ctx))).rejects.toMatchObject(wrong);
    })
  );

  test(
    'changes the token of the session, and puts its roles in force',
    within(async (ctx, world) => {
      const { ctx: own, totp, personId } = await withCodes(ctx);
      await giveRole(operator(ctx), personId, 'officer', on(world));
      const moment = later(own, 300);
      const old = await beginSession(moment, personId, { method: 'password', secondFactor: false, device: 'test' });
      const before = (await findSession(moment, old))!;
      expect(before).toMatchObject({ owed: true, actor: { roles: [] } });
      const token = await proveSecondFactor({ ...moment, actor: before.actor }, before, codeAt(totp, moment));
      expect(await findSession(moment, old)).toBeUndefined();
      expect(await findSession(moment, token)).toMatchObject({ owed: false, actor: { roles: [{ role: 'officer' }] } });
      expect((await actorOf(moment, personId, false)).owed).toBe(true);
    })
  );
});

describe('wrong codes', () => {
  test(
    'five of them within 15 minutes make even the right one wait, and then it is taken',
    within(async (ctx) => {
      const { ctx: own, session, totp, codes } = await withCodes(ctx);
      const moment = later(own, 300);
      for (let i = 0; i < 5; i++)
        await expect(proveSecondFactor(moment, session, '123456')).rejects.toMatchObject(wrong);
      await expect(proveSecondFactor(moment, session, codeAt(totp, moment))).rejects.toMatchObject(wait);
      await expect(proveSecondFactor(moment, session, codes[0]!)).rejects.toMatchObject(wait);
      const almost = later(moment, 15 * 60 - 1);
      await expect(proveSecondFactor(almost, session, codeAt(totp, almost))).rejects.toMatchObject(wait);
      const after = later(moment, 15 * 60);
      await proveSecondFactor(after, session, codeAt(totp, after));
    })
  );

  test(
    'of one person do not make another wait, and are forgotten at a right one',
    within(async (ctx) => {
      const { ctx: own, session, totp } = await withCodes(ctx);
      const benta = await withCodes(ctx, 'benta@people.example');
      const moment = later(own, 300);
      for (let i = 0; i < 5; i++)
        await expect(proveSecondFactor(later(benta.ctx, 300), benta.session, 'no')).rejects.toMatchObject(wrong);
      for (let i = 0; i < 4; i++) await expect(proveSecondFactor(moment, session, 'no')).rejects.toMatchObject(wrong);
      await proveSecondFactor(moment, session, codeAt(totp, moment));
      for (let i = 0; i < 4; i++) await expect(proveSecondFactor(moment, session, 'no')).rejects.toMatchObject(wrong);
      await proveSecondFactor(moment, session, codeAt(totp, moment, 30));
    })
  );
});

describe('at the same moment', () => {
  const onEmpty = (work: (ctx: Context) => Promise<void>) => () => withEmptyDatabase((_, db) => work(contextOver(db)));
  const outcomes = async (tries: Promise<unknown>[]) => {
    const settled = await Promise.allSettled(tries);
    return { passed: settled.filter(({ status }) => status === 'fulfilled').length };
  };

  test(
    'one code of the app and one recovery code pass once each',
    onEmpty(async (ctx) => {
      const { ctx: own, session, totp, codes } = await withCodes(ctx);
      const moment = later(own, 300);
      const code = codeAt(totp, moment);
      const four = <T>(make: () => T) => Array.from({ length: 4 }, make);
      expect(await outcomes(four(() => proveSecondFactor(moment, session, code)))).toEqual({ passed: 1 });
      await ctx.db.deleteFrom('signInFailure').execute();
      expect(await outcomes(four(() => proveSecondFactor(moment, session, codes[0]!)))).toEqual({ passed: 1 });
      expect(await findSecondFactor(own)).toMatchObject({ codesLeft: 9 });
    })
  );

  test(
    'twenty guesses are five guesses, and refusals are counted although nothing else of them stays',
    onEmpty(async (ctx) => {
      const { ctx: own, session } = await withCodes(ctx);
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, () => proveSecondFactor(own, session, '111111'))
      );
      const codes = tries.map((each) => (each as PromiseRejectedResult).reason.problems[0].code as string);
      expect(codes.filter((code) => code === 'wrong')).toHaveLength(5);
      expect(codes.filter((code) => code === 'wait')).toHaveLength(15);
    })
  );
});

describe('recovery codes', () => {
  test(
    'open once each, in whatever letters, and are counted',
    within(async (ctx) => {
      const { ctx: own, session, codes } = await withCodes(ctx);
      await proveSecondFactor(own, session, ` ${codes[0]!.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')}`);
      await expect(proveSecondFactor(own, session, codes[0]!)).rejects.toMatchObject(wrong);
      expect(await findSecondFactor(own)).toMatchObject({ codesLeft: 9 });
    })
  );

  test(
    'made anew end those from before',
    within(async (ctx) => {
      const { ctx: own, session, passed, codes } = await withCodes(ctx);
      await expect(renewRecoveryCodes(own, passed, 'nonsense')).rejects.toMatchObject(wrong);
      const fresh = await renewRecoveryCodes(own, passed, codes[0]!);
      expect(fresh).toHaveLength(10);
      await expect(proveSecondFactor(own, session, codes[1]!)).rejects.toMatchObject(wrong);
      await proveSecondFactor(own, session, fresh[1]!);
    })
  );
});

describe('removing', () => {
  test(
    'needs a code, takes all away, and is in the journal',
    within(async (ctx) => {
      const { ctx: own, passed, codes } = await withCodes(ctx);
      await expect(removeSecondFactor(own, passed, '000000')).rejects.toMatchObject(wrong);
      await removeSecondFactor(own, passed, codes[0]!);
      expect(await findSecondFactor(own)).toBeUndefined();
      expect(await ctx.db.selectFrom('recoveryCode').selectAll().execute()).toEqual([]);
      const facts = await ctx.db.selectFrom('journal').select('fact').orderBy('id').execute();
      expect(facts.map(({ fact }) => fact).filter((fact) => /factor|recovery/.test(fact))).toEqual([
        'second-factor.added',
        'recovery-codes.made',
        'recovery-code.used',
        'second-factor.removed'
      ]);
      await expect(removeSecondFactor(own, passed, codes[1]!)).rejects.toMatchObject({ message: 'no-second-factor' });
      await expect(renewRecoveryCodes(own, passed, codes[1]!)).rejects.toMatchObject({ message: 'no-second-factor' });
    })
  );

  test(
    'is refused while a role needs a second factor',
    within(async (ctx, world) => {
      const { ctx: own, passed, codes, personId } = await withCodes(ctx);
      await giveRole(operator(ctx), personId, 'safeguarding-lead', on(world));
      await expect(removeSecondFactor(own, passed, codes[0]!)).rejects.toMatchObject({
        message: 'second-factor-needed'
      });
      expect(await findSecondFactor(own)).toMatchObject({ codesLeft: 10 });
    })
  );
});
