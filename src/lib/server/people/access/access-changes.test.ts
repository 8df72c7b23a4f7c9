import { TOTP, Secret } from 'otpauth';
import { expect, test } from 'vitest';
import { waitingJobs } from '../../../../../tests/support/jobs.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../../tests/support/world.ts';
import type { Context } from '../../platform/context.ts';
import type { Role } from '../../platform/roles.ts';
import { accessChangedJob, recordAccess, tellOfAccess } from './access-changes.ts';
import { hasSecondFactor, resetSecondFactor } from './factor-reset.ts';
import { removePasskey } from './passkeys.ts';
import { setOwnPassword } from './passwords.ts';
import { giveRole, personAt } from '../people.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  findPendingSecret,
  proveSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes
} from './second-factor.ts';
import { beginSession, findSession } from './sessions.ts';

interface Somebody extends World {
  person: number;
  other: number;
}

const within = databaseOf(async (ctx): Promise<Somebody> => {
  const world = await makeWorld(ctx);
  const add = (name: string, locale: string) => personAt(ctx, { name, email: `${name}@people.example`, locale });
  return { ...world, person: await add('amina', 'sw'), other: await add('other', 'en') };
});

const operator = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'operator' } });
const own = (ctx: Context, id: number): Context => ({ ...ctx, actor: { kind: 'person', id, roles: [] } });
const session = { sessionId: 0, secondFactor: true };
const as = (ctx: Context, id: number, role: Role, alliances: number[]): Context => ({
  ...ctx,
  actor: { kind: 'person', id, roles: [{ role, alliances, organisationId: null }] }
});

