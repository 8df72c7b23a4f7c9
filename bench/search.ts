/**
 * How fast search is, with the exact total and all facet counts, at 1,000, 10,000 and 100,000 documents:
 *
 *   node bench/search.ts                                     the engine, on the bundled PostgreSQL
 *   node bench/search.ts --sizes=1000 --database=postgres:…  the engine, on a server (its search index is replaced)
 *   node bench/search.ts --http=http://127.0.0.1:3000/library   a running program, through HTTP, as it is filled
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openDatabase, openPool, type Connection, type Database } from '../src/lib/server/platform/db/db.ts';
import { migrate } from '../src/lib/server/platform/db/migrate.ts';
import { startPostgres } from '../src/lib/server/platform/postgres/postgres.ts';
import { fillIndex } from '../src/lib/server/platform/search/fill.ts';
import { clearIndex, putDocument } from '../src/lib/server/platform/search/put.ts';
import { search, warmSearch } from '../src/lib/server/platform/search/search.ts';
import { Corpus } from './lib/corpus.ts';
import { Agent, request } from 'node:http';
import { mixedQueries, type BenchQuery } from './lib/queries.ts';

const callers = 16;
const poolSize = 6;
const migrations = new URL('../src/lib/server/platform/db/migrations/', import.meta.url);

type Ask = (query: BenchQuery) => Promise<unknown>;

export interface SearchFigures {
  p50: number;
  p95: number;
  max: number;
  perSecond: number;
  slowest: string;
}

export interface BenchOptions {
  sizes?: number[];
  /** Where to measure; the bundled PostgreSQL when absent. The search index there is replaced. */
  database?: string;
  print?: (line: string) => void;
}

const percentile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** One caller over all queries three times (after one to warm up), then 16 callers over them twice. */
export async function measure(
  queries: BenchQuery[],
  ask: Ask,
  rounds = 3
): Promise<SearchFigures & { byKind: Map<string, number[]> }> {
  for (const query of queries) await ask(query);
  const times: { query: BenchQuery; ms: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) {
      const start = performance.now();
      await ask(query);
      times.push({ query, ms: performance.now() - start });
    }
  }
  const sorted = times.map(({ ms }) => ms).sort((a, b) => a - b);
  const slowest = times.reduce((worst, time) => (time.ms > worst.ms ? time : worst));
  const byKind = new Map(
    [...Map.groupBy(times, ({ query }) => query.kind)].map(([kind, all]) => [kind, all.map(({ ms }) => ms)])
  );
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    max: sorted.at(-1)!,
    perSecond: await throughput(queries, ask),
    slowest: `${slowest.query.kind} ${slowest.query.text}`,
    byKind
  };
}

async function throughput(queries: BenchQuery[], ask: Ask): Promise<number> {
  // Callers take the queries in mixed order, so that slow kinds do not come all at once.
  const jobs = Array.from({ length: queries.length * 2 }, (_, index) => queries[(index * 97) % queries.length]!);
  const total = jobs.length;
  const start = performance.now();
  const work = async () => {
    for (let job = jobs.pop(); job; job = jobs.pop()) await ask(job);
  };
  await Promise.all(Array.from({ length: callers }, work));
  return (total * 1000) / (performance.now() - start);
}

const ms = (value: number) => value.toFixed(1);

function report(print: (line: string) => void, label: string, figures: Awaited<ReturnType<typeof measure>>): void {
  print(
    `${label}: p50 ${ms(figures.p50)} ms, p95 ${ms(figures.p95)} ms, max ${ms(figures.max)} ms (${figures.slowest})`
  );
  print(`${label}: ${figures.perSecond.toFixed(0)} searches/s at ${callers} callers`);
  for (const [kind, times] of figures.byKind) {
    times.sort((a, b) => a - b);
    print(
      `${label}, ${kind}: p50 ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}, max ${ms(times.at(-1)!)} ms`
    );
  }
}

