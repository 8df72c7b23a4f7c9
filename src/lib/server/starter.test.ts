import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../tests/support/database.ts';
import { fillEmptyDatabase } from './first-content.ts';
import { openDatabase, openPool } from './platform/db/db.ts';
import { loadStarter } from './starter.ts';
import { counted, lists, read, sizes, starter, tables, withFolder, type Row } from './starter-test-folder.ts';

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
      const loaded = await Promise.all([
        fillEmptyDatabase(contextOver(db), 'full'),
        fillEmptyDatabase(contextOver(db), 'full')
      ]);
      expect(loaded.toSorted((a, b) => a - b)[0]).toBe(0);
      expect(await db.selectFrom('alliance').select('id').where('level', '=', 'global').execute()).toHaveLength(1);
    }));

  test('that is cut off in the middle leaves nothing, and the next start loads it whole', () =>
    withEmptyDatabase(async (connection, db) => {
      // The connection dies while the tenth resource is written, as when the server is stopped.
      await sql`create function cut() returns trigger language plpgsql as $$
        begin if (select count(*) from resource) >= 10 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$`.execute(
        db
      );
      await sql`create trigger cut before insert on resource for each row execute function cut()`.execute(db);
      const own = openDatabase(openPool(connection, 1, () => {}));
      await expect(loadStarter(contextOver(own), starter)).rejects.toThrow(/terminat/);
      await own.destroy();
      expect(await sizes(db)).toEqual(tables.map(() => 0));
      await sql`drop trigger cut on resource`.execute(db);
      expect(await loadStarter(contextOver(db), starter)).toBeGreaterThan(50);
    }));

  test('lets an organisation lead several alliances, and be a member besides', () =>
    withFolder(
      'alliances',
      (all: Row[]) => all.map((row) => ({ ...row, lead: 'arup' })),
      (folder) =>
        withEmptyDatabase(async (_, db) => {
          await loadStarter(contextOver(db), folder);
          const parts = db
            .selectFrom('membership as m')
            .innerJoin('organisation as o', 'o.id', 'm.organisationId')
            .select(['m.role'])
            .where('o.slug', '=', 'arup');
          expect((await parts.execute()).map(({ role }) => role)).toEqual(['member', 'lead', 'lead', 'lead']);
        })
    ));

  test('may list a city alliance before its country', () =>
    withFolder(
      'alliances',
      (all: Row[]) => [{ ...all[0], slug: 'nairobi', level: 'city', parent: 'kenya', country: 'KE' }, ...all],
      (folder) =>
        withEmptyDatabase(async (_, db) => {
          await loadStarter(contextOver(db), folder);
          const { parent } = await db
            .selectFrom('alliance as a')
            .innerJoin('alliance as p', 'p.id', 'a.parentId')
            .select('p.slug as parent')
            .where('a.slug', '=', 'nairobi')
            .executeTakeFirstOrThrow();
          expect(parent).toBe('kenya');
        })
    ));
});
