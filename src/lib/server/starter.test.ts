import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOver } from '../../../tests/support/context.ts';
import { createDatabase, withEmptyDatabase } from '../../../tests/support/database.ts';
import { fillEmptyDatabase } from './first-content.ts';
import type { Context } from './platform/context.ts';
import { openDatabase, openPool, type Database } from './platform/db/db.ts';
import { StartError } from './platform/errors.ts';
import { loadPlaces } from './platform/places/places.ts';
import { loadStarter } from './starter.ts';

const starter = fileURLToPath(new URL('../../../starter/', import.meta.url));
const lists = ['themes', 'alliances', 'organisations', 'series', 'resources', 'posts', 'events', 'figures', 'activities'] as const;
const read = async (name: string, folder = starter) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));

const counted = ['theme', 'alliance', 'organisation', 'series', 'resource', 'post', 'event', 'figure', 'activity'] as const;
const tables = [...counted, 'place', 'journal', 'searchDoc', 'milestone', 'memberCount', 'namedPerson', 'steeringSeat'] as const;
async function sizes(db: Database, names: readonly (typeof tables)[number][] = tables): Promise<number[]> {
  const counts = names.map((table) => db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow());
  return (await Promise.all(counts)).map(({ n }) => n);
}

/** A copy of the starter folder in which one file is another. */
async function withFolder(name: string, change: (file: never) => unknown, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'c4c-starter-'));
  try {
    await cp(starter, folder, { recursive: true });
    const changed = change((await read(name)) as never);
    const path = join(folder, `${name}.json`);
    if (changed === undefined) await rm(path);
    else await writeFile(path, typeof changed === 'string' ? changed : JSON.stringify(changed));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
type Row = Record<string, unknown> & { slug: string };
/** The list with its last thing changed. */
const last = (changes: Record<string, unknown>) => (all: Row[]) => [...all.slice(0, -1), { ...all.at(-1), ...changes }];

describe('the starter content', () => {
  test('is loaded once: a second time nothing is added, and every thing in the files is there', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      const wanted = await Promise.all(lists.map(async (name) => ((await read(name)) as Row[]).length));
      wanted[1]! += 1;
      const loaded = await loadStarter(ctx, starter);
      expect(await sizes(db, counted)).toEqual(wanted);
      expect(loaded).toBe(wanted.reduce((sum, count) => sum + count));
      const before = await sizes(db);
      expect(await loadStarter(ctx, starter)).toBe(0);
      expect(await loadStarter(ctx, '/nowhere')).toBe(0);
      expect(await sizes(db)).toEqual(before);
      // One job writes all references, and every list is found.
      const { rows } = await sql`select name from pgboss.job`.execute(db);
      expect(rows).toEqual([{ name: 'library.cite' }]);
      const kinds = await db.selectFrom('searchDoc').select('kind').distinct().orderBy('kind').execute();
      expect(kinds.map(({ kind }) => kind)).toEqual(['alliance', 'event', 'organisation', 'post', 'resource']);
    }));

  test('two programs that start at once on one empty database load it once', () =>
    withEmptyDatabase(async (_, db) => {
      const loaded = await Promise.all([fillEmptyDatabase(contextOver(db), 'full'), fillEmptyDatabase(contextOver(db), 'full')]);
      expect(loaded.toSorted((a, b) => a - b)[0]).toBe(0);
      expect(await db.selectFrom('alliance').select('id').where('level', '=', 'global').execute()).toHaveLength(1);
    }));

  test('that is cut off in the middle leaves nothing, and the next start loads it whole', () =>
    withEmptyDatabase(async (connection, db) => {
      // The connection dies while the tenth resource is written, as when the server is stopped.
      await sql`create function cut() returns trigger language plpgsql as $$
        begin if (select count(*) from resource) >= 10 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$`.execute(db);
      await sql`create trigger cut before insert on resource for each row execute function cut()`.execute(db);
      const own = openDatabase(openPool(connection, 1, () => {}));
      await expect(loadStarter(contextOver(own), starter)).rejects.toThrow(/terminat/);
      await own.destroy();
      expect(await sizes(db)).toEqual(tables.map(() => 0));
      await sql`drop trigger cut on resource`.execute(db);
      expect(await loadStarter(contextOver(db), starter)).toBeGreaterThan(50);
    }));

  test('lets an organisation lead several alliances, and be a member besides', () =>
    withFolder('alliances', (all: Row[]) => all.map((row) => ({ ...row, lead: 'arup' })), (folder) =>
      withEmptyDatabase(async (_, db) => {
        await loadStarter(contextOver(db), folder);
        const parts = db.selectFrom('membership as m').innerJoin('organisation as o', 'o.id', 'm.organisationId').select(['m.role']).where('o.slug', '=', 'arup');
        expect((await parts.execute()).map(({ role }) => role)).toEqual(['member', 'lead', 'lead', 'lead']);
      })
    ));

  test('may list a city alliance before its country', () =>
    withFolder('alliances', (all: Row[]) => [{ ...all[0], slug: 'nairobi', level: 'city', parent: 'kenya', country: 'KE' }, ...all], (folder) =>
      withEmptyDatabase(async (_, db) => {
        await loadStarter(contextOver(db), folder);
        const { parent } = await db.selectFrom('alliance as a').innerJoin('alliance as p', 'p.id', 'a.parentId').select('p.slug as parent').where('a.slug', '=', 'nairobi').executeTakeFirstOrThrow();
        expect(parent).toBe('kenya');
      })
    ));
});

