import type { ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { countUnsentMails } from '../src/lib/server/platform/mail/outbox.ts';
import type { Program } from '../src/lib/server/start.ts';
import type { FrontStats } from './front.ts';

/**
 * Answers with the figures of this process in the text format of Prometheus, whose rule for names is kept: what is
 * called a total only ever grows. Figures that the database would have to give are left out while it is away.
 */
export function metricsHandler(program: Program, stats: () => FrontStats): (res: ServerResponse) => Promise<void> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Three of the usual figures are called totals and go up and down; the same by type are there as well.
  for (const what of ['resources', 'handles', 'requests']) registry.removeSingleMetric(`nodejs_active_${what}_total`);
  addFrontFigures(registry, stats);
  const lookAtMails = addMailFigures(registry, program);
  return async (res) => {
    await lookAtMails();
    const text = await registry.metrics();
    res.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
    res.end(text);
  };
}

function addFrontFigures(registry: Registry, stats: () => FrontStats): void {
  const registers = [registry];
  // The front counts by itself: its counts are taken over whole whenever they are asked for.
  const counter = <L extends string>(name: string, help: string, label: L, counts: () => Record<string, number>) =>
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(counts()))
          this.inc({ [label]: value } as Partial<Record<L, string>>, count);
      }
    });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      }
    });
  counter('http_requests_total', 'Requests by how they were answered', 'answer', () => stats().requests);
  counter('http_responses_total', 'Responses by status', 'status', () => stats().statuses);
  gauge('http_requests_active', 'Requests under way', () => stats().active);
  gauge('page_cache_bytes', 'Memory of the page cache', () => stats().cache.bytes);
}

/** Answers what brings the figures up to date. One question gives both, and figures are collected side by side. */
function addMailFigures(registry: Registry, { db }: Program): () => Promise<void> {
  const registers = [registry];
  const waiting = new Gauge({ name: 'mail_waiting', help: 'Mails not yet sent', registers });
  const givenUp = new Gauge({ name: 'mail_given_up', help: 'Mails that could not be sent', registers });
  return async () => {
    const mails = await countUnsentMails(db).catch(() => undefined);
    if (mails) waiting.set(mails.waiting);
    else waiting.remove();
    if (mails) givenUp.set(mails.givenUp);
    else givenUp.remove();
  };
}
