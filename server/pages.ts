import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Config } from '../src/lib/server/platform/config.ts';
import type { Program } from '../src/lib/server/start.ts';
import type { FrontStats } from './front.ts';
import type { Handler } from './parts.ts';
import { ADAPTER_ENV } from './proxy.ts';

export interface Pages {
  handler: Handler;
  close: () => Promise<void>;
}

/**
 * What the front asks for pages: the two addresses for machines that watch, then the built pages. In development
 * the pages come from Vite, which rebuilds what changed.
 */
export async function loadPages(config: Config, program: Program, stats: () => FrontStats): Promise<Pages> {
  Object.assign(process.env, ADAPTER_ENV);
  const pages = process.argv.includes('--dev') ? await developmentPages() : await builtPages();
  const metrics = config.metrics ? metricsHandler(program, stats) : undefined;
  const handler: Handler = (req, res, next) => {
    if (req.url === '/healthz') return void health(program, res);
    if (req.url === '/metrics' && metrics) return metrics(res);
    allowOneClick(req);
    return pages.handler(req, res, next);
  };
  return { handler, close: pages.close };
}

async function builtPages(): Promise<Pages> {
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as { handler: Handler };
  return { handler, close: async () => {} };
}

async function developmentPages(): Promise<Pages> {
  return (await import('./development.ts')).developmentPages();
}

/**
 * Mail programs leave a newsletter for their reader with a bare POST (RFC 8058), from no page and so without an
 * Origin. The address itself is the permission, so it is taken as coming from our own page.
 */
function allowOneClick(req: IncomingMessage): void {
  if (req.method !== 'POST' || req.headers.origin || !/^(\/[a-z]{2})?\/newsletter\/leave\//.test(req.url ?? '')) return;
  req.headers.origin = `${String(req.headers['x-forwarded-proto'])}://${String(req.headers['x-forwarded-host'])}`;
}

async function health(program: Program, res: ServerResponse): Promise<void> {
  const problem = await program.findProblem();
  res.writeHead(problem ? 503 : 200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${problem ?? 'ok'}\n`);
}

function metricsHandler(program: Program, stats: () => FrontStats): (res: ServerResponse) => Promise<void> {
  const registers = [new Registry()];
  collectDefaultMetrics({ register: registers[0] });
  const requests = new Gauge({
    name: 'http_requests_total',
    help: 'Requests by how they were answered',
    labelNames: ['answer'],
    registers
  });
  const statuses = new Gauge({
    name: 'http_responses_total',
    help: 'Responses by status',
    labelNames: ['status'],
    registers
  });
  const active = new Gauge({ name: 'http_requests_active', help: 'Requests under way', registers });
  const cache = new Gauge({ name: 'page_cache_bytes', help: 'Memory of the page cache', registers });
  const waiting = new Gauge({ name: 'mail_waiting', help: 'Mails not yet sent', registers });
  const givenUp = new Gauge({ name: 'mail_given_up', help: 'Mails that could not be sent', registers });
  return async (res) => {
    const now = stats();
    for (const [answer, count] of Object.entries(now.requests)) requests.set({ answer }, count);
    for (const [status, count] of Object.entries(now.statuses)) statuses.set({ status }, count);
    active.set(now.active);
    cache.set(now.cache.bytes);
    const mail = await program.db
      .selectFrom('mail')
      .select((eb) => [
        eb.fn.countAll<number>().filterWhere('sentAt', 'is', null).filterWhere('givenUpAt', 'is', null).as('waiting'),
        eb.fn.countAll<number>().filterWhere('givenUpAt', 'is not', null).as('givenUp')
      ])
      .executeTakeFirstOrThrow();
    waiting.set(mail.waiting);
    givenUp.set(mail.givenUp);
    res.writeHead(200, { 'content-type': registers[0]!.contentType, 'cache-control': 'no-store' });
    res.end(await registers[0]!.metrics());
  };
}
