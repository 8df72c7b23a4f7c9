/* A whole instance with its starter content, saved while it serves and brought back elsewhere, by the operators' commands. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, run } from '../../scripts/steps.ts';
import { openDatabase, openPool, type Connection } from '../../src/lib/server/platform/db/db.ts';
import { storeFile } from '../../src/lib/server/platform/files/files.ts';
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';
import { contextOver } from '../support/context.ts';
import { contactForm, eventually, makePlace, post, serve, type Place } from '../support/program.ts';
import { ask, strikeScenes } from './support.ts';

/** The only tables whose rows may differ afterwards, each for its reason. */
const mayDiffer: Record<string, string> = {
  'public.kysely_migration': 'when each migration ran: the new database ran them itself',
  'pgboss.version': 'when the queue last looked at the clock: kept by each database for itself',
  'pgboss.queue': 'how many jobs wait, counted anew each minute',
  'pgboss.queue_stats': 'what these counts were before',
  'pgboss.warning': 'what the queue found slow'
};
/** Not what PostgreSQL keeps about itself. */
const inOwnSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

let source: Place;
let target: Place;
beforeAll(async () => {
  [source, target] = [await makePlace(), await makePlace()];
});
afterAll(async () => {
  await source.clean();
  await target.clean();
  await strikeScenes();
});

