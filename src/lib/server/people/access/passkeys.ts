import { createHmac } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON
} from '@simplewebauthn/server';
import type { Context } from '../../platform/context.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/journal.ts';
import { recordAccess } from './access-changes.ts';
import { allowFactorChange, ownNumber } from './factors.ts';
import { beginStep, takeStep } from '../steps.ts';
import type { OwnSession } from './second-factor.ts';

/*
 * Passkeys (WebAuthn level 3): discoverable, and the device makes sure who holds it, so that one counts as two factors.
 */

/** Minutes in which a browser may answer a challenge. */
const minutes = 5;
export const mostPasskeys = 20;
export const longestPasskeyName = 60;

/** The site as authenticators know it: the host of its address (WebAuthn, section 4, relying party identifier). */
const siteOf = (ctx: Context) => ({ origin: ctx.instance.origin, id: new URL(ctx.instance.origin).hostname });

/** How authenticators know a person: it tells nothing about them (WebAuthn, section 14.6.1). */
const userHandle = (ctx: Context, personId: number) =>
  new Uint8Array(createHmac('sha256', ctx.instance.secret).update(`passkey user ${personId}`).digest());

/** One's own passkeys, the newest first. */
export async function listPasskeys(ctx: Context) {
  return ctx.db
    .selectFrom('passkey')
    .select(['id', 'name', 'createdAt', 'lastUsedAt'])
    .where('personId', '=', ownNumber(ctx))
    .orderBy('id', 'desc')
    .limit(mostPasskeys)
    .execute();
}

/**
 * Begins to add a passkey: what the browser needs to make one, and the token of the step.
 * @throws Forbidden where the session lacks a factor that the person has; Conflict `too-many-passkeys`
 */
export async function beginPasskey(ctx: Context, session: OwnSession, siteName: string) {
  const personId = ownNumber(ctx);
  await allowFactorChange(ctx, session);
  const [person, known] = await Promise.all([
    ctx.db.selectFrom('person').select(['name', 'email']).where('id', '=', personId).executeTakeFirstOrThrow(),
    ctx.db.selectFrom('passkey').select(['credentialId', 'transports']).where('personId', '=', personId).execute()
  ]);
  if (known.length >= mostPasskeys) throw new Conflict('too-many-passkeys');
  const options = await generateRegistrationOptions({
    rpName: siteName,
    rpID: siteOf(ctx).id,
    userID: userHandle(ctx, personId),
    userName: person.email!,
    userDisplayName: person.name,
    timeout: minutes * 60_000,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
  });
  const token = await beginStep(ctx, 'passkey-new', { challenge: options.challenge }, { minutes, personId });
  return { options, token };
}

/**
 * Adds the passkey that a browser made for the challenge of this step, which is used up whatever comes of it.
 * @throws Invalid `passkey`: `refused` (another challenge, site or origin, no check of who holds it), `taken`; Forbidden
 */
export async function addPasskey(
  ctx: Context,
  session: OwnSession,
  token: string | undefined,
  { name, response }: { name: string; response: RegistrationResponseJSON }
): Promise<void> {
  const personId = ownNumber(ctx);
  const step = await takeStep(ctx, 'passkey-new', token, personId);
  if (!step) throw refused();
  const { origin, id } = siteOf(ctx);
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: step.challenge!,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true
  }).catch(() => undefined);
  if (!result?.verified) throw refused();
  const { credential } = result.registrationInfo;
  await inTransaction(ctx, async (ctx) => {
    await allowFactorChange(ctx, session);
    const added = await ctx.db
      .insertInto('passkey')
      .values({
        personId,
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name: name.trim().slice(0, longestPasskeyName) || '–',
        createdAt: ctx.now
      })
      .onConflict((conflict) => conflict.column('credentialId').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw new Invalid([{ field: 'passkey', code: 'taken' }]);
    await recordAccess(ctx, 'passkey.added', personId, { data: { passkey: added.id } });
  });
}

