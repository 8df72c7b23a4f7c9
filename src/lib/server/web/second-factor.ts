import { redirect, type RequestEvent } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { requireSession } from './session.ts';

/**
 * Who is signed in, where all their roles are in force. Somebody whose session lacks the second factor that a role of
 * theirs needs is led to it, and from there back to where they wanted to go.
 */
export function requireSecondFactor(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>) {
  const session = requireSession(event);
  if (session.owed) redirect(303, secondFactorHref(event));
  return session;
}

/** Where a second factor is given or, for who has none yet, set up. */
export function secondFactorHref({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): string {
  const back = encodeURIComponent(url.pathname + url.search);
  return localHref(`/sign-in/code?to=${back}`, locals.ctx.locale);
}
