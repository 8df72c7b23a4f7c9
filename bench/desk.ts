/**
 * The pages of the desk through HTTP, on the bundled PostgreSQL, as an officer gets them who has 10,000 organisations,
 * 50,000 people and 200,000 facts: how long each takes, and how many statements it makes with few rows and with many.
 *
 *   npm run bench -- desk
 */
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Database } from '../src/lib/server/platform/db/db.ts';
import { hashToken, newToken } from '../src/lib/server/people/access/sessions.ts';
import { fillDesk, first, referenceOf, type DeskSize } from './lib/desk-rows.ts';
import { hold } from './lib/limits.ts';
import { startProgram } from './lib/program.ts';

/** Facts of every kind, more than a page of the journal has: it makes a statement for each kind of subject on it. */
const facts = 60;
const few: DeskSize = { organisations: 3, people: 3, tasks: 3, applications: 3, messages: 3, facts, notes: 3 };
const many: DeskSize = {
  organisations: 10_000,
  people: 50_000,
  tasks: 2_000,
  applications: 2_000,
  messages: 5_000,
  facts: 200_000,
  notes: 5_000
};
const nothing = Object.fromEntries(Object.keys(few).map((key) => [key, 0])) as unknown as DeskSize;
const requests = 60;
/** Milliseconds in which 95 of 100 pages are made; a table is no page, and takes that for each ten thousand rows. */
const limits = { page: 100, table: 1_000 };
/** Rows in which tables are read (platform/db/batches.ts). */
const partRows = 10_000;

interface Page {
  name: string;
  path: string;
  /** Of a table, how many rows it has. */
  rows?: number;
}
interface Figures extends Page {
  p50: number;
  p95: number;
  max: number;
}

