/** What a client accepts and carries: encodings, validators, languages, cookies. */

export type Encoding = 'br' | 'gzip' | 'identity';

/** Our own order among what a client likes equally: smallest first. */
const OURS: readonly Encoding[] = ['br', 'gzip', 'identity'];

/** The q value of one list member (RFC 9110, 12.4.2): 1 when absent, 0 when unreadable, as not wanted. */
function quality(params: readonly string[]): number {
  for (const param of params) {
    const [name, value] = param.split('=');
    if (name?.trim().toLowerCase() !== 'q') continue;
    const q = Number(value?.trim() || NaN);
    return q >= 0 && q <= 1 ? q : 0;
  }
  return 1;
}

/** A list header with q values as a map from lower-case name to q. */
function weights(header: string): Map<string, number> {
  const map = new Map<string, number>();
  for (const member of header.split(',')) {
    const [name = '', ...params] = member.split(';');
    const key = name.trim().toLowerCase();
    if (key) map.set(key, quality(params));
  }
  return map;
}

/**
 * Encodings that the client accepts, best first (RFC 9110, 12.5.3). Identity is always last resort: when a client
 * refuses it and there is nothing else, we send it all the same, as the RFC allows, in place of a 406.
 */
export function acceptedEncodings(header: string | undefined): readonly Encoding[] {
  if (header === undefined) return ['identity'];
  const given = weights(header);
  const any = given.get('*');
  const weighOf = (encoding: Encoding): number => {
    const q = given.get(encoding) ?? (encoding === 'gzip' ? given.get('x-gzip') : undefined) ?? any;
    // Identity is acceptable unless it is refused, but nobody asked for it: after all that was named.
    return q ?? (encoding === 'identity' ? 0.0001 : 0);
  };
  const wanted = OURS.map((encoding) => ({ encoding, q: weighOf(encoding) })).filter(({ q }) => q > 0);
  wanted.sort((a, b) => b.q - a.q);
  const order = wanted.map(({ encoding }) => encoding);
  return order.includes('identity') ? order : [...order, 'identity'];
}

/** Whether If-None-Match names this tag, by weak comparison (RFC 9110, 13.1.2). */
export function etagMatches(header: string, etag: string): boolean {
  if (header === etag || header === '*') return true;
  for (const part of header.split(',')) {
    const tag = part.trim();
    if (tag === etag || tag === '*' || (tag.startsWith('W/') && tag.slice(2) === etag)) return true;
  }
  return false;
}

/** The site's locale that a client likes best (`es-419` fits `es`; RFC 4647 lookup), or undefined. */
export function bestLocale(header: string, locales: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestQ = 0;
  for (const [range, q] of weights(header)) {
    if (q <= bestQ) continue;
    const found = lookup(range, locales);
    if (found === undefined) continue;
    best = found;
    bestQ = q;
  }
  return best;
}

function lookup(range: string, locales: readonly string[]): string | undefined {
  for (let tag = range; tag; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const found = locales.find((locale) => locale.toLowerCase() === tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names in a Cookie header. */
export function cookieNames(header: string): string[] {
  return header.split(';').map((pair) => {
    const at = pair.indexOf('=');
    return (at < 0 ? pair : pair.slice(0, at)).trim();
  });
}

/**
 * Whether the answer for this Accept header is the ordinary one. Other servers of the fediverse ask for
 * `application/activity+json` at the same address, and programs for JSON: those are answered by the handler.
 */
export function acceptsPage(header: string): boolean {
  if (/json/i.test(header)) return false;
  return /text\/html|\*\/\*/i.test(header);
}
