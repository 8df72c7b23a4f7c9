import type { IncomingMessage, ServerResponse } from 'node:http';
import { normaliseQuery, parseTarget, splitLocale, under } from './address.ts';
import { sendEntry, type Entry } from './entry.ts';
import { refuse } from './errors.ts';
import { guardBody, hasBody } from './limits.ts';
import { coarseAddress, hostLines, setForwarded, type Outside } from './proxy.ts';
import { renderPage, type Sharing } from './render.ts';
import type { Encoding } from './negotiate.ts';
import { acceptRequestId, isSecret, nextRequestId, type CacheUse } from './request-log.ts';
import type { ResponseTap } from './response-tap.ts';
import type { Parts } from './parts.ts';
import { IMMUTABLE } from './visitor.ts';

/** How often a request waits for another's render before it makes its own. */
const MAX_WAITS = 3;
/** Seconds. What is kept no longer, as a search, is seldom sent twice: it is made in the encoding of who asks. */
const BRIEF = 60;

interface Plan {
  url: string;
  key?: string;
  maxAge: number;
  offer: string;
  only?: Encoding | undefined;
}

/** A request that was not answered straight from memory, from its first check to its line in the log. */
export class Exchange {
  readonly parts: Parts;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly began: number;
  /** As the client sent them, kept because a shared render is given neutral ones. */
  readonly isHead: boolean;
  readonly ifNoneMatch: string | undefined;
  readonly accepted: readonly Encoding[];
  hasSession: boolean;
  readonly rawTarget: string;
  id = nextRequestId();
  outside: Outside | undefined;
  path = '/';
  /** The path without its language. */
  rest = '/';
  locale: string;
  logPath = '[invalid]';
  secret = false;
  use: CacheUse = 'none';
  bytes = 0;
  tap: ResponseTap | undefined;
  /** Called once the client has its answer or is gone. */
  onClose: (() => void) | undefined;

  constructor(parts: Parts, req: IncomingMessage, res: ServerResponse, began: number) {
    this.parts = parts;
    this.req = req;
    this.res = res;
    this.began = began;
    this.isHead = req.method === 'HEAD';
    this.ifNoneMatch = req.headers['if-none-match'];
    this.accepted = parts.visitors.encodings(req.headers);
    this.hasSession = parts.visitors.hasSession(req.headers);
    this.rawTarget = req.url ?? '';
    this.locale = parts.settings.locales[0] ?? 'en';
    parts.active.add(res);
    const method = req.method ?? '';
    res.once('close', () => this.#close(method));
  }

  get https(): boolean {
    return this.outside?.protocol === 'https';
  }

  /** Answers the request; whatever goes wrong in here is a clean 500 and a line in the log. */
  run(): void {
    try {
      this.#check();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Tells the log what went wrong and the client that something did. */
  fail(error: unknown): void {
    this.parts.log.error({ id: this.id, path: this.logPath, err: error }, 'the request failed');
    refuse(this, 500);
  }

  /** Checks everything that can be checked before a page is asked for, then finds or renders it. */
  #check(): void {
    const { req, parts } = this;
    const { settings } = parts;
    if (req.method === 'TRACE') return refuse(this, 405);
    this.outside = parts.proxy.resolve(req);
    if (!this.outside || hostLines(req) !== 1) return refuse(this, 400);
    if (this.outside.trusted) this.id = acceptRequestId(req.headers['x-request-id']) ?? this.id;

    // What is refused is refused in the language of its address, as far as that can be read.
    this.locale = splitLocale(this.rawTarget.split('?')[0] ?? '/', settings.locales).locale;
    const target = parseTarget(this.rawTarget, req.headers.host ?? '');
    if ('refuse' in target) return refuse(this, target.refuse);
    if ('redirect' in target) {
      this.#locate(target.redirect.split('?')[0] ?? '/', '');
      return refuse(this, 308, ['location', target.redirect]);
    }
    this.#locate(target.path, target.query);

    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(req.method ?? '');
    if (changes && parts.limiter) {
      const seconds = parts.limiter.take(this.outside.address, this.rest);
      if (seconds > 0) return refuse(this, 429, ['retry-after', String(seconds)]);
    }
    if (hasBody(req)) {
      const limit = settings.bodyLimits.find(({ prefix }) => under(this.rest, prefix))?.bytes ?? settings.maxBodyBytes;
      const fault = guardBody(req, limit, settings.timeouts, (status) => refuse(this, status));
      if (fault) return refuse(this, fault);
    }

    const plan = this.#plan(target.path, target.query);
    this.use = changes ? 'none' : 'pass';
    setForwarded(req.headers, this.outside);
    req.headers['x-request-id'] = this.id;
    if (plan.offer) req.headers['x-offer-locale'] = plan.offer;
    req.url = plan.url;
    if (plan.key === undefined) this.#render();
    else this.#findOrRender(plan.key, plan).catch((error) => this.fail(error));
  }

  #locate(path: string, query: string): void {
    const { settings } = this.parts;
    this.path = path;
    ({ locale: this.locale, rest: this.rest } = splitLocale(path, settings.locales));
    this.secret = isSecret(this.rest, settings.redact);
    this.logPath = this.parts.logPaths.show(path, query);
  }

  /** What the handler is asked for, and under which key the answer may be shared. */
  #plan(path: string, query: string): Plan {
    const { req, parts } = this;
    const whole = query ? `${path}?${query}` : path;
    if ((req.method !== 'GET' && req.method !== 'HEAD') || hasBody(req)) return { url: whole, maxAge: 0, offer: '' };
    const asset = path.startsWith(IMMUTABLE);
    const sameForAll = parts.settings.sameForAll.test(this.rest) && req.headers.authorization === undefined;
    if (sameForAll) this.hasSession = false;
    const offer = asset || this.hasSession ? '' : parts.visitors.offer(path, req.headers);
    if (!asset && !this.#mayShare(path, sameForAll)) return { url: whole, maxAge: 0, offer };
    const known = asset ? new URLSearchParams() : normaliseQuery(query, parts.knownParams);
    const url = known.size ? `${path}?${known}` : path;
    const maxAge = asset ? Infinity : parts.settings.cache.cacheable(this.rest, known);
    if (maxAge <= 0) return { url, maxAge, offer };
    const { protocol, host } = this.outside as Outside;
    const only = maxAge <= BRIEF ? this.accepted[0] : undefined;
    const key = `${url} ${offer} ${parts.proxy.hostMatters ? `${protocol}://${host}` : ''} ${only ?? ''}`;
    return { url, maxAge, offer, only, key };
  }

  #mayShare(path: string, sameForAll: boolean): boolean {
    const { visitors, settings } = this.parts;
    if (this.secret || path.endsWith('/__data.json')) return false;
    if (!sameForAll && !visitors.isAnonymous(this.req.headers)) return false;
    // An interface answers the same whatever is accepted; a page may answer machines differently.
    if (!visitors.acceptsPage(this.req.headers) && !this.rest.startsWith('/api/')) return false;
    return !settings.cache.uncached.some((prefix) => under(this.rest, prefix));
  }

