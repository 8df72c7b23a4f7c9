import { splitLocale, under } from './address.ts';
import type { Settings } from './config.ts';

/** As much of pino as the front uses. */
export interface FrontLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type CacheUse = 'hit' | 'miss' | 'wait' | 'pass' | 'none';

/** One finished request, for the log and the metrics. Nothing in it names a person or opens a door. */
export interface Sample {
  id: string;
  method: string;
  path: string;
  status: number;
  ms: number;
  bytes: number;
  cache: CacheUse;
  /** The client's network, too coarse to be a person; not there for a hit. */
  client?: string;
  /** The client left before the end. */
  aborted?: true;
}

export interface FrontMetrics {
  observe(sample: Sample): void;
}

/** Whether a path (without its language) carries a secret after one of these prefixes. */
export function isSecret(path: string, redact: readonly string[]): boolean {
  return redact.some((prefix) => under(path, prefix));
}

/** Makes paths fit for a log: no secrets, and of the query only the names that the site knows. */
export class LogPaths {
  readonly #redact: readonly string[];
  readonly #locales: readonly string[];
  readonly #known: ReadonlySet<string>;

  constructor({ redact, locales, cache }: Settings) {
    this.#redact = redact;
    this.#locales = locales;
    this.#known = new Set(cache.queryParams);
  }

  show(path: string, query: string): string {
    const { locale, rest } = splitLocale(path, this.#locales);
    const prefix = this.#redact.find((it) => under(rest, it));
    if (prefix !== undefined && rest.length > prefix.length) {
      return `${locale === this.#locales[0] ? '' : `/${locale}`}${prefix.replace(/\/$/, '')}/[redacted]`;
    }
    const names = [...new Set(new URLSearchParams(query).keys())].filter((name) => this.#known.has(name));
    return names.length ? `${path}?${names.join('&')}` : path;
  }
}

const boot = Math.random().toString(36).slice(2, 8);
let count = 0;

/** An id that is unique among this machine's requests; it proves nothing, so it need not be hard to guess. */
export function nextRequestId(): string {
  return `${boot}-${(count++).toString(36)}`;
}

/** An id that a trusted proxy gave, when it is one. */
export function acceptRequestId(id: string | string[] | undefined): string | undefined {
  return typeof id === 'string' && /^[\w.:-]{6,128}$/.test(id) ? id : undefined;
}
