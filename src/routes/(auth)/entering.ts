import { redirect, type RequestEvent } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import type { SignInMethod } from '#lib/server/people/access/sessions.ts';
import { signIn } from '#lib/server/people/access/signing-in.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import { carryDevice, carrySession, deviceToken, sessionToken } from '#lib/server/web/session.ts';

type Event = Pick<RequestEvent, 'cookies' | 'locals' | 'request' | 'url'>;

/** Where somebody wanted to go who was asked to sign in; the desk where that is no page of this site. */
export function destination(event: Pick<Event, 'locals'>, to: unknown): string {
  const path = safePath(typeof to === 'string' ? to : '');
  return path === '/' ? localHref('/desk', event.locals.ctx.locale) : path;
}

/**
 * The end of every way of signing in: begins the session of somebody who has just shown who they are, gives it to the
 * browser, and leads on, to what is owed or to where they wanted to go. `secondFactor` says whether the way itself
 * counts as two factors, as a passkey with user verification does. It never returns.
 * @throws NotFound for somebody who may not sign in
 */
export async function enter(
  event: Event,
  personId: number,
  { method, secondFactor = false, to }: { method: SignInMethod; secondFactor?: boolean; to?: unknown }
): Promise<never> {
  const { ctx } = event.locals;
  const browser = {
    session: sessionToken(event),
    device: deviceToken(event),
    userAgent: event.request.headers.get('user-agent') ?? ''
  };
  const { session, device, next } = await signIn(ctx, personId, { method, secondFactor, browser });
  carrySession(event, session);
  carryDevice(event, device);
  const path = destination(event, to);
  if (next === 'in') redirect(303, path);
  const page = next === 'code' ? '/sign-in/code' : '/account/second-factor';
  redirect(303, localHref(`${page}?to=${encodeURIComponent(path)}`, ctx.locale));
}