  async #findOrRender(key: string, { maxAge, offer, only }: Plan): Promise<void> {
    const { parts, res } = this;
    for (let waits = 0; ; waits++) {
      const now = Date.now();
      const entry = parts.cache.find(key, now);
      if (entry) return this.sendEntry(entry, waits ? 'wait' : 'hit', offer);
      if (parts.cache.isUncacheable(key, now) || waits > MAX_WAITS) return this.#render();
      const flight = parts.flights.find(key);
      if (!flight) {
        this.use = 'miss';
        return this.#render(() => ({
          key,
          maxAge,
          offer,
          only,
          flight: parts.flights.lead(key),
          render: parts.cache.begin()
        }));
      }
      const outcome = await flight.join();
      if (res.destroyed) return;
      if (outcome.kind === 'entry') return this.sendEntry(outcome.entry, 'wait', offer);
      if (outcome.kind === 'busy') return refuse(this, 503, ['retry-after', '5']);
      if (outcome.kind === 'own') return this.#render();
    }
  }

  /** Asks the handler, unless nobody waits for the answer any more or too much is asked at once. */
  #render(share?: () => Sharing): void {
    const { req, res, parts, outside } = this;
    if (res.destroyed || req.socket.destroyed) return;
    const reads = req.method === 'GET' || req.method === 'HEAD';
    if (reads && !parts.renders.begin(res, (outside as Outside).address))
      return refuse(this, 503, ['retry-after', '5']);
    renderPage(this, share?.());
  }

  /** Answers from an entry and remembers the spelling by which it was asked for. */
  sendEntry(entry: Entry, use: CacheUse, offer: string): void {
    this.use = use;
    if (!entry.only && this.rawTarget.split('?')[0] === this.path) {
      this.parts.cache.alias(this.parts.rawKey(this.rawTarget, offer, this.outside as Outside), entry);
    }
    if (!this.res.destroyed) this.bytes = sendEntry(this.res, entry, this.accepted, this.ifNoneMatch, this.isHead);
  }

  #close(method: string): void {
    const { res, parts } = this;
    parts.active.delete(res);
    this.onClose?.();
    parts.finished({
      id: this.id,
      method,
      path: this.logPath,
      status: res.statusCode,
      ms: Math.round((performance.now() - this.began) * 10) / 10,
      bytes: this.tap ? this.tap.sent + this.bytes : this.bytes,
      cache: this.use,
      ...(this.outside && { client: coarseAddress(this.outside.address) }),
      ...(res.writableFinished ? {} : { aborted: true as const })
    });
  }
}