/** Begins a sign-in by passkey: for whoever holds one, so the site asks for no address first. */
export async function beginPasskeySignIn(ctx: Context) {
  const options = await generateAuthenticationOptions({
    rpID: siteOf(ctx).id,
    userVerification: 'required',
    timeout: minutes * 60_000
  });
  const token = await beginStep(ctx, 'passkey-sign-in', { challenge: options.challenge }, { minutes });
  return { options, token };
}

/**
 * Who answered the challenge of this step with a passkey of theirs. The step is used up whatever comes of it.
 * @throws Invalid `passkey`: `refused`, the same for each reason, so that it tells nothing
 */
export async function takePasskey(
  ctx: Context,
  token: string | undefined,
  response: AuthenticationResponseJSON | null | undefined
): Promise<number> {
  const step = await takeStep(ctx, 'passkey-sign-in', token);
  const known = step && response && (await findCredential(ctx, response.id));
  if (!step || !response || !known) throw refused();
  const handle = Buffer.from(userHandle(ctx, known.personId)).toString('base64url');
  if (response.response?.userHandle !== handle) throw refused();
  const { origin, id } = siteOf(ctx);
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: step.challenge!,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: known.credentialId, publicKey: new Uint8Array(known.publicKey), counter: Number(known.counter) }
  }).catch(() => undefined);
  if (!result?.verified || !result.authenticationInfo.userVerified) throw refused();
  const { newCounter } = result.authenticationInfo;
  // Once more in the statement: two answers at once were both compared with the counter as it was.
  const { numUpdatedRows } = await ctx.db
    .updateTable('passkey')
    .set({ counter: newCounter, lastUsedAt: ctx.now })
    .where('id', '=', known.id)
    .where((eb) => (newCounter === 0 ? eb('counter', '=', 0) : eb('counter', '<', newCounter)))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw refused();
  return known.personId;
}

const findCredential = (ctx: Context, credentialId: unknown) =>
  ctx.db
    .selectFrom('passkey as k')
    .innerJoin('person as p', 'p.id', 'k.personId')
    .select(['k.id', 'k.personId', 'k.credentialId', 'k.publicKey', 'k.counter'])
    .where('k.credentialId', '=', String(credentialId))
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();

/** Gives a passkey of one's own another name. @throws NotFound for one of somebody else; Invalid `name` */
export async function renamePasskey(ctx: Context, id: number, name: string): Promise<void> {
  const plain = name.trim();
  if (plain === '') throw new Invalid([{ field: 'name', code: 'missing' }]);
  if (plain.length > longestPasskeyName)
    throw new Invalid([{ field: 'name', code: 'too-long', values: { limit: longestPasskeyName } }]);
  const { numUpdatedRows } = await ctx.db
    .updateTable('passkey')
    .set({ name: plain })
    .where('id', '=', id)
    .where('personId', '=', ownNumber(ctx))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new NotFound('passkey');
}

/**
 * Removes a passkey of one's own: it opens nothing from now on.
 * @throws NotFound for one of somebody else; Forbidden in a session that lacks the second factor; Conflict
 * `second-factor-needed` for the last factor of somebody whose role needs one
 */
export async function removePasskey(ctx: Context, session: OwnSession, id: number): Promise<void> {
  const personId = ownNumber(ctx);
  await inTransaction(ctx, async (ctx) => {
    // Two removals at once would each count on the other passkey.
    await ctx.db.selectFrom('person').select('id').where('id', '=', personId).forUpdate().execute();
    const own = await ctx.db
      .selectFrom('passkey')
      .select('id')
      .where('id', '=', id)
      .where('personId', '=', personId)
      .executeTakeFirst();
    if (!own) throw new NotFound('passkey');
    const factors = await allowFactorChange(ctx, session);
    if (factors.needed && !factors.codes && factors.passkeys === 1) throw new Conflict('second-factor-needed');
    await ctx.db.deleteFrom('passkey').where('id', '=', id).execute();
    await recordAccess(ctx, 'passkey.removed', personId, { data: { passkey: id } });
  });
}

const refused = () => new Invalid([{ field: 'passkey', code: 'refused' }]);
