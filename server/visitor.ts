import type { IncomingHttpHeaders } from 'node:http';
import { splitLocale } from './address.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Settings } from './config.ts';
import { acceptedEncodings, acceptsPage, bestLocale, cookieNames, type Encoding } from './negotiate.ts';

/** Set for a minute on whoever posted a form, so that she sees her own change and not the page of before. */
export const POSTED_COOKIE = 'posted';
export const POSTED_SECONDS = 60;
const LOCALE_COOKIE = 'lang';

/** Built files under hashed names: the same for everybody, for ever. */
export const IMMUTABLE = '/_app/immutable/';

/** What the front needs to know of who asks, with memos of what real browsers send over and over. */
export class Visitors {
  readonly #locales: readonly string[];
  readonly #neutral: ReadonlySet<string>;
  readonly #sessions: readonly string[];
  readonly #languages = new BoundedMap<string>(1000);
  readonly #encodings = new BoundedMap<readonly Encoding[]>(1000);
  readonly #accepts = new BoundedMap<boolean>(1000, 512);
  readonly #plain = acceptedEncodings(undefined);

  constructor({ locales, neutralCookies, sessionCookies }: Settings) {
    this.#locales = locales;
    this.#neutral = new Set([...neutralCookies, LOCALE_COOKIE]);
    this.#sessions = sessionCookies;
  }

  /** Nobody in particular: no credentials, and no cookie that could change a page. */
  isAnonymous(headers: IncomingHttpHeaders): boolean {
    if (headers.authorization !== undefined) return false;
    return headers.cookie === undefined || cookieNames(headers.cookie).every((name) => this.#neutral.has(name));
  }

  /** Carries a session, also under the prefixes that browsers protect (RFC 6265bis, 4.1.3). */
  hasSession(headers: IncomingHttpHeaders): boolean {
    if (headers.authorization !== undefined) return true;
    if (headers.cookie === undefined) return false;
    return cookieNames(headers.cookie).some((name) => this.#sessions.includes(name.replace(/^__(?:Secure|Host)-/, '')));
  }

  /** Whether the ordinary page answers this Accept header. */
  acceptsPage({ accept }: IncomingHttpHeaders): boolean {
    if (accept === undefined) return true;
    return this.#accepts.get(accept) ?? this.#accepts.set(accept, acceptsPage(accept));
  }

  encodings(headers: IncomingHttpHeaders): readonly Encoding[] {
    const header = headers['accept-encoding'];
    if (header === undefined) return this.#plain;
    // node joins repeated headers of this name, so it is text.
    const text = String(header);
    return this.#encodings.get(text) ?? this.#encodings.set(text, acceptedEncodings(text));
  }

  /** The locale to offer on this page to somebody who has not chosen one yet, or '' where there is nothing to offer. */
  offer(path: string, headers: IncomingHttpHeaders): string {
    const header = headers['accept-language'];
    if (header === undefined || this.#locales.length < 2) return '';
    const best = this.#languages.get(header) ?? this.#languages.set(header, bestLocale(header, this.#locales) ?? '');
    if (best === '' || splitLocale(path, this.#locales).locale === best || !this.#isPage(path)) return '';
    return headers.cookie !== undefined && cookieNames(headers.cookie).includes(LOCALE_COOKIE) ? '' : best;
  }

  /** Feeds, files and interfaces say nothing of languages. */
  #isPage(path: string): boolean {
    return !path.startsWith('/api/') && !path.includes('.', path.lastIndexOf('/'));
  }
}
