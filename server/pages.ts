import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../src/lib/server/platform/config.ts';
import type { Program } from '../src/lib/server/start.ts';
import type { FrontStats } from './front.ts';
import { metricsHandler } from './metrics.ts';
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
    allowMachines(req);
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

/** Where machines post from no page, and so without an Origin: leaving the newsletter, and harvesting. */
const ofMachines = /^(\/[a-z]{2})?\/newsletter\/leave\/|^\/oai$/;

/**
 * Mail programs leave a newsletter for their reader with a bare POST (RFC 8058): the address itself is the permission.
 * Harvesters may ask by POST (OAI-PMH 2.0, section 3.1.1.2) for what everybody may read. Both are taken as coming from
 * our own page.
 */
function allowMachines(req: IncomingMessage): void {
  if (req.method !== 'POST' || req.headers.origin || !ofMachines.test(req.url ?? '')) return;
  req.headers.origin = `${String(req.headers['x-forwarded-proto'])}://${String(req.headers['x-forwarded-host'])}`;
}

async function health(program: Program, res: ServerResponse): Promise<void> {
  const problem = await program.findProblem();
  res.writeHead(problem ? 503 : 200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${problem ?? 'ok'}\n`);
}
