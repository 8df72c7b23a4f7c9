import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createDatabase, migrations } from '../../../../../tests/support/database.ts';
import { StartError } from '../errors.ts';
import { openDatabase, openPool, type Database } from './db.ts';
import { appliedMigrations, migrate } from './migrate.ts';

type Write = (files: Record<string, string>) => Promise<URL>;
type Open = () => Database;

/** A database without anything in it, several programs that open it, and folders of migrations. */
const blank = (work: (open: Open, write: Write) => Promise<void>) => async () => {
  const { url, drop } = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'c4c-migrate-'));
  const opened: Database[] = [];
  try {
    await work(
      () => {
        opened.push(openDatabase(openPool({ connectionString: url }, 2, () => {})));
        return opened.at(-1)!;
      },
      async (files) => {
        for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
        return pathToFileURL(`${folder}/`);
      }
    );
  } finally {
    await Promise.all(opened.map((db) => db.destroy()));
    await rm(folder, { recursive: true });
    await drop();
  }
};

const tables = async (db: Database): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'
    and tablename not like 'kysely%' order by 1`.execute(db);
  return rows.map((row) => row.name);
};
const refusal = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('It went well.')),
    (error) => error
  );

test(
  'an empty database gets every migration in the order of their numbers, and a second run does nothing',
  blank(async (open) => {
    const db = open();
    expect(await appliedMigrations(db)).toEqual([]);
    const ran = await migrate(db, migrations);
    expect(ran.slice(0, 3)).toEqual(['001_platform', '002_search', '003_alliance']);
    expect(ran).toEqual(ran.toSorted());
    expect(await appliedMigrations(db)).toEqual(ran);
    expect(await tables(db)).toContain('journal');
    expect(await migrate(db, migrations)).toEqual([]);
    expect(await appliedMigrations(db)).toEqual(ran);
  })
);

test(
  'two programs that start at once both come up, and each migration runs once',
  blank(async (open, write) => {
    const folder = await write({
      '001_first.sql': 'create table first (id integer); insert into first values (1); select pg_sleep(0.2);'
    });
    const [one, two] = [open(), open()];
    const ran = await Promise.all([migrate(one, folder), migrate(two, folder)]);
    expect(ran.flat()).toEqual(['001_first']);
    const { rows } = await sql`select * from first`.execute(one);
    expect(rows).toHaveLength(1);
  })
);

test(
  'only files with a number and a name are migrations',
  blank(async (open, write) => {
    const db = open();
    const folder = await write({
      '001_first.sql': 'create table first ()',
      '1_x.sql': 'no',
      'notes.md': 'no',
      '002_b.sql.bak': 'no'
    });
    expect(await migrate(db, folder)).toEqual(['001_first']);
  })
);

test(
  'a later version brings only what is new',
  blank(async (open, write) => {
    const db = open();
    await migrate(db, await write({ '001_first.sql': 'create table first (id integer)' }));
    await sql`insert into first values (7)`.execute(db);
    expect(await migrate(db, await write({ '002_second.sql': 'alter table first add name text' }))).toEqual([
      '002_second'
    ]);
    expect((await sql`select * from first`.execute(db)).rows).toEqual([{ id: 7, name: null }]);
  })
);

test(
  'a migration that fails takes back all that ran with it, and the error names its file, line and reason',
  blank(async (open, write) => {
    const db = open();
    await migrate(db, await write({ '001_first.sql': 'create table first (id integer)' }));
    const folder = await write({
      '002_second.sql': 'create table second (); insert into first values (1)',
      '003_third.sql': 'create table third ();\n\nalter table\n  nowhere add name text;\n'
    });
    const error = await refusal(migrate(db, folder));
    expect(error).toBeInstanceOf(StartError);
    expect(error.message).toBe(
      'The migration 003_third.sql failed, and the database is as it was: relation "nowhere" does not exist.'
    );
    expect(error.cause).toMatchObject({ code: '42P01' });
    expect(await tables(db)).toEqual(['first']);
    expect(await appliedMigrations(db)).toEqual(['001_first']);
    expect((await sql`select * from first`.execute(db)).rows).toEqual([]);

    await write({ '003_third.sql': 'create table third ();\nselect 1;\nselekt 2;' });
    expect((await refusal(migrate(db, folder))).message).toContain('003_third.sql, line 3 failed');
    await write({ '003_third.sql': 'create table third ()' });
    expect(await migrate(db, folder)).toEqual(['002_second', '003_third']);
  })
);

test(
  'a database of a newer version is refused in one sentence and left alone',
  blank(async (open, write) => {
    const db = open();
    const folder = await write({
      '001_first.sql': 'create table first ()',
      '002_second.sql': 'create table second ()'
    });
    await migrate(db, folder);
    await rm(new URL('002_second.sql', folder));
    await write({ '003_third.sql': 'create table third ()' });
    const error = await refusal(migrate(db, folder));
    expect(error).toBeInstanceOf(StartError);
    expect(error.message).toBe(
      'The database belongs to a newer version of the program (it has 002_second): start that version, or restore a backup.'
    );
    expect(await tables(db)).toEqual(['first', 'second']);
  })
);

test(
  'a migration may take longer than a query may, and queries are limited again afterwards',
  blank(async (open, write) => {
    const db = open();
    const shown = "select current_setting('statement_timeout') as value";
    const folder = await write({ '001_first.sql': `create table first as ${shown}` });
    await migrate(db, folder);
    expect((await sql`select * from first`.execute(db)).rows).toEqual([{ value: '0' }]);
    expect((await sql.raw(shown).execute(db)).rows).toEqual([{ value: '30s' }]);
  })
);
