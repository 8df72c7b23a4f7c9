import { expect, test } from 'vitest';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../../tests/support/world.ts';
import type { Context } from '../../platform/context.ts';
import { NotFound } from '../../platform/errors.ts';
import type { Role } from '../../platform/roles.ts';
import { deviceLabel, forgetDevices } from './devices.ts';
import { giveRole, personAt } from '../people.ts';
import { findSession } from './sessions.ts';
import { signIn, tellOfDevice, type Browser } from './signing-in.ts';

const withWorld = databaseOf(makeWorld);
const firefox = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';
const fresh: Browser = { session: undefined, device: undefined, userAgent: firefox };

const person = (ctx: Context, email = 'amina@org.example') => personAt(ctx, { name: 'Amina', email, locale: 'sw' });
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000)
});
const asked = (ctx: Context, id: number, browser = fresh, secondFactor = false) =>
  signIn(ctx, id, { method: 'link', secondFactor, browser });
const jobs = async (ctx: Context) =>
  (
    await ctx.db
      .withSchema('pgboss')
      .selectFrom('job' as never)
      .selectAll()
      .where('name' as never, '=', 'people.new-device' as never)
      .execute()
  ).length;
const give = (ctx: Context, world: World, id: number, role: Role) =>
  giveRole({ ...ctx, actor: { kind: 'operator' } }, id, role, { allianceId: world.alliances.global });

test(
  'a sign-in begins a session that is known by its token, and opens the account',
  withWorld(async (ctx) => {
    const id = await person(ctx);
    const { session, next } = await asked(ctx, id);
    expect(next).toBe('in');
    expect(await findSession(ctx, session)).toMatchObject({ person: { id }, secondFactor: false, owed: false });
    expect(await ctx.db.selectFrom('person').select('activatedAt').where('id', '=', id).executeTakeFirst()).toEqual({
      activatedAt: ctx.now
    });
    expect(await ctx.db.selectFrom('session').select('device').execute()).toEqual([{ device: 'Firefox · Android' }]);
  })
);

test(
  'the session that the browser had before ends, whosever it was',
  withWorld(async (ctx) => {
    const amina = await asked(ctx, await person(ctx));
    const ben = await person(ctx, 'ben@org.example');
    const { session } = await asked(ctx, ben, { ...fresh, session: amina.session });
    expect(await findSession(ctx, amina.session)).toBeUndefined();
    expect(await findSession(ctx, session)).toMatchObject({ person: { id: ben } });
  })
);

test(
  'a token that was planted in the browser is not taken',
  withWorld(async (ctx) => {
    const planted = { ...fresh, session: 'planted-session', device: 'planted-device' };
    const { session, device } = await asked(ctx, await person(ctx), planted);
    expect([session, device]).not.toContain('planted-session');
    expect(device).not.toBe('planted-device');
    expect(await findSession(ctx, 'planted-session')).toBeUndefined();
  })
);

test(
  'a browser that a stranger was known by is new to its next user, and the stranger’s copy of its token is worth nothing',
  withWorld(async (ctx) => {
    const stranger = await person(ctx, 'stranger@org.example');
    const { device } = await asked(ctx, stranger);
    const id = await person(ctx);
    await asked(ctx, id);
    await asked(ctx, id, { ...fresh, device });
    expect(await jobs(ctx)).toBe(1);
    // The same token again: it belongs to no browser any more.
    await asked(ctx, id, { ...fresh, device });
    expect(await jobs(ctx)).toBe(2);
  })
);

test(
  'a person is told of a new browser, but neither of their first nor of one that they know',
  withWorld(async (ctx) => {
    const id = await person(ctx);
    const { device } = await asked(ctx, id);
    expect(await jobs(ctx)).toBe(0);
    const again = await asked(later(ctx, 1), id, { ...fresh, device });
    await asked(later(ctx, 2), id, { ...fresh, device: again.device });
    expect(await jobs(ctx)).toBe(0);
    await asked(later(ctx, 3), id);
    expect(await jobs(ctx)).toBe(1);
  })
);

