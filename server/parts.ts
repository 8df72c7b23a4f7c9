import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from './config.ts';
import { Flights } from './flights.ts';
import { PostLimiter } from './limits.ts';
import { PageCache } from './page-cache.ts';
import { ProxyRules, type Outside } from './proxy.ts';
import { Renders } from './renders.ts';
import { LogPaths, type CacheUse, type FrontLog, type FrontMetrics, type Sample } from './request-log.ts';
import { Visitors } from './visitor.ts';

/** A connect-style handler, as adapter-node makes one. */
export type Handler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => unknown;

/** What all requests of one front have in common. */
export class Parts {
  readonly settings: Settings;
  readonly handler: Handler;
  readonly log: FrontLog;
  readonly #metrics: FrontMetrics | undefined;
  readonly cache: PageCache;
  readonly flights: Flights;
  readonly renders: Renders;
  readonly proxy: ProxyRules;
  readonly visitors: Visitors;
  readonly limiter: PostLimiter | undefined;
  readonly logPaths: LogPaths;
  readonly knownParams: ReadonlySet<string>;
  /** Responses that a handler or a wait still owes. */
  readonly active = new Set<ServerResponse>();
  closing = false;
  readonly uses: Record<CacheUse, number> = { hit: 0, miss: 0, wait: 0, pass: 0, none: 0 };
  readonly statuses: Record<string, number> = {};

  constructor(settings: Settings, handler: Handler, log: FrontLog, metrics?: FrontMetrics) {
    this.settings = settings;
    this.handler = async (req, res, next) => {
      try {
        await handler(req, res, next);
      } finally {
        this.renders.end(res);
      }
    };
    this.log = log;
    this.#metrics = metrics;
    this.cache = new PageCache(settings.cache);
    this.flights = new Flights(settings.cache.maxWaiters, settings.cache.waitMs);
    this.renders = new Renders(settings.maxRenders);
    this.proxy = new ProxyRules(settings);
    this.visitors = new Visitors(settings);
    this.limiter = settings.postRate ? new PostLimiter(settings.postRate) : undefined;
    this.logPaths = new LogPaths(settings);
    this.knownParams = new Set(settings.cache.queryParams);
  }

  /** The name under which a raw target is remembered. A raw target holds no space, so the parts cannot run together. */
  rawKey(raw: string, offer: string, outside: Outside | undefined): string {
    if (!this.proxy.hostMatters || outside === undefined) return offer === '' ? raw : `${raw} ${offer}`;
    return `${raw} ${offer} ${outside.protocol}://${outside.host}`;
  }

  /** Counts and logs a request that is over. */
  finished(sample: Sample): void {
    this.uses[sample.cache]++;
    this.#count(sample.status);
    this.log.info(sample, 'request');
    this.#metrics?.observe(sample);
  }

  /** Counts a client that was turned away before it made a request. */
  refused(status: number): void {
    this.#count(status);
    this.log.info({ status }, 'refused');
  }

  #count(status: number): void {
    const kind = `${Math.floor(status / 100)}xx`;
    this.statuses[kind] = (this.statuses[kind] ?? 0) + 1;
  }
}
