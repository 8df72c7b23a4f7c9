import type { IncomingHttpHeaders } from 'node:http';
import { compressible, encode, WORTH_COMPRESSING } from './compress.ts';
import { addVary, buildEntry } from './entry.ts';
import { refuse } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Flight } from './flights.ts';
import type { Encoding } from './negotiate.ts';
import type { Render } from './page-cache.ts';
import { ResponseTap, type Course } from './response-tap.ts';
import { secure } from './security.ts';
import { IMMUTABLE, POSTED_COOKIE, POSTED_SECONDS } from './visitor.ts';

/** A render whose result others may be given. */
export interface Sharing {
  key: string;
  maxAge: number;
  offer: string;
  flight: Flight;
  render: Render;
  /** Kept so briefly that it is made in one encoding only. */
  only?: Encoding | undefined;
}

/** Statuses that may be kept; all but 200 only shortly. */
const KEPT = [200, 301, 308, 404];
/** Larger answers are sent as they come. */
const MAX_COMPRESSED = 1024 * 1024;

/** Asks the handler, and sends its response in our house's order: secured, compressed, and kept where it may be. */
export function renderPage(x: Exchange, sharing?: Sharing): void {
  const { req, res, parts } = x;
  if (sharing) {
    neutralise(req.headers);
    req.method = 'GET';
    x.onClose = () => {
      sharing.flight.settle({ kind: 'again' });
      parts.cache.end(sharing.render);
    };
  }
  let kept: { tags: string[]; expires: number } | undefined;
  const tap = new ResponseTap(res, {
    maxBytes: sharing ? parts.settings.cache.maxEntryBytes : MAX_COMPRESSED,
    head: (status): Course => {
      kept = sharing && keeping(x, sharing, status);
      if (sharing && !kept) giveUp(x, sharing, status);
      finishHead(x, status);
      return kept || worthCompressing(x, status) ? 'collect' : 'pass';
    },
    body: (body) => {
      const sent = sharing && kept ? share(x, sharing, kept, body) : sendCompressed(x, tap, body);
      sent.catch(fail);
    },
    overflow: () => {
      if (sharing) giveUp(x, sharing, res.statusCode);
    }
  });
  x.tap = tap;
  const fail = (error: unknown): void => x.fail(error);
  try {
    const next = (error?: unknown): void => (error ? fail(error) : refuse(x, 404));
    Promise.resolve(parts.handler(req, res, next)).catch(fail);
  } catch (error) {
    fail(error);
  }
}

/** What many will be given must not depend on who happened to ask first. */
function neutralise(headers: IncomingHttpHeaders): void {
  const ours = ['host', 'x-forwarded-proto', 'x-forwarded-host', 'x-request-id', 'x-offer-locale'];
  for (const name of Object.keys(headers)) if (!ours.includes(name)) delete headers[name];
  headers.accept = 'text/html,*/*;q=0.8';
  headers['x-client-address'] = '0.0.0.0';
}

/** The tags and the end of a response that may be kept, by what the renderer says of it. */
function keeping(
  { path, res, parts }: Exchange,
  { maxAge }: Sharing,
  status: number
): { tags: string[]; expires: number } | undefined {
  const asset = path.startsWith(IMMUTABLE);
  const named = res.getHeader('x-page-tags');
  const tags =
    named === undefined
      ? []
      : String(named)
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean);
  if (asset ? status !== 200 : tags.length === 0 || !KEPT.includes(status)) return undefined;
  if (res.hasHeader('set-cookie') || res.hasHeader('content-encoding')) return undefined;
  if (/private|no-store/i.test(String(res.getHeader('cache-control') ?? '')) || res.getHeader('vary') === '*')
    return undefined;
  const { maxAgeSeconds, shortSeconds } = parts.settings.cache;
  const asked = Number(res.getHeader('x-page-max-age') ?? (asset ? Infinity : maxAgeSeconds));
  const seconds = Math.min(
    maxAge,
    status === 200 ? Infinity : shortSeconds,
    Number.isNaN(asked) ? maxAgeSeconds : asked
  );
  return seconds > 0 ? { tags, expires: Date.now() + seconds * 1000 } : undefined;
}

/** Lets the waiters go their own ways, and spares those who come soon the wait. A failure is forgotten at once. */
function giveUp({ parts }: Exchange, { key, flight, render }: Sharing, status: number): void {
  if (status < 500) parts.cache.markUncacheable(key, Date.now());
  flight.settle({ kind: 'own' });
  parts.cache.end(render);
}