/** Measures the engine in this process, at each size, and prints one line a figure. */
export async function benchSearch(options: BenchOptions = {}): Promise<Map<number, SearchFigures>> {
  const print = options.print ?? console.log;
  if (options.database) return benchOn({ connectionString: options.database }, options.sizes, print);
  const folder = await mkdtemp(join(tmpdir(), 'c4c-bench-'));
  // Started by root, the server runs as another user, who must get in.
  await chmod(folder, 0o755);
  const server = await startPostgres({ dataDir: folder, home: folder, log: pino({ level: 'warn' }) });
  try {
    return await benchOn(server.poolOptions as Connection, options.sizes, print);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchOn(connection: Connection, sizes = [1_000, 10_000, 100_000], print: (line: string) => void) {
  const pool = openPool(connection, poolSize, () => {});
  const db = openDatabase(pool);
  const results = new Map<number, SearchFigures>();
  try {
    await migrate(db, migrations);
    const corpus = new Corpus();
    const queries = mixedQueries(corpus);
    for (const size of sizes) results.set(size, await benchSize(db, corpus, queries, size, print));
  } finally {
    await db.destroy();
  }
  return results;
}

async function benchSize(
  db: Database,
  corpus: Corpus,
  queries: BenchQuery[],
  size: number,
  print: (line: string) => void
) {
  const label = `search, ${size.toLocaleString('en')} documents`;
  await clearIndex(db);
  const start = performance.now();
  await fillIndex(db, corpus.documents(size));
  print(`${label}: filled in ${((performance.now() - start) / 1000).toFixed(1)} s, ${await sizesOf(db)}`);
  const warming = performance.now();
  await warmSearch(db);
  print(`${label}: columns read in ${ms(performance.now() - warming)} ms`);
  const figures = await measure(queries, ({ text, locale, filters }) =>
    search(db, { text, locale, filters, kinds: ['resource'] })
  );
  report(print, label, figures);
  print(`${label}: ${await freshness(db, corpus, size)}`);
  return figures;
}

async function sizesOf(db: Database): Promise<string> {
  const { rows } = await sql<{ texts: string; lexemes: string; words: string }>`
    select pg_size_pretty(pg_total_relation_size('search_text')) as texts,
           pg_size_pretty(pg_total_relation_size('search_posting')) as lexemes,
           pg_size_pretty(pg_total_relation_size('search_word')) as words`.execute(db);
  return `texts ${rows[0]!.texts}, index ${rows[0]!.lexemes}, vocabulary ${rows[0]!.words}`;
}

/** Puts documents one by one and looks for each at once. */
async function freshness(db: Database, corpus: Corpus, size: number): Promise<string> {
  const puts: number[] = [];
  let found = 0;
  for (let extra = 1; extra <= 50; extra++) {
    const document = corpus.document(size + extra);
    document.texts[0]!.title += ` fresh${'abcdefghij'[extra % 10]}${'abcdefghij'[Math.floor(extra / 10)]}`;
    const start = performance.now();
    await putDocument(db, document);
    puts.push(performance.now() - start);
    const { items } = await search(db, { text: document.texts[0]!.title.split(' ').at(-1)!, locale: 'en' });
    if (items.some(({ id }) => id === document.id)) found++;
  }
  puts.sort((a, b) => a - b);
  return `${found} of 50 new documents found by the next search; putting one: p50 ${ms(percentile(puts, 0.5))}, max ${ms(puts.at(-1)!)} ms`;
}

/** As a browser asks, with a cookie that keeps the answer out of the page cache; the page is not unpacked. */
function askOnce(agent: Agent, url: string): Promise<void> {
  const headers = { accept: 'text/html', 'accept-encoding': 'gzip, br', cookie: 'bench=1' };
  return new Promise((resolve, reject) => {
    const req = request(url, { agent, headers }, (res) => {
      res.resume().once('error', reject);
      res.once('end', () => (res.statusCode === 200 ? resolve() : reject(new Error(`${res.statusCode} for ${url}`))));
    });
    req.once('error', reject).end();
  });
}

export type ToPath = (query: BenchQuery) => string;

const defaultPath: ToPath = ({ text, filters }) => {
  const parameters = new URLSearchParams(text ? { q: text } : {});
  for (const [name, values] of Object.entries(filters))
    for (const value of values) parameters.append(name, String(value));
  return `?${parameters}`;
};

/** Measures a running program through HTTP. `toPath` tells how it writes a query in its address. */
export async function benchHttp(
  baseUrl: string,
  toPath: ToPath = defaultPath,
  print: (line: string) => void = console.log
) {
  const agent = new Agent({ keepAlive: true });
  const figures = await measure(mixedQueries(new Corpus()), (query) => askOnce(agent, baseUrl + toPath(query)));
  agent.destroy();
  report(print, `search through HTTP`, figures);
  return figures;
}

function argument(name: string): string | undefined {
  return process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
}

if (import.meta.main) {
  const http = argument('http');
  if (http) await benchHttp(http);
  else await benchSearch({ sizes: argument('sizes')?.split(',').map(Number), database: argument('database') });
}