const counting = fileURLToPath(new URL('lib/count-statements.ts', import.meta.url));
const program = await startProgram({ execArgv: ['--import', counting] });
const { child, url, db } = program;
try {
  const alliance = await db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirstOrThrow();
  await fillDesk(db, nothing, few, alliance.id);
  const cookie = await signInOfficer(db, alliance.id);
  const pages = await listPages(db);
  const before = await countAll(url, cookie, pages);
  const start = performance.now();
  await fillDesk(db, few, many, alliance.id);
  console.log(`filled in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  for (const page of pages) show(await measure(url, cookie, page));
  const after = await countAll(url, cookie, pages);
  for (const [at, { name, rows = 0 }] of pages.entries()) {
    // A table makes one more for each part that it is read in.
    const atMost = before[at]! + Math.floor(rows / partRows);
    hold(`statements of ${name}, ${before[at]} with few rows`, after[at]!, { atMost });
  }
} finally {
  await program.end();
}

/** An officer of the alliance with a second factor, as rows. @returns the header `cookie` */
async function signInOfficer(db: Database, allianceId: number): Promise<string> {
  const now = new Date();
  const { id: personId } = await db
    .insertInto('person')
    .values({ name: 'Officer', email: 'officer@people.example', locale: 'en', createdAt: now, activatedAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.insertInto('personRole').values({ personId, role: 'officer', allianceId, since: now }).execute();
  const token = newToken();
  await db
    .insertInto('session')
    .values({
      tokenHash: hashToken(token),
      personId,
      method: 'link',
      secondFactorAt: now,
      device: 'bench',
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + 86_400_000)
    })
    .execute();
  return `session=${token}`;
}

/** Every page that is measured; items are the first of their kind, of which there are few rows and many alike. */
async function listPages(db: Database): Promise<Page[]> {
  const task = await db.selectFrom('task').select('id').where('subjectKind', '=', 'message').executeTakeFirstOrThrow();
  const theme = await db.selectFrom('theme').select('slug').orderBy('id').executeTakeFirstOrThrow();
  const country = await db
    .selectFrom('organisation as o')
    .innerJoin('place as p', 'p.id', 'o.countryId')
    .select('p.slug')
    .where('o.id', '>=', first)
    .executeTakeFirstOrThrow();
  const page = (path: string, name = path): Page => ({ name, path });
  const table = (list: string, rows: number): Page => ({ ...page(`/desk/${list}.csv`), rows });
  const standings = ['member', 'unconfirmed', 'applicant', 'lapsed', 'archived'];
  return [
    page('/desk'),
    page('/desk?view=done'),
    page(`/desk/tasks/${task.id}`, 'a task’s redirect'),
    page('/desk/applications'),
    page('/desk/applications?state=screening&kind=ngo'),
    page('/desk/applications?q=nairobi'),
    page(`/desk/applications/${referenceOf(0)}`, 'an application'),
    page('/desk/organisations'),
    page('/desk/organisations?q=nairobi'),
    page('/desk/organisations?type=ngo'),
    page(`/desk/organisations?place=${country.slug}`),
    page(`/desk/organisations?theme=${theme.slug}`),
    ...standings.map((state) => page(`/desk/organisations?state=${state}`)),
    page('/desk/organisations?page=100'),
    page(`/desk/organisations/${first}`, 'a record'),
    table('organisations', many.organisations),
    table('applications', many.applications),
    table('people', many.people),
    table('tasks', many.tasks),
    page('/desk/people'),
    page('/desk/people?q=mwangi'),
    page('/desk/people?role=editor'),
    page('/desk/people?role=focal-point'),
    page('/desk/people?page=100'),
    page(`/desk/people/${first}`, 'a person'),
    page('/desk/find?q=mushi', '/desk/find, common'),
    page('/desk/find?q=zxqvy', '/desk/find, nothing'),
    page('/desk/find?q=narobi', '/desk/find, a typing error'),
    page('/desk/find?q=ca', '/desk/find, two letters'),
    page('/desk/find.json?q=nairobi'),
    page('/desk/messages'),
    page('/desk/messages?state=all&q=mushi'),
    page(`/desk/messages/${referenceOf(500_000)}`, 'a message'),
    page('/desk/journal'),
    page('/desk/journal?fact=role'),
    page(`/desk/journal?about=organisation:${first}`),
    page('/desk/duplicates'),
    page(`/desk/member/${first}`, 'a member’s own page')
  ];
}

async function ask(url: string, cookie: string, { path }: Page): Promise<void> {
  const response = await fetch(url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  await response.arrayBuffer();
  const isRedirect = response.status === 303 && !response.headers.get('location')?.includes('sign-in');
  if (response.status !== 200 && !isRedirect) throw new Error(`${path} answered ${response.status}`);
}

/** Statements of each page. What the program does at the same time, looking for jobs, only ever adds: the least counts. */
async function countAll(url: string, cookie: string, pages: Page[]): Promise<number[]> {
  const counts: number[] = [];
  for (const page of pages) {
    let least = Infinity;
    await ask(url, cookie, page);
    for (let time = 0; time < 5; time++) {
      const start = await statements();
      await ask(url, cookie, page);
      least = Math.min(least, (await statements()) - start);
    }
    counts.push(least);
  }
  return counts;
}

async function statements(): Promise<number> {
  child.send('statements');
  const [said] = (await once(child, 'message')) as [{ statements: number }];
  return said.statements;
}

/** One caller, one request after the other. */
async function measure(url: string, cookie: string, page: Page): Promise<Figures> {
  for (let time = 0; time < 5; time++) await ask(url, cookie, page);
  const times: number[] = [];
  for (let time = 0; time < requests; time++) {
    const start = performance.now();
    await ask(url, cookie, page);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(requests - 1, Math.floor(requests * share))]!;
  return { ...page, p50: at(0.5), p95: at(0.95), max: times.at(-1)! };
}

function show({ name, rows, p50, p95, max }: Figures): void {
  hold(
    `${name}, p50 ${p50.toFixed(0)} and slowest ${max.toFixed(0)}, p95 in ms`,
    p95,
    { atMost: rows === undefined ? limits.page : limits.table * Math.max(1, rows / partRows) },
    true
  );
}
