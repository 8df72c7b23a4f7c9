import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, testServer } from '../support/database.ts';
import { makePlace, refused, serve, type Place, type Program } from '../support/program.ts';
import { ask, strikeScenes } from './support.ts';

let place: Place;
let program: Program;
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  place = await makePlace();
  database = await createDatabase(process.env.TEST_TEMPLATE);
  program = await serve({ ...place.settings, STARTER: 'none' });
});
afterAll(async () => {
  await place.clean();
  await database.drop();
  await strikeScenes();
});

const elsewhere = () => ({ DATA_DIR: join(place.folder, 'other'), DATABASE_URL: database.url, STARTER: 'none' });

describe('the program ends with exit code 1 and one sentence', () => {
  test('when another one runs on the same data, which goes on undisturbed', async () => {
    expect(await refused(place.settings)).toEqual({
      code: 1,
      sentence: `The program is already running on ${place.dataDir}: stop it first, or set DATA_DIR to another folder.`
    });
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200);
  });

  test('when its port is taken', async () => {
    const { port } = new URL(program.url);
    expect(await refused({ ...elsewhere(), PORT: port })).toEqual({
      code: 1,
      sentence: `Port ${port} is taken by another program: end it, or set PORT.`
    });
  });

  test('when this machine does not have the address', async () => {
    expect(await refused({ ...elsewhere(), HOST: '203.0.113.1' })).toEqual({
      code: 1,
      sentence: 'This machine has no address 203.0.113.1: set HOST.'
    });
  });

  describe.each(['bundled', 'server'])('with a database of the kind "%s"', (kind) => {
    const settings = () => (kind === 'server' ? elsewhere() : place.settings);

    test('when the data folder is a file', async () => {
      const file = join(place.folder, `letter to ${kind}.txt`);
      await writeFile(file, 'hello');
      expect(await refused({ ...settings(), DATA_DIR: file })).toEqual({
        code: 1,
        sentence: `The data folder ${file} is not a folder.`
      });
    });

    test('when the data folder may not be written', async () => {
      const { code, sentence } = await refused({ ...settings(), DATA_DIR: '/sys/cities' });
      expect(code).toBe(1);
      expect(sentence).toMatch(
        /^The data folder \/sys\/cities (cannot be read and written by this user|is on a disk that can only be read)\.$/
      );
    });
  });

  test('when the database server does not answer, without telling the password', async () => {
    const { code, sentence } = await refused({
      ...elsewhere(),
      DATABASE_URL: 'postgres://user:s3cret@127.0.0.1:9/alliance'
    });
    expect(code).toBe(1);
    expect(sentence).toMatch(/^The database alliance on 127\.0\.0\.1 \(DATABASE_URL\) cannot be reached: .+\.$/);
    expect(sentence).not.toContain('s3cret');
  });

  test('when the server has no such database', async () => {
    const url = new URL(testServer());
    url.pathname = `/${randomUUID()}`;
    const { code, sentence } = await refused({ ...elsewhere(), DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(sentence).toMatch(/^The database [\w-]+ on \S+ \(DATABASE_URL\) cannot be reached: .* does not exist\.$/);
  });

  test('when the database belongs to a newer version', async () => {
    await ask({ connectionString: database.url }, `insert into kysely_migration values ('999_future', now()::text)`);
    const { code, sentence } = await refused(elsewhere());
    await ask({ connectionString: database.url }, `delete from kysely_migration where name = '999_future'`);
    expect(code).toBe(1);
    expect(sentence).toBe(
      'The database belongs to a newer version of the program (it has 999_future): start that version, or restore a backup.'
    );
  });

  describe('when the disk of the database is full', () => {
    const raise = `raise exception 'No space left on device' using errcode = 'disk_full'`;
    const fails = (table: string) => `create trigger no_room before insert on ${table} execute function no_room()`;

    test.each([
      ['making the secret of the instance', fails('setting')],
      ['filling itself', fails('alliance')],
      ['renewing the link for the owner', fails('one_time_link')],
      [
        'making the tables of its jobs',
        `drop schema pgboss cascade;
         create function no_room_for_tables() returns event_trigger language plpgsql as $$ begin ${raise}; end $$;
         create event trigger no_room on ddl_command_start when tag in ('CREATE SCHEMA')
           execute function no_room_for_tables()`
      ]
    ])('while it is %s', async (_, spoil) => {
      const full = await createDatabase(process.env.TEST_TEMPLATE);
      const function_ = `create function no_room() returns trigger language plpgsql as $$ begin ${raise}; end $$`;
      await ask({ connectionString: full.url }, `${function_}; ${spoil}`);
      const said = await refused({ ...elsewhere(), DATABASE_URL: full.url });
      await full.drop();
      expect(said).toEqual({
        code: 1,
        sentence: 'The disk that holds the database is full: free some space and start again.'
      });
    });
  });

  test('when the starter folder holds none', async () => {
    const empty = await createDatabase(process.env.TEST_TEMPLATE);
    const { code, sentence } = await refused({
      ...elsewhere(),
      DATABASE_URL: empty.url,
      STARTER: join(place.folder, 'nowhere')
    });
    await empty.drop();
    expect(code).toBe(1);
    expect(sentence).toMatch(/^The starter file \S.* cannot be read: .+\.$/);
  });

  test('for every setting that makes no sense, all named at once', async () => {
    const wrong = {
      PORT: '70000',
      HOST: 'a b',
      DATABASE_URL: 'mysql://localhost/x',
      DATABASE_POOL: 'many',
      PUBLIC_URL: 'https://alliance.example/path',
      TRUST_PROXY: 'yes',
      MAIL_URL: 'localhost:25',
      MAIL_FROM: 'nobody',
      SECRETARIAT_EMAIL: '@',
      SAFEGUARDING_EMAIL: 'a@',
      LOG_LEVEL: 'loud',
      METRICS: 'perhaps',
      CACHE_MB: '-1'
    };
    const { code, sentence } = await refused(wrong);
    expect(code).toBe(1);
    const sentences = sentence.split(/(?<=\.) /);
    expect(sentences.map((each) => each.split(' ')[0])).toEqual(Object.keys(wrong));
    for (const each of sentences) expect(each).toMatch(/^\w+ must .+\.$/);
  });
});
