import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { until } from '../../../../../tests/support/until.ts';
import { openPool, type Database } from './db.ts';

const one = async (db: Database, text: string) =>
  (await sql.raw<{ value: unknown }>(`select ${text} as value`).execute(db)).rows[0]?.value;

test('a bigint is a number as long as it is exact, and refused beyond', () =>
  withEmptyDatabase(async (_, db) => {
    expect(await one(db, '9007199254740991::bigint')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await one(db, '(-9007199254740991)::bigint')).toBe(Number.MIN_SAFE_INTEGER);
    expect(await one(db, '(select count(*) from journal)')).toBe(0);
    expect(await one(db, 'null::bigint')).toBeNull();
    await expect(one(db, '9007199254740992::bigint')).rejects.toThrow('9007199254740992 is too large for a number');
    // The connection goes on after that.
    expect(await one(db, '1::bigint')).toBe(1);
  }));

test('a date stays the day that it is, and a time the clock time, in whatever zone the program runs', () =>
  withEmptyDatabase(async (_, db) => {
    expect(await one(db, "date '2022-06-27'")).toBe('2022-06-27');
    expect(await one(db, "time '14:30'")).toBe('14:30:00');
    expect(await one(db, 'null::date')).toBeNull();
    expect(await one(db, "timestamptz '2022-06-27 14:30+02'")).toEqual(new Date('2022-06-27T12:30:00Z'));
  }));

test('columns are camelCase here, and the keys within JSON are left as they were written', () =>
  withEmptyDatabase(async (_, db) => {
    const value = { snake_case: 1, camelCase: { deep_er: [{ very_deep: true }] }, سلام: 'x' };
    await db
      .insertInto('setting')
      .values({ name: 'a_name', value: JSON.stringify(value) })
      .execute();
    const row = await db.selectFrom('setting').selectAll().executeTakeFirstOrThrow();
    expect(row).toEqual({ name: 'a_name', value });
    const { rows } = await sql`select 1 as snake_case`.execute(db);
    expect(rows).toEqual([{ snakeCase: 1 }]);
  }));

test('every connection works in UTC and gives up a statement after 30 seconds', () =>
  withEmptyDatabase(async (_, db) => {
    expect(await one(db, "current_setting('timezone')")).toBe('UTC');
    expect(await one(db, "current_setting('statement_timeout')")).toBe('30s');
    expect(await one(db, "current_setting('application_name')")).toBe('cities4children');
  }));

test('a connection that is lost within a transaction fails the transaction and nothing else', () =>
  withEmptyDatabase(async (_, db) => {
    const cut = db.transaction().execute(async (trx) => {
      await trx.insertInto('setting').values({ name: 'lost', value: '1' }).execute();
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx);
    });
    await expect(cut).rejects.toThrow(/terminat/);
    expect(await one(db, '(select count(*) from setting)')).toBe(0);
    const idle = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(db);
      // Nobody awaits anything of it at the moment when it is lost.
      await until(
        async () => (await sql`select from pg_stat_activity where pid = ${rows[0]!.pid}`.execute(db)).rows.length === 0
      );
      await sql`select 1`.execute(trx);
    });
    await expect(idle).rejects.toThrow();
    expect(await one(db, '1')).toBe(1);
  }));

test('a connection that is lost while idle is reported and replaced', () =>
  withEmptyDatabase(async (connection, db) => {
    const errors: string[] = [];
    const reported = Promise.withResolvers<void>();
    const pool = openPool(connection, 1, (error) => {
      errors.push(error.message);
      reported.resolve();
    });
    try {
      const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(db);
      await reported.promise;
      expect(errors).toEqual(['terminating connection due to administrator command']);
      expect((await pool.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);
    } finally {
      await pool.end();
    }
  }));

test('a statement that comes a third time is prepared, unless it answers all columns, and answers as before', () =>
  withEmptyDatabase(async (connection) => {
    const pool = openPool(connection, 1, () => {});
    const ask = async (text: string, value: number) => (await pool.query(text, [value])).rows;
    const prepared = async () =>
      (await pool.query<{ statement: string }>('select statement from pg_prepared_statements')).rows.map(
        ({ statement }) => statement
      );
    await pool.query('create table jotting (id int)');
    await pool.query('insert into jotting values (1), (2)');
    for (let n = 0; n < 4; n++) {
      expect(await ask('select id from jotting where id = $1 -- by number', 2)).toEqual([{ id: 2 }]);
      expect(await ask('select * from jotting where id = $1', 1)).toEqual([{ id: 1 }]);
    }
    expect(await prepared()).toEqual(['select id from jotting where id = $1 -- by number']);
    await pool.query('alter table jotting add column text text');
    expect(await ask('select * from jotting where id = $1', 1)).toEqual([{ id: 1, text: null }]);
    expect(await ask('select id from jotting where id = $1 -- by number', 1)).toEqual([{ id: 1 }]);
    await pool.end();
  }));
