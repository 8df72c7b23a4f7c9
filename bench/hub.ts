/**
 * The hub's list through HTTP, uncached, on the bundled PostgreSQL, as a reader gets it: search with exact total and
 * all facet counts, cards, rendered page. Then the memory of the program and of its database.
 *
 *   npm run bench -- hub              1,000, 10,000 and 100,000 resources
 *   node bench/hub.ts --sizes=1000    only some
 */
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from '../src/lib/server/platform/db/db.ts';
import { rulesOfReferences } from '../src/lib/server/library/citations.ts';
import { fillIndex } from '../src/lib/server/platform/search/fill.ts';
import type { SearchDocument } from '../src/lib/server/platform/search/types.ts';
import { Corpus } from './lib/corpus.ts';
import { hold } from './lib/limits.ts';
import { applyLoad } from './lib/load.ts';
import { residentMemory, startProgram, type BenchProgram } from './lib/program.ts';
import { mixedQueries } from './lib/queries.ts';
import { benchHttp } from './search.ts';

/** Above the ids of the starter's own resources. */
const firstId = 1000;
const sizes = (process.argv.find((one) => one.startsWith('--sizes='))?.slice(8) ?? '1000,10000,100000')
  .split(',')
  .map(Number);

const program = await startProgram({ again: true });
try {
  const { url, db } = program;
  const slugs = await readSlugs(db);
  let filled = 0;
  for (const size of sizes) {
    await fill(db, filled, size);
    filled = size;
    console.log(`hub, ${size.toLocaleString('en')} resources`);
    const figures = await benchHttp(`${url}/library`, ({ text, filters }) => {
      const parameters = new URLSearchParams(text ? { q: text } : {});
      for (const [name, values] of Object.entries(filters)) {
        for (const value of values) parameters.append(name, slugs.get(`${name}:${value}`) ?? String(value));
      }
      return `?${parameters}`;
    });
    if (size === 100_000) {
      hold('search through HTTP, p50 in ms', figures.p50, { atMost: 10 });
      hold('search through HTTP, p95 in ms', figures.p95, { atMost: 40 });
      hold('search through HTTP, slowest in ms', figures.max, { atMost: 300 });
      hold('searches a second at 16 callers', figures.perSecond, { atLeast: 150 });
    }
  }
  await readEverything(url);
  hold('memory of the program in MB RSS', await residentMemory(program), { atMost: 250 });
  hold('memory of the database in MB PSS', await databaseMemory(program), { atMost: 300 });
} finally {
  await program.end();
}

/** Every page of the site map, and searches until the page cache is full; then the front page under load. */
async function readEverything(url: string): Promise<void> {
  const read = async (path: string) => (await fetch(url + path, { headers: { accept: 'text/html' } })).text();
  const listed = async (path: string) =>
    [...(await read(path)).matchAll(/<loc>https?:\/\/[^/]+([^<]*)<\/loc>/g)].map((found) => found[1]!);
  const pages: string[] = [];
  for (const part of await listed('/sitemap.xml')) if (pages.length < 2000) pages.push(...(await listed(part)));
  for (const path of pages) await read(path);
  for (const { text } of mixedQueries(new Corpus())) await read(`/search?${new URLSearchParams({ q: text })}`);
  const headers = { Accept: 'text/html', 'Accept-Encoding': 'br' };
  const { requests } = await applyLoad({
    port: Number(new URL(url).port),
    path: '/',
    headers,
    seconds: 5,
    connections: 32
  });
  console.log(`read ${pages.length} pages, then the front page ${requests} times`);
}

/** How the generated numbers of themes and places stand in addresses. */
async function readSlugs(db: Database): Promise<Map<string, string>> {
  const themes = await db.selectFrom('theme').select(['id', 'slug']).execute();
  const places = await db.selectFrom('place').select(['id', 'slug']).where('id', '<=', 1000).execute();
  const alliances = await db.selectFrom('alliance').select(['id', 'slug']).execute();
  return new Map([
    ...themes.map(({ id, slug }) => [`theme:${id}`, slug] as const),
    ...places.map(({ id, slug }) => [`place:${id}`, slug] as const),
    ...alliances.map(({ id, slug }) => [`alliance:${id}`, slug] as const)
  ]);
}

function* documents(from: number, to: number): Generator<SearchDocument> {
  const corpus = new Corpus();
  for (let id = from + 1; id <= to; id++) yield { ...corpus.document(id), id: firstId + id, alliance: 1 };
}

/** Adds the resources numbered from `from` + 1 to `to`: their rows, then their documents. */
async function fill(db: Database, from: number, to: number): Promise<void> {
  // Written by the rules as they are: nothing is left for the worker to do while searches are measured.
  const citations = JSON.stringify({ apa: [], chicago: [], rules: rulesOfReferences });
  let part: SearchDocument[] = [];
  const write = async () => {
    const rows = part.map(({ id, texts, type, year, languages, themes }) => ({
      id,
      slug: `generated-${id}`,
      type,
      year,
      languages,
      language: texts[0]!.language,
      title: texts[0]!.title,
      summary: texts[0]!.summary,
      theme: themes[0]
    }));
    await sql`
      with given as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as r(id int, slug text, type text, year int,
        languages text[], language text, title text, summary text, theme int)),
      resources as (insert into resource (id, alliance_id, slug, type, language, languages, year, own, published_at, changed_at, citations)
        overriding system value select id, 1, slug, type, language, languages, year, false, now(), now(), ${citations}::jsonb from given),
      texts as (insert into resource_text (resource_id, language, title, summary) select id, language, title, summary from given)
      insert into resource_theme (resource_id, theme_id, position) select id, theme, 0 from given`.execute(db);
    part = [];
  };
  for (const document of documents(from, to)) {
    part.push(document);
    if (part.length === 1000) await write();
  }
  if (part.length > 0) await write();
  await sql`analyze`.execute(db);
  await fillIndex(db, documents(from, to));
}

/** Memory of the database in MB, proportional, so that shared buffers count once. */
async function databaseMemory({ child, folder }: BenchProgram): Promise<number> {
  let memory = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (pid === String(child.pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const parent = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (!command.includes(folder) && !(await belongs(parent, folder))) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    memory += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
  }
  return memory;
}

/** Whether a process is a child of the database server of this run. */
async function belongs(stat: string, folder: string): Promise<boolean> {
  const parent = stat.split(') ').at(-1)?.split(' ')[1];
  if (!parent || parent === '0') return false;
  return (await readFile(`/proc/${parent}/cmdline`, 'utf8').catch(() => '')).includes(folder);
}
