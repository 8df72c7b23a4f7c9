import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, type Site } from '../support/program.ts';
import { ask } from './support.ts';

let site: Site;
const health = async () => {
  const answer = await fetch(`${site.url}/healthz`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const answered = (status: number, text: string) => ({ status, type: 'text/plain; charset=utf-8', text: `${text}\n` });
const inDatabase = (sql: string) => ask({ connectionString: site.databaseUrl }, sql);

beforeAll(async () => {
  site = await openSite({ STARTER: 'none' });
});
afterAll(() => site.remove());

describe('the program is well', () => {
  test('while the database has exactly its migrations', async () => {
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database lacks one', async () => {
    const [last] = await inDatabase('select max(name) as name from kysely_migration');
    const [row] = await inDatabase(`delete from kysely_migration where name = '${last?.name}' returning timestamp`);
    expect(await health()).toEqual(answered(503, 'the database is older than the program'));
    await inDatabase(`insert into kysely_migration values ('${last?.name}', '${row?.timestamp}')`);
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database has none at all', async () => {
    await inDatabase('alter table kysely_migration rename to kysely_migration_away');
    expect(await health()).toEqual(answered(503, 'the database is older than the program'));
    await inDatabase('alter table kysely_migration_away rename to kysely_migration');
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database has one that it does not know', async () => {
    await inDatabase(`insert into kysely_migration values ('999_future', now()::text)`);
    expect(await health()).toEqual(answered(503, 'the database belongs to another version of the program'));
    await inDatabase(`delete from kysely_migration where name = '999_future'`);
    expect(await health()).toEqual(answered(200, 'ok'));
  });
});