test(
  'an instance that is saved while it serves comes back with every row and every file',
  { timeout: 180_000 },
  async () => {
    const program = await serve(source.settings);
    const connection = await source.connection();
    await fill(program.url, connection);
    const file = join(source.folder, 'instance.tar.zst');
    const before = await rowsOf(connection);
    await command(source, 'backup', file);
    const after = await rowsOf(connection);
    // Nobody but the program was there: what changed meanwhile is what may differ, and nothing else.
    expect(differences(before, after)).toEqual([]);
    expect(program.log()).toEqual([]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const said = await command(target, 'restore', file);
    const files = await contentsOf(join(source.dataDir, 'files'));
    expect(said).toMatch(new RegExp(`^\\d+ rows of \\d+ tables and ${Object.keys(files).length} files of `));
    const restored = await withDatabase(target, async (connection) => ({
      rows: await rowsOf(connection),
      shape: await shapeOf(connection)
    }));
    expect([...restored.rows.keys()]).toEqual([...before.keys()]);
    expect(differences(before, restored.rows)).toEqual([]);
    expect(restored.shape).toEqual(await shapeOf(connection));
    expect(await contentsOf(join(target.dataDir, 'files'))).toEqual(files);

    // It serves what it has, and neither fills itself again nor does anything twice.
    const again = await serve(target.settings);
    expect((await fetch(`${again.url}/library`)).status).toBe(200);
    for (const [name, sha256] of Object.entries(await publicFiles(connection))) {
      const answer = await fetch(`${again.url}/files/${name}`);
      expect([answer.status, sha256Of(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha256]);
    }
    const running = differences(before, await rowsOf(await target.connection()));
    // The link to the first account is made anew at each start, as long as there is none.
    expect(running.filter((line) => line.startsWith('public.'))).toEqual([
      expect.stringMatching(/^public\.one_time_link: 1 gone, 1 new: .*owner-setup/)
    ]);
    expect(again.log()).toEqual([]);
    expect([await program.end(), await again.end()]).toEqual([0, 0]);
  }
);

/** What visitors leave through the site, files as a part of the program stores them, and no work left to do but mails. */
async function fill(url: string, connection: Connection): Promise<void> {
  const forms: [path: string, fields: Record<string, string>][] = [
    ['/contact', contactForm('A line\nand "another", \\N\ttoo: مدينة')],
    [
      '/concern',
      { text: 'Something\r\nthat worries me', about: 'child', place: 'Nairobi', urgent: 'yes', contact: '' }
    ],
    ['/newsletter', { email: 'reader@example.org', consent: 'yes' }]
  ];
  for (const [path, fields] of forms) expect([path, (await post(url + path, fields)).status]).toEqual([path, 303]);
  // No work of the night begins in the middle of the test.
  await ask(connection, `update pgboss.schedule set cron = '0 0 29 2 *'`);
  const pool = openPool(connection, 1, () => {});
  const instance = { files: { folder: join(source.dataDir, 'files'), maxBytes: 10_000_000 } };
  const ctx = contextOver(openDatabase(pool), { instance });
  const contents = [Buffer.alloc(0), Buffer.from('مدينة\n'), randomBytes(3_000_000)];
  for (const [n, content] of contents.entries()) {
    const stream = Readable.from(content.length > 0 ? [content] : []);
    await storeFile(ctx, { stream, name: `file ${n}.pdf`, mediaType: 'application/pdf', public: n > 0 });
  }
  await pool.end();
  const busy = `select name from pgboss.job where state in ('created', 'retry', 'active') and name <> 'mail.send'`;
  await eventually(async () => (await ask(connection, busy)).length === 0);
  for (const table of ['message', 'concern', 'subscriber', 'resource', 'post', 'event', 'search_doc', 'place'])
    expect([table, await ask(connection, `select 1 as one from ${table} limit 1`)]).toEqual([table, [{ one: 1 }]]);
}

/** Runs a command of the operator on the instance in that place; answers what it said. */
async function command(place: Place, name: 'backup' | 'restore', file: string): Promise<string> {
  const { TRUST_PROXY: _, ...settings } = place.settings;
  const env = { PATH: process.env.PATH, ...settings } as NodeJS.ProcessEnv;
  const { code, output } = await run(process.execPath, [join(root, 'scripts', `${name}.ts`), file], env);
  expect([code, output]).toEqual([0, output]);
  return output;
}

/** Every row of every table and materialised view as text, by table, in whatever order they lie. */
async function rowsOf(connection: pg.ClientConfig): Promise<Map<string, string[]>> {
  const tables = await ask(
    connection,
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${inOwnSchema} and c.relkind in ('r', 'p', 'm') and not c.relispartition order by 1`
  );
  const found = new Map<string, string[]>();
  for (const { name, quoted } of tables as { name: string; quoted: string }[]) {
    const rows = await ask(connection, `select t::text as row from ${quoted} t order by t::text collate "C"`);
    found.set(
      name,
      rows.map(({ row }) => row as string)
    );
  }
  return found;
}

/** Where the sequences stand, and what guards the rows. */
async function shapeOf(connection: pg.ClientConfig): Promise<unknown> {
  return {
    sequences: await ask(connection, `select schemaname, sequencename, last_value from pg_sequences order by 1, 2`),
    constraints: await ask(
      connection,
      `select n.nspname, conrelid::regclass::text as table, conname, convalidated, pg_get_constraintdef(k.oid) as text
         from pg_constraint k join pg_namespace n on n.oid = k.connamespace where ${inOwnSchema} order by 1, 2, 3`
    ),
    triggers: await ask(
      connection,
      `select tgrelid::regclass::text as table, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2`
    )
  };
}

/** A line for each table that differs though it may not. */
function differences(one: Map<string, string[]>, other: Map<string, string[]>): string[] {
  const lines: string[] = [];
  for (const [name, rows] of one) {
    if (name in mayDiffer) continue;
    const [left, right] = [new Set(rows), new Set(other.get(name))];
    const [gone, come] = [rows.filter((row) => !right.has(row)), [...right].filter((row) => !left.has(row))];
    if (gone.length + come.length > 0 || rows.length !== other.get(name)?.length)
      lines.push(
        `${name}: ${gone.length} gone, ${come.length} new: ${gone[0]?.slice(0, 300)} | ${come[0]?.slice(0, 300)}`
      );
  }
  return lines;
}

const sha256Of = (content: Buffer) => createHash('sha256').update(content).digest('hex');

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found[relative(folder, path)] = sha256Of(await readFile(path));
  }
  return found;
}

/** The content that each file has that everybody may read, by the address under `/files/`. */
async function publicFiles(connection: pg.ClientConfig): Promise<Record<string, string>> {
  const rows = await ask(connection, `select id, name, sha256 from file where public`);
  expect(rows).toHaveLength(2);
  return Object.fromEntries(
    rows.map(({ id, name, sha256 }) => [`${id}/${encodeURIComponent(String(name))}`, String(sha256)])
  );
}

/** Works on the database of a place where no program runs. */
async function withDatabase<T>(place: Place, work: (connection: pg.ClientConfig) => Promise<T>): Promise<T> {
  const home = place.settings.POSTGRES_HOME;
  const postgres = await startPostgres({ dataDir: place.dataDir, home, log: createLog('silent') });
  return work(postgres.poolOptions).finally(() => postgres.stop());
}