/** The last word on the headers of every response that a handler makes. */
function finishHead(x: Exchange, status: number): void {
  const { req, res, parts } = x;
  secure(res, x.https);
  res.setHeader('X-Request-Id', x.id);
  if (parts.closing) res.shouldKeepAlive = false;
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (x.secret) {
    // Kept nowhere, unless the page says itself that its reader's own browser may (decision 9).
    if (!isPrivate(x)) res.setHeader('Cache-Control', 'private, no-store');
    // No other site learns the address. With `no-referrer` browsers would send forms from here with `Origin: null`
    // (Fetch, "append a request Origin header"), and they would be refused as another site's.
    res.setHeader('Referrer-Policy', 'same-origin');
  } else if (!res.hasHeader('cache-control')) {
    res.setHeader('Cache-Control', cacheControl(x, status, reads));
  }
  if (/^text\/html/i.test(String(res.getHeader('content-type') ?? ''))) {
    res.setHeader('Vary', addVary(res.getHeader('vary'), variesBy(x)));
  }
  const isDone = status === 303 || (status === 200 && isEnhanced(req.headers));
  if (req.method === 'POST' && isForm(req.headers) && isDone && needsPosted(x)) {
    const secureOnly = x.https ? '; Secure' : '';
    res.appendHeader(
      'Set-Cookie',
      `${POSTED_COOKIE}=1; Max-Age=${POSTED_SECONDS}; Path=/; HttpOnly; SameSite=Lax${secureOnly}`
    );
  }
}

const isPrivate = ({ res }: Exchange): boolean => /^private\b/i.test(String(res.getHeader('cache-control') ?? ''));

/**
 * A page is another one for somebody signed in, and for a first visitor of another language. One that a visitor's own
 * browser keeps for going back does not vary by cookie: the cookie of a post ends by itself while somebody types, and
 * without a network a page that varies by it is not found again (decision 9).
 */
function variesBy(x: Exchange): string[] {
  const languages = x.parts.settings.locales.length > 1 ? ['Accept-Language'] : [];
  return isPrivate(x) && !x.hasSession ? languages : ['Cookie', ...languages];
}

/** Whoever is signed in, or is so from now on, is given no kept page in any case; a cookie that ends would only harm. */
const needsPosted = ({ hasSession, res }: Exchange): boolean => !hasSession && !res.hasHeader('set-cookie');

function cacheControl(x: Exchange, status: number, reads: boolean): string {
  // A form that is shown again is gone back to like any other.
  if (!reads) return status === 409 || status === 422 ? 'private, no-cache' : 'no-store';
  if (x.path.startsWith(IMMUTABLE) && status === 200) return 'public, max-age=31536000, immutable';
  return x.hasSession ? 'private, no-cache' : 'no-cache';
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i.test(
    headers['content-type'] ?? ''
  );
}

/** SvelteKit's enhanced forms are answered 200 with the redirect in the body. */
function isEnhanced(headers: IncomingHttpHeaders): boolean {
  return headers['x-sveltekit-action'] === 'true';
}

function worthCompressing({ res, isHead, accepted }: Exchange, status: number): boolean {
  const length = Number(res.getHeader('content-length'));
  if (isHead || status < 200 || [204, 206, 304].includes(status) || accepted[0] === 'identity') return false;
  if (!(length >= WORTH_COMPRESSING && length <= MAX_COMPRESSED) || res.hasHeader('content-encoding')) return false;
  return (
    compressible(String(res.getHeader('content-type') ?? '')) &&
    !/no-transform/i.test(String(res.getHeader('cache-control')))
  );
}

async function sendCompressed({ res, accepted }: Exchange, tap: ResponseTap, body: Buffer): Promise<void> {
  const encoding = accepted[0] === 'br' ? 'br' : 'gzip';
  const encoded = await encode(body, encoding, 'answer');
  if (res.headersSent || res.destroyed) return;
  res.setHeader('Content-Encoding', encoding);
  res.setHeader('Vary', addVary(res.getHeader('vary'), ['Accept-Encoding']));
  const etag = res.getHeader('etag');
  if (typeof etag === 'string' && !etag.startsWith('W/')) res.setHeader('ETag', `W/${etag}`);
  tap.send(encoded);
}

async function share(
  x: Exchange,
  sharing: Sharing,
  { tags, expires }: { tags: string[]; expires: number },
  body: Buffer
): Promise<void> {
  const { parts, res, logPath } = x;
  const { key, flight, render, offer, only } = sharing;
  const entry = await buildEntry({
    key,
    logPath,
    status: res.statusCode,
    headers: { ...res.getHeaders() },
    body,
    tags,
    expires,
    effort: x.path.startsWith(IMMUTABLE) ? 'asset' : only ? 'answer' : 'page',
    only
  });
  const stored = parts.cache.store(render, entry);
  // Whoever asked after the purge must not be given what was seen before it.
  const stale = !stored && parts.cache.isStale(render, tags);
  flight.settle(stale ? { kind: 'again' } : { kind: 'entry', entry });
  parts.cache.end(render);
  if (!stored && !stale) parts.cache.markUncacheable(key, Date.now());
  x.tap?.release();
  x.sendEntry(entry, 'miss', offer);
}