test(
  'the mail about a new browser names it and the moment, in their language, and leads to the sessions of the program’s own address',
  withWorld(async (ctx) => {
    const id = await person(ctx);
    const { device } = await asked(ctx, id);
    await ctx.db.updateTable('knownDevice').set({ label: '' }).execute();
    const { id: deviceId } = await ctx.db.selectFrom('knownDevice').select('id').executeTakeFirstOrThrow();
    await tellOfDevice(ctx, deviceId);
    await ctx.db.updateTable('knownDevice').set({ label: 'Firefox · Android' }).execute();
    await tellOfDevice(ctx, deviceId);
    await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).execute();
    await tellOfDevice(ctx, deviceId);
    const mails = await ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
    expect(mails).toMatchObject([
      { kind: 'people.new-device', toAddress: 'amina@org.example', locale: 'sw' },
      { kind: 'people.new-device', toAddress: 'amina@org.example', locale: 'sw' }
    ]);
    expect(mails[0]!.text).toContain('kivinjari kisichojulikana');
    expect(mails[1]!.text).toContain('Firefox · Android');
    expect(mails[1]!.text).toMatch(/1 Novemba 2026.*09:00 UTC/);
    expect(mails[1]!.text).toContain('https://alliance.example/sw/account/sessions');
    expect(mails[1]!.text).not.toContain(device);
  })
);

test(
  'two people of one browser both stay known in it',
  withWorld(async (ctx) => {
    const [amina, ben] = [await person(ctx), await person(ctx, 'ben@org.example')];
    let { device } = await asked(ctx, amina);
    for (const id of [ben, amina, ben, amina]) ({ device } = await asked(ctx, id, { ...fresh, device }));
    expect(await jobs(ctx)).toBe(0);
    expect(await ctx.db.selectFrom('knownDevice').select('personId').orderBy('personId').execute()).toEqual([
      { personId: amina },
      { personId: ben }
    ]);
  })
);

test(
  'who holds a role that needs a second factor is led to it, and holds the role only with it',
  withWorld(async (ctx, world) => {
    const id = await person(ctx);
    await give(ctx, world, id, 'owner');
    const first = await asked(ctx, id);
    expect(first.next).toBe('second-factor');
    expect((await findSession(ctx, first.session))!.actor).toMatchObject({ roles: [] });
    const factor = { personId: id, secret: Buffer.alloc(20), createdAt: ctx.now };
    await ctx.db.insertInto('secondFactor').values(factor).execute();
    expect((await asked(ctx, id)).next).toBe('second-factor');
    await ctx.db.updateTable('secondFactor').set({ confirmedAt: ctx.now }).execute();
    expect((await asked(ctx, id)).next).toBe('code');
    const passkey = await asked(ctx, id, fresh, true);
    expect(passkey.next).toBe('in');
    expect((await findSession(ctx, passkey.session))!.actor).toMatchObject({ roles: [{ role: 'owner' }] });
  })
);

test(
  'who is suspended or erased does not come in, and the browser’s session stays',
  withWorld(async (ctx) => {
    const { session } = await asked(ctx, await person(ctx, 'other@org.example'));
    const id = await person(ctx);
    const update = (values: object) => ctx.db.updateTable('person').set(values).where('id', '=', id).execute();
    await update({ suspendedAt: ctx.now });
    await expect(asked(ctx, id, { ...fresh, session })).rejects.toThrow(NotFound);
    await update({ suspendedAt: null, erasedAt: ctx.now, email: null });
    await expect(asked(ctx, id, { ...fresh, session })).rejects.toThrow(NotFound);
    expect(await findSession(ctx, session)).toBeDefined();
    expect(await ctx.db.selectFrom('session').select('personId').where('personId', '=', id).execute()).toEqual([]);
  })
);

test(
  'a browser is forgotten when it was not used for longer than it keeps its cookie',
  withWorld(async (ctx) => {
    const id = await person(ctx);
    await asked(ctx, id);
    expect(await forgetDevices(later(ctx, 399))).toBe(0);
    expect(await forgetDevices(later(ctx, 401))).toBe(1);
  })
);

test('a browser is named by what its owner calls it', () => {
  const names: Record<string, string> = {
    [firefox]: 'Firefox · Android',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0':
      'Edge · Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1':
      'Safari · iPhone',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36':
      'Chrome · Linux',
    '<script>alert(1)</script>': '',
    '': ''
  };
  for (const [agent, name] of Object.entries(names)) expect(deviceLabel(agent)).toBe(name);
});