describe('a folder that cannot be used is refused with a sentence that says where, and leaves nothing', () => {
  // With the places there already, as after a first refusal of a program that runs on.
  let ctx: Context;
  let before: number[];
  const undo: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const { url, drop } = await createDatabase(process.env.TEST_TEMPLATE);
    const pool = openPool({ connectionString: url }, 2, () => {});
    undo.push(drop, () => pool.end());
    ctx = contextOver(openDatabase(pool));
    await loadPlaces(ctx);
    before = await sizes(ctx.db);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  const refused: [what: string, name: string, change: (file: never) => unknown, sentence: RegExp][] = [
    ['a missing file', 'posts', () => undefined, /^The starter file \S+\/posts\.json cannot be read: ENOENT/],
    ['a file that is no JSON', 'events', () => '[{', /^The starter file \S+\/events\.json cannot be read: .*JSON/],
    ['an object for a list', 'figures', () => ({}), /^figures\.json must hold a list of things with a slug\.$/],
    ['a thing without a slug', 'posts', () => [null], /^posts\.json must hold a list of things with a slug\.$/],
    ['an unknown parent of a theme', 'themes', last({ parent: 'nowhere' }), /^themes\.json: \S+ cannot be added: no theme nowhere\.$/],
    ['an unknown theme', 'resources', last({ themes: ['nowhere'] }), /^resources\.json: \S+ cannot be added: no theme nowhere\.$/],
    ['an unknown theme of an alliance', 'alliances', last({ themes: ['nowhere'] }), /^alliances\.json: \S+ cannot be added: no theme nowhere\.$/],
    ['an unknown country', 'organisations', last({ country: 'ZZ' }), /^organisations\.json: \S+ cannot be added: no country ZZ\.$/],
    ['an unknown city', 'posts', last({ places: [{ city: 'Atlantis', country: 'GR' }] }), /^posts\.json: \S+ cannot be added: no place \{"city":"Atlantis","country":"GR"\}\.$/],
    ['an unknown series', 'posts', last({ series: 'nowhere' }), /^posts\.json: \S+ cannot be added: no series nowhere\.$/],
    ['an unknown related resource', 'resources', last({ related: ['nowhere'] }), /^resources\.json: \S+ cannot be added: no resource nowhere\.$/],
    ['an unknown forum', 'events', last({ forum: 'nowhere' }), /^events\.json: \S+ cannot be added: no event nowhere\.$/],
    ['an unknown time zone', 'events', last({ timezone: 'Mars/Base' }), /^events\.json: \S+ cannot be added: .*Mars\/Base/],
    ['an unknown host', 'events', last({ hosts: ['nowhere'] }), /^events\.json: \S+ cannot be added: no organisation nowhere\.$/],
    ['an outcome of an unknown alliance', 'events', last({ outcomes: [{ text: 'x', links: ['nowhere'] }] }), /^events\.json: \S+ cannot be added: no alliance nowhere\.$/],
    ['an unknown organisation of an activity', 'activities', last({ organisations: ['nowhere'] }), /^activities\.json: \S+ cannot be added: no organisation nowhere\.$/],
    ['an unknown lead', 'alliances', last({ lead: 'nowhere' }), /^alliances\.json: \S+ is led by nowhere, which organisations\.json lacks\.$/],
    ['an unknown parent of an alliance', 'alliances', last({ parent: 'nowhere' }), /^alliances\.json: \S+ cannot be added: no alliance nowhere\.$/],
    ['an unknown member of the committee', 'alliance', (file: object) => ({ ...file, steering: [{ organisation: 'nowhere', role: 'chair', source: 'x' }] }), /^alliance\.json names the organisation nowhere, which organisations\.json lacks\.$/],
    ['an unknown organisation of a person', 'alliance', (file: object) => ({ ...file, people: [{ name: 'x', role: 'x', organisation: 'nowhere', sources: [] }] }), /^alliance\.json names the organisation nowhere, which organisations\.json lacks\.$/],
    ['an alliance without its lists', 'alliance', (file: object) => ({ ...file, timeline: undefined }), /^alliance\.json cannot be used: .+\.$/],
    ['one slug twice', 'figures', (all: Row[]) => [...all, all[0]], /^figures\.json: \S+ cannot be added: duplicate key .+\.$/],
    ['a value of the wrong kind', 'figures', last({ low: 'many' }), /^figures\.json: \S+ cannot be added: .+\.$/]
  ];
  test.each(refused)('%s', async (_, name, change, sentence) => {
    await withFolder(name, change, async (folder) => {
      const error: unknown = await loadStarter(ctx, folder).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(StartError);
      expect((error as Error).message).toMatch(sentence);
    });
    expect(await sizes(ctx.db)).toEqual(before);
  });
});