const addPasskey = async (ctx: Context, personId: number) => {
  const { id } = await ctx.db
    .insertInto('passkey')
    .values({
      personId,
      credentialId: `key of ${personId}`,
      publicKey: Buffer.alloc(1),
      counter: 0,
      transports: [],
      name: 'Phone',
      createdAt: ctx.now
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

async function addCodes(ctx: Context, personId: number): Promise<string[]> {
  const theirs = own(ctx, personId);
  await beginSecondFactor(theirs, session);
  const { text } = (await findPendingSecret(theirs, 'World', 'a'))!;
  const totp = new TOTP({ secret: Secret.fromBase32(text.replaceAll(' ', '')), period: 30, digits: 6 });
  const token = await beginSession(ctx, personId, { method: 'link', secondFactor: false, device: 'd' });
  const { sessionId } = (await findSession(ctx, token))!;
  const code = totp.generate({ timestamp: ctx.now.getTime() });
  return (await confirmSecondFactor(theirs, { sessionId, secondFactor: false }, code)).codes;
}

/** Does what was queued so far. @returns the mails that it wrote */
async function mails(ctx: Context) {
  const before = await ctx.db.selectFrom('mail').select('id').execute();
  for (const { id } of await waitingJobs(ctx, accessChangedJob.name)) await tellOfAccess(ctx, id!);
  const all = await ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
  return all.slice(before.length);
}

test(
  'setting up codes is told in one mail, in their language, with a link that signs nobody in and no code or secret',
  within(async (ctx, { person }) => {
    const codes = await addCodes(ctx, person);
    const sent = await mails(ctx);
    expect(sent).toMatchObject([{ kind: 'people.access-changed', toAddress: 'amina@people.example', locale: 'sw' }]);
    const { text, html } = sent[0]!;
    expect(text).toContain('Programu inayoonyesha misimbo imeongezwa');
    expect(text).toContain('Kama si wewe, ijulishe sekretarieti mara moja');
    expect(text.match(/https:\S+/g)).toEqual(['https://alliance.example/sw/account/sessions']);
    for (const code of codes) expect(text + html).not.toContain(code);
  })
);

test(
  'new recovery codes, the end of codes, a password, and a passkey that came or went are told, each as what it is',
  within(async (ctx, { other }) => {
    const theirs = own(ctx, other);
    const codes = await addCodes(ctx, other);
    const fresh = await renewRecoveryCodes(theirs, session, codes[0]!);
    await removeSecondFactor(theirs, session, fresh[0]!);
    const token = await beginSession(ctx, other, { method: 'link', secondFactor: false, device: 'd' });
    const { sessionId } = (await findSession(ctx, token))!;
    await setOwnPassword(theirs, sessionId, { current: '', password: 'seven green kites over the square' });
    await recordAccess(theirs, 'passkey.added', other, { data: { passkey: 1 } });
    await removePasskey(theirs, session, await addPasskey(ctx, other));
    const sent = await mails(ctx);
    const said = [
      'was added as a second factor',
      'New recovery codes were made',
      'was removed as a second factor',
      'A new password was set',
      'A passkey was added',
      'A passkey was removed'
    ];
    expect(sent).toHaveLength(said.length);
    for (const [i, words] of said.entries()) expect(sent[i]!.text).toContain(words);
    expect(sent.every(({ text }) => !text.includes('kites'))).toBe(true);
  })
);

test(
  'what was refused is not told, nor is a code that was passed, and nobody who was erased is written to',
  within(async (ctx, { other }) => {
    const theirs = own(ctx, other);
    const [code] = await addCodes(ctx, other);
    await expect(removeSecondFactor(theirs, session, 'nonsense')).rejects.toThrow();
    await proveSecondFactor(theirs, session, code!);
    expect(await mails(ctx)).toHaveLength(1);
    await ctx.db.updateTable('person').set({ email: null, erasedAt: ctx.now }).where('id', '=', other).execute();
    expect(await mails(ctx)).toEqual([]);
  })
);

test(
  'a lost second factor is reset by the secretariat: app, codes, passkeys and sessions end; they are told and it is written',
  within(async (ctx, { person, other, alliances }) => {
    await giveRole(operator(ctx), person, 'reviewer', { allianceId: alliances.kenya });
    await giveRole(operator(ctx), person, 'editor', { allianceId: alliances.nairobi });
    await addCodes(ctx, person);
    await addPasskey(ctx, person);
    await addPasskey(ctx, other);
    const token = await beginSession(ctx, person, { method: 'link', secondFactor: false, device: 'd' });
    await resetSecondFactor(as(ctx, other, 'officer', [alliances.kenya, alliances.nairobi]), person);
    expect(await hasSecondFactor(ctx, person)).toBe(false);
    expect(await ctx.db.selectFrom('recoveryCode').selectAll().execute()).toEqual([]);
    expect(await hasSecondFactor(ctx, other)).toBe(true);
    expect(await findSession(ctx, token)).toBeUndefined();
    const sent = (await mails(ctx)).slice(-1);
    expect(sent).toMatchObject([{ toAddress: 'amina@people.example' }]);
    expect(sent[0]!.text).toContain('Sekretarieti imeweka upya uthibitisho wako wa pili');
    const facts = await ctx.db
      .selectFrom('journal')
      .select(['allianceId', 'actorId'])
      .where('fact', '=', 'second-factor.reset')
      .execute();
    expect(facts.map(({ allianceId }) => allianceId).toSorted()).toEqual(
      [alliances.kenya, alliances.nairobi].toSorted()
    );
    expect(facts.every(({ actorId }) => actorId === other)).toBe(true);
  })
);

test(
  'it is reset by nobody for themselves, out of reach, or of somebody whose role only an owner gives but by an owner',
  within(async (ctx, { person, other, alliances }) => {
    const all = Object.values(alliances);
    await giveRole(operator(ctx), person, 'officer', { allianceId: alliances.kenya });
    const owner = as(ctx, other, 'owner', all);
    await expect(resetSecondFactor(owner, person)).rejects.toMatchObject({ message: 'no-second-factor' });
    await addPasskey(ctx, person);
    for (const [role, reach, name] of [
      ['officer', all, 'Forbidden'],
      ['alliance-lead', all, 'Forbidden'],
      ['owner', [alliances.nairobi], 'NotFound'],
      ['editor', all, 'NotFound']
    ] as const)
      await expect(resetSecondFactor(as(ctx, other, role, [...reach]), person)).rejects.toMatchObject({ name });
    await expect(resetSecondFactor(as(ctx, person, 'owner', all), person)).rejects.toMatchObject({ message: 'self' });
    expect(await hasSecondFactor(ctx, person)).toBe(true);
    await resetSecondFactor(owner, person);
    expect(await hasSecondFactor(ctx, person)).toBe(false);
    await expect(resetSecondFactor(owner, 99_999)).rejects.toMatchObject({ name: 'NotFound' });
  })
);
