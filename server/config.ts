/** What the front is told: every limit in one place, with the default that a small server can live with. */

/** How fast one address may post: a bucket of `burst` tokens that refills at `perMinute`. */
export interface PostRate {
  burst: number;
  perMinute: number;
  /**
   * The first prefix that fits the path (without its language) wins. With `burst` and `perMinute` the rule has a
   * bucket of its own; otherwise the request takes `cost` tokens (default 1) from the general one.
   */
  rules?: readonly { prefix: string; cost?: number; burst?: number; perMinute?: number }[];
}

export interface CacheConfig {
  /** Bytes of memory for all entries with all their encodings. */
  maxBytes: number;
  /** A response larger than this is passed through and not kept. */
  maxEntryBytes: number;
  /** Seconds that a page stays when the response names none. */
  maxAgeSeconds: number;
  /** Upper bound in seconds for 404, 301 and 308. */
  shortSeconds: number;
  /** The query parameters that mean something; all others are taken off before the page is rendered. */
  queryParams: readonly string[];
  /** Path prefixes (without language) that are never cached and keep their whole query. */
  uncached: readonly string[];
  /** Seconds at most that this address may be kept: 0 for not at all, Infinity for as long as the response says. */
  cacheable: (path: string, query: URLSearchParams) => number;
  /** Requests that may wait for one render, and for how long in milliseconds. */
  maxWaiters: number;
  waitMs: number;
}

export interface Timeouts {
  headersMs: number;
  requestMs: number;
  /** A socket on which nothing moves, in either direction. */
  idleMs: number;
  keepAliveMs: number;
  /** In every stretch of `bodyGraceMs` a body must come at `bodyMinBytesPerSecond` on average. */
  bodyGraceMs: number;
  bodyMinBytesPerSecond: number;
}

export interface FrontConfig {
  host: string;
  port: number;
  /** The address that people see. Set, it alone decides protocol and host. */
  publicUrl: URL | null;
  /** Who may speak for the client: nobody, the last n hops, or peers within these CIDR ranges. */
  trustProxy: false | number | readonly string[];
  maxBodyBytes: number;
  /** Other body limits by path prefix (without language), first match wins. */
  bodyLimits?: readonly { prefix: string; bytes: number }[];
  postRate: PostRate | false;
  /** The first one is served without a prefix. */
  locales?: readonly string[];
  /** The whole HTML page for an error that the front answers itself. */
  errorPage?: (status: number, locale: string) => string;
  sessionCookies?: readonly string[];
  /** Cookies that change nothing in a page; a request with any other cookie is not answered from the cache. */
  neutralCookies?: readonly string[];
  /** Path prefixes (without language) after which everything is secret: not logged, not stored, no referrer. */
  redact?: readonly string[];
  /** Paths (without language) of what is the same for everybody, whoever is signed in: pictures, feeds, styles. */
  sameForAll?: RegExp;
  /** Pages that may be rendered at once; more are told to come back. What is in memory is answered in any case. */
  maxRenders?: { inAll: number; perClient: number };
  cache?: Partial<CacheConfig>;
  timeouts?: Partial<Timeouts>;
  maxConnections?: number;
}

export type Settings = Required<Omit<FrontConfig, 'cache' | 'timeouts'>> & { cache: CacheConfig; timeouts: Timeouts };

const MB = 1024 * 1024;

/** Searches are many and seldom asked twice: short ones stay for a minute, long or many-sided ones not at all. */
export function defaultCacheable(_path: string, query: URLSearchParams): number {
  const words = query.get('q');
  if (words === null) return query.size > 8 ? 60 : Infinity;
  return words.length > 40 || query.size > 4 ? 0 : 60;
}

/** A bare page for when the program gives none of its own. */
export function defaultErrorPage(status: number, locale: string): string {
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><title>${status}</title><h1>${status}</h1></html>`;
}

/** Fills in what the caller left out. */
export function withDefaults(config: FrontConfig): Settings {
  return {
    bodyLimits: [],
    locales: ['en'],
    errorPage: defaultErrorPage,
    sessionCookies: ['session'],
    neutralCookies: ['lang'],
    redact: ['/n/', '/setup/', '/confirm/'],
    sameForAll: /\/card\.png$|^\/icons\/|^\/brand-[^/]+\.css$|\.(?:atom|ics)$/,
    maxRenders: { inAll: 200, perClient: 30 },
    maxConnections: 4096,
    ...config,
    cache: {
      maxBytes: 64 * MB,
      maxEntryBytes: 4 * MB,
      maxAgeSeconds: 3600,
      shortSeconds: 60,
      queryParams: 'q,type,theme,place,year,language,alliance,kind,country,series,author,sort,page,status'.split(','),
      uncached: ['/api/auth/', '/n/', '/setup/', '/confirm/'],
      cacheable: defaultCacheable,
      maxWaiters: 1000,
      waitMs: 15_000,
      ...config.cache
    },
    timeouts: {
      headersMs: 15_000,
      requestMs: 300_000,
      idleMs: 60_000,
      keepAliveMs: 10_000,
      bodyGraceMs: 30_000,
      bodyMinBytesPerSecond: 500,
      ...config.timeouts
    }
  };
}
