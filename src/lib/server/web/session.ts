import { error, type RequestEvent } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';

type Event = Pick<RequestEvent, 'cookies' | 'url'>;

/**
 * Where the site is encrypted, the name binds the cookie to this host and to encrypted connections (RFC 6265bis,
 * section 4.1.3.2).
 */
const cookieName = ({ url }: Pick<Event, 'url'>): string => (url.protocol === 'https:' ? '__Host-session' : 'session');
const options = ({ url }: Pick<Event, 'url'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' }) as const;

/** The token that a browser carries. */
export const sessionToken = (event: Event): string | undefined => event.cookies.get(cookieName(event));

/** Gives the browser a session to carry: for 90 days, though it may end before. */
export function carrySession(event: Event, token: string): void {
  event.cookies.set(cookieName(event), token, { ...options(event), maxAge: 90 * 86_400 });
}

/** Takes the session from the browser. */
export function dropSession(event: Event): void {
  event.cookies.delete(cookieName(event), options(event));
}

/** Who is signed in, on a page that the hooks let nobody else see. */
export function requireSession({ locals }: Pick<RequestEvent, 'locals'>): NonNullable<App.Locals['session']> {
  if (locals.failure) throw locals.failure;
  if (!locals.session) error(401);
  return locals.session;
}

/**
 * What answers a visitor on the desk, before any page or action of it runs: a way to sign in, and from there back to
 * where they wanted to go. A form is refused, for what was typed could not be kept over that.
 */
export function refuseVisitor({ locals, route, url, request }: RequestEvent): Response | undefined {
  if (locals.session || locals.failure || !route.id?.startsWith('/(desk)')) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 401 });
  const location = localHref(`/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`, locals.ctx.locale);
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}

const deviceCookie = ({ url }: Pick<Event, 'url'>): string => (url.protocol === 'https:' ? '__Host-device' : 'device');

/** The token by which a browser is known to those who signed in on it before. */
export const deviceToken = (event: Event): string | undefined => event.cookies.get(deviceCookie(event));

/** Gives the browser its token, for as long as browsers keep one (RFC 6265bis, section 5.5). */
export function carryDevice(event: Event, token: string): void {
  event.cookies.set(deviceCookie(event), token, { ...options(event), maxAge: 400 * 86_400 });
}
