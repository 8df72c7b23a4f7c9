import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../../platform/context.ts';
import { NotFound } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/define.ts';
import { enqueue } from '../../platform/jobs/enqueue.ts';
import { inTransaction } from '../../platform/journal.ts';
import { queueMail } from '../../platform/mail/mail.ts';
import { actorOf } from '../actors.ts';
import { deviceLabel, meetDevice } from './devices.ts';
import { newDeviceMail } from '../mails.ts';
import { beginSession, endSession, type SignInMethod } from './sessions.ts';

/** Tells a person of a sign-in on a browser that they had not used before. */
export const newDeviceJob = defineJob<{ id: number }>('people.new-device', { onlyOne: ({ id }) => String(id) });

/** What a browser carries and says of itself when somebody signs in on it. */
export interface Browser {
  /** The token of a session that was there before; it ends. */
  session: string | undefined;
  /** The token by which its earlier users know it. */
  device: string | undefined;
  userAgent: string;
}

/** What comes after a sign-in: the desk, the second factor that is owed, or setting one up. */
export type Next = 'in' | 'code' | 'second-factor';

export interface Entered {
  /** The tokens for the two cookies. */
  session: string;
  device: string;
  next: Next;
}

/**
 * Signs a person in, whatever the way was in which they showed who they are: ends the browser's former session, begins
 * a new one, and tells the person by mail when the browser is new to them and it was not their first sign-in. Roles
 * that need a second factor are not in force until the session had one; `next` says what is owed for them.
 * @throws NotFound for somebody who may not sign in: suspended or erased
 */
export async function signIn(
  ctx: Context,
  personId: number,
  { method, secondFactor, browser }: { method: SignInMethod; secondFactor: boolean; browser: Browser }
): Promise<Entered> {
  return inTransaction(ctx, async (ctx) => {
    const person = await ctx.db
      .selectFrom('person')
      .select('activatedAt')
      .where('id', '=', personId)
      .where('suspendedAt', 'is', null)
      .where('erasedAt', 'is', null)
      .executeTakeFirst();
    if (!person) throw new NotFound('person');
    if (browser.session) await endSession(ctx, browser.session);
    const label = deviceLabel(browser.userAgent);
    const device = await meetDevice(ctx, personId, browser.device, label);
    const session = await beginSession(ctx, personId, { method, secondFactor, device: label });
    // Whoever signs in for the first time knows that they do; in a demonstration everybody is everybody.
    if (!device.known && person.activatedAt && method !== 'demo') await enqueue(ctx, newDeviceJob, { id: device.id });
    return { session, device: device.token, next: await nextOf(ctx, personId, secondFactor) };
  });
}

async function nextOf(ctx: Context, personId: number, secondFactor: boolean): Promise<Next> {
  if (!(await actorOf(ctx, personId, secondFactor)).owed) return 'in';
  const factor = await ctx.db
    .selectFrom('secondFactor')
    .select('personId')
    .where('personId', '=', personId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst();
  return factor ? 'code' : 'second-factor';
}

/** Does the job `people.new-device`, for a browser of somebody who may still sign in. */
export async function tellOfDevice(ctx: Context, id: number): Promise<void> {
  const device = await ctx.db
    .selectFrom('knownDevice as d')
    .innerJoin('person as p', 'p.id', 'd.personId')
    .select(['d.label', 'd.firstSeenAt as at', 'p.name', 'p.email', 'p.locale'])
    .where('d.id', '=', id)
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .executeTakeFirst();
  if (!device) return;
  const locale = device.locale as Locale;
  const person = { name: device.name, email: device.email! };
  await queueMail(ctx, newDeviceMail({ ...ctx, locale }, await allianceName(ctx, locale), person, device));
}

/** What the whole is called, for mails that come from it. */
export async function allianceName(ctx: Context, locale: Locale): Promise<string> {
  const { name } = await ctx.db
    .selectFrom('alliance')
    .select('name')
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  return inLanguage(name, locale).text;
}
