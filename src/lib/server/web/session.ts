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

/** Empties what the browser keeps of this site, so that on a shared computer going back shows nothing (decision 9). */
const emptied = { 'clear-site-data': '"cache"' };

/** Takes the session from the browser, and the pages that it keeps. */
export function dropSession(event: Event & Pick<RequestEvent, 'setHeaders'>): void {
  event.cookies.delete(cookieName(event), options(event));
  event.setHeaders(emptied);
}

/** Who is signed in, on a page that the hooks let nobody else see. */
export function requireSession({ locals }: Pick<RequestEvent, 'locals'>): NonNullable<App.Locals['session']> {
  if (locals.failure) throw locals.failure;
  if (!locals.session) error(401);
  return locals.session;
}

/**
 * What answers a visitor on the desk, before any page or action of it runs: a way to sign in, and from there back to
 * where they wanted to go. A browser whose session was ended elsewhere loses it here, and the pages that it keeps. A
 * form is refused, for what was typed could not be kept over that; the page that it stands on is left, to be gone back
 * to.
 */
export function refuseVisitor(event: RequestEvent): Response | undefined {
  const { locals, route, url, request, cookies } = event;
  if (locals.session || locals.failure || !route.id?.startsWith('/(desk)')) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 401 });
  const location = localHref(`/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`, locals.ctx.locale);
  const headers = new Headers({ location, 'cache-control': 'no-store' });
  if (sessionToken(event)) {
    headers.append('set-cookie', cookies.serialize(cookieName(event), '', { ...options(event), maxAge: 0 }));
    headers.set('clear-site-data', emptied['clear-site-data']);
  }
  return new Response(null, { status: 303, headers });
}

const deviceCookie = ({ url }: Pick<Event, 'url'>): string => (url.protocol === 'https:' ? '__Host-device' : 'device');

/** The token by which a browser is known to those who signed in on it before. */
export const deviceToken = (event: Event): string | undefined => event.cookies.get(deviceCookie(event));

/** Gives the browser its token, for as long as browsers keep one (RFC 6265bis, section 5.5). */
export function carryDevice(event: Event, token: string): void {
  event.cookies.set(deviceCookie(event), token, { ...options(event), maxAge: 400 * 86_400 });
}
