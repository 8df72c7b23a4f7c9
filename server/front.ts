import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { withDefaults, type FrontConfig, type Settings } from './config.ts';
import { Connections } from './connections.ts';
import { sendEntry } from './entry.ts';
import { refuseRaw } from './errors.ts';
import { Exchange } from './exchange.ts';
import { Parts, type Handler } from './parts.ts';
import { hostLines } from './proxy.ts';
import { nextRequestId, type FrontLog, type FrontMetrics } from './request-log.ts';
import { IMMUTABLE } from './visitor.ts';

export interface FrontStats {
  requests: Readonly<Record<string, number>>;
  statuses: Readonly<Record<string, number>>;
  cache: ReturnType<Parts['cache']['stats']>;
  /** Requests that a handler or a wait still owes. */
  active: number;
  /** Renders under way that others may be waiting for. */
  flights: number;
  connections: number;
}

export interface Front {
  /** The server, for whoever handles `upgrade`. */
  readonly server: Server;
  /** Opens the port; port 0 takes a free one. */
  listen(): Promise<{ address: AddressInfo }>;
  /** Stops accepting, lets running requests finish, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
  /** Drops every kept page that has one of these tags; `*` drops them all. */
  purge(tags: Iterable<string>): void;
  stats(): FrontStats;
}

/**
 * The server that the world talks to: it checks requests, answers anonymous ones from memory, limits the rest, and
 * asks the handler for what is left. See config.ts for what can be set.
 */
export function createFront(options: {
  handler: Handler;
  config: FrontConfig;
  log: FrontLog;
  metrics?: FrontMetrics;
}): Front {
  const settings = withDefaults(options.config);
  const parts = new Parts(settings, options.handler, options.log, options.metrics);
  const server = openServer(settings);
  const connections = new Connections(server);

  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const began = performance.now();
    if (parts.closing) res.shouldKeepAlive = false;
    if (!answerFromMemory(parts, req, res, began)) new Exchange(parts, req, res, began).run();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseRaw(parts, error, socket as Socket));

  return {
    server,
    listen: () => listen(server, settings),
    close: (graceMs) => close(parts, connections, graceMs),
    purge: (tags) => parts.cache.purge(tags),
    stats: () => ({
      requests: { ...parts.uses },
      statuses: { ...parts.statuses },
      cache: parts.cache.stats(),
      active: parts.active.size,
      flights: parts.flights.size,
      connections: connections.size
    })
  };
}

function openServer({ timeouts, maxConnections }: Settings): Server {
  const server = createServer({
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: Math.max(50, Math.min(5000, timeouts.headersMs / 4)),
    maxHeaderSize: 16 * 1024,
    // A missing Host is refused by us, with a page.
    requireHostHeader: false
  });
  server.timeout = timeouts.idleMs;
  server.maxConnections = maxConnections;
  return server;
}

function listen(server: Server, { port, host }: Settings): Promise<{ address: AddressInfo }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ address: server.address() as AddressInfo });
    });
  });
}

function close(parts: Parts, connections: Connections, graceMs: number): Promise<void> {
  parts.closing = true;
  const busy = new Set<Socket>();
  for (const res of parts.active) {
    busy.add(res.req.socket);
    if (!res.headersSent) res.shouldKeepAlive = false;
    else res.once('close', () => res.req.socket.destroySoon());
  }
  return connections.close(graceMs, (socket) => busy.has(socket));
}

/**
 * The way of most requests: the raw target of somebody anonymous was seen before and its page is in memory. Nothing is
 * parsed here, and whatever is not plain goes the long way and is checked there. Answers false where it cannot help.
 */
function answerFromMemory(parts: Parts, req: IncomingMessage, res: ServerResponse, began: number): boolean {
  const { headers, method } = req;
  const isHead = method === 'HEAD';
  if (!isHead && method !== 'GET') return false;
  const raw = req.url ?? '';
  if (headers.host === undefined || !parts.proxy.validHost(headers.host) || hostLines(req) !== 1) return false;
  const asset = raw.startsWith(IMMUTABLE);
  let offer = '';
  if (!asset) {
    if (!parts.visitors.isAnonymous(headers) || !parts.visitors.acceptsPage(headers)) return false;
    const mark = raw.indexOf('?');
    offer = parts.visitors.offer(mark < 0 ? raw : raw.slice(0, mark), headers);
  }
  const outside = parts.proxy.hostMatters ? parts.proxy.resolve(req) : undefined;
  if (parts.proxy.hostMatters && outside === undefined) return false;
  const entry = parts.cache.findAlias(parts.rawKey(raw, offer, outside), Date.now());
  if (entry === undefined) return false;
  const bytes = sendEntry(res, entry, parts.visitors.encodings(headers), headers['if-none-match'], isHead);
  const ms = Math.round((performance.now() - began) * 10) / 10;
  const { logPath } = entry;
  parts.finished({ id: nextRequestId(), method, path: logPath, status: res.statusCode, ms, bytes, cache: 'hit' });
  return true;
}
