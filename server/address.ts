/** Raw request targets → clean addresses. All that is odd stops here, so nothing behind the front meets it. */

export type Target = { path: string; query: string } | { refuse: 400 | 404 | 414 } | { redirect: string };

const MAX_TARGET = 4096;
// oxlint-disable-next-line no-control-regex
const FORBIDDEN_RAW = /[\x00-\x20\x7f#\\]/;
// oxlint-disable-next-line no-control-regex
const FORBIDDEN_DECODED = /[\x00-\x1f\x7f\\]/;
/** Delimiters that RFC 3986 (3.3) allows in a segment as they are; `/@name` must stay `/@name`. */
const ALLOWED_IN_SEGMENT = /%(?:40|3A|24|26|2B|2C|3B|3D)/g;

/**
 * Parses a request target. Answers the path in one canonical spelling and the query as it came; or a refusal; or a
 * redirect to the same address without its trailing slash (always a path on this site: `//` was refused before).
 * An absolute-form target (RFC 9112, 3.2.2) counts only when it names the same host as the Host header.
 */
export function parseTarget(raw: string, host: string): Target {
  if (raw.length > MAX_TARGET) return { refuse: 414 };
  let target = raw;
  if (target[0] !== '/') {
    const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target);
    if (!absolute || absolute[1]?.toLowerCase() !== host.toLowerCase()) return { refuse: 400 };
    const rest = absolute[2] ?? '';
    target = rest[0] === '/' ? rest : `/${rest}`;
  }
  if (FORBIDDEN_RAW.test(target)) return { refuse: 400 };
  // Some old clients send UTF-8 bytes unescaped; node hands them over as latin1.
  target = target.replace(/[\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  if (rawPath.includes('//')) return { refuse: 404 };
  // PostgreSQL text has no NUL: a query that carries one can only end in an error further in.
  if (/%00/.test(query)) return { refuse: 400 };

  const path = canonicalPath(rawPath);
  if (path === undefined) return { refuse: 400 };
  if (path !== '/' && path.endsWith('/')) return { redirect: path.slice(0, -1) + (query && `?${query}`) };
  return { path, query };
}

/** One spelling for each path, or undefined where it is invalid: bad escapes, control characters, dot segments. */
function canonicalPath(rawPath: string): string | undefined {
  if (/^[\w/-]*$/.test(rawPath)) return rawPath;
  const segments: string[] = [];
  for (const segment of rawPath.split('/')) {
    let text: string;
    try {
      text = decodeURIComponent(segment);
    } catch {
      return undefined;
    }
    // An escaped slash stays escaped, yet `..%2f..` is looked at as if it were not.
    if (FORBIDDEN_DECODED.test(text) || text.split('/').some((part) => part === '.' || part === '..')) return undefined;
    segments.push(encodeURIComponent(text).replace(ALLOWED_IN_SEGMENT, decodeURIComponent));
  }
  return segments.join('/');
}

/**
 * The meaningful part of a query in one spelling: known names only, without empty and repeated values, sorted by name
 * and value. So `?x=1` or `utm_*` can neither fill the cache nor reach the page.
 */
export function normaliseQuery(query: string, known: ReadonlySet<string>): URLSearchParams {
  if (query === '') return new URLSearchParams();
  const seen = new Set<string>();
  const kept: [string, string][] = [];
  for (const [name, value] of new URLSearchParams(query)) {
    const pair = `${name}=${value}`;
    if (value === '' || !known.has(name) || seen.has(pair)) continue;
    seen.add(pair);
    kept.push([name, value]);
  }
  kept.sort((a, b) => (a[0] === b[0] ? compare(a[1], b[1]) : compare(a[0], b[0])));
  return new URLSearchParams(kept);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The language of a path and the path without it: `/es/events` → `es`, `/events`. */
export function splitLocale(path: string, locales: readonly string[]): { locale: string; rest: string } {
  const end = path.indexOf('/', 1);
  const first = end < 0 ? path.slice(1) : path.slice(1, end);
  const base = locales[0] ?? 'en';
  if (first === base || !locales.includes(first)) return { locale: base, rest: path };
  return { locale: first, rest: end < 0 ? '/' : path.slice(end) };
}

/** Whether a path is the prefix itself or lies under it; `/n/` fits `/n` and `/n/x`, `/n` does not fit `/news`. */
export function under(path: string, prefix: string): boolean {
  const bare = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path.startsWith(bare) && (path.length === bare.length || path[bare.length] === '/');
}
