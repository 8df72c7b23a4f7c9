import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/lib/server/platform/log.ts';
import { startPostgres } from '../../src/lib/server/platform/postgres/postgres.ts';
import { ask, isRoot, makeScene, noServerIn, serversIn, strikeScenes, until, type Scene } from './support.ts';

const log = createLog('silent');
let scene: Scene;

beforeEach(async () => {
  scene = await makeScene();
});
afterEach(() => scene.clean());
afterAll(strikeScenes);

const start = (dataDir = scene.dataDir) =>
  startPostgres({ dataDir, log, home: isRoot ? join(scene.folder, 'home') : undefined });
const home = async () =>
  isRoot ? join(scene.folder, 'home', (await homes())[0] as string) : join(scene.dataDir, 'postgres');
const homes = async () => (await readdir(join(scene.folder, 'home'))).filter((name) => !name.startsWith('engine'));

describe('the bundled database', { timeout: 180_000 }, () => {
  test('starts the first time, and a second time with the same data', async () => {
    const began = performance.now();
    const first = await start();
    const middle = performance.now();
    await ask(first.poolOptions, 'create table note (text text)');
    await ask(first.poolOptions, `insert into note values ('kept')`);
    await first.stop();
    await noServerIn(scene.folder);

    const again = performance.now();
    const second = await start();
    const end = performance.now();
    console.log(`first start ${Math.round(middle - began)} ms, second start ${Math.round(end - again)} ms`);
    expect(await ask(second.poolOptions, 'select text from note')).toEqual([{ text: 'kept' }]);
    expect(second.version).toMatch(/^18\.\d+$/);
    await second.stop();
  });

  test('is durable, private and without a port', async () => {
    const postgres = await start();
    const rows = await ask(
      postgres.poolOptions,
      `select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'listen_addresses', 'data_checksums', 'server_encoding', 'jit')`
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      jit: 'off'
    });
    expect(await ask(postgres.poolOptions, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false }
    ]);
    await ask(
      postgres.poolOptions,
      'create extension pg_trgm; create extension unaccent; create extension citext; create extension btree_gin'
    );
    await postgres.stop();
  });

  test('lower case, sorting and words work beyond ASCII', async () => {
    const postgres = await start();
    const rows = await ask(
      postgres.poolOptions,
      `select lower('ÉCOLE') as lower, to_tsvector('simple', 'المدينة، والأطفال')::text as words,
              array(select x from unnest(array['zebra', 'école', 'ecole']) x order by x collate "und-x-icu") as sorted`
    );
    expect(rows).toEqual([{ lower: 'école', words: `'المدينة':1 'والأطفال':2`, sorted: ['ecole', 'école', 'zebra'] }]);
    await postgres.stop();
  });

  test('outlives a killed program and is found by the next, with every commit', async () => {
    const program = scene.run();
    const { ready } = await program.outcome;
    await ask(ready!, 'create table note (id int)');
    await ask(ready!, 'insert into note values (1)');
    await program.kill('SIGKILL');
    const [survivor] = await serversIn(scene.folder);
    expect(survivor).toBeGreaterThan(0);

    const postgres = await start();
    expect(await serversIn(scene.folder)).toContain(survivor);
    expect(await ask(postgres.poolOptions, 'select id from note')).toEqual([{ id: 1 }]);
    await postgres.stop();
    await noServerIn(scene.folder);
  });

  test('a server that outlived an older release is started anew with the new settings', async () => {
    const program = scene.run();
    await program.outcome;
    await program.kill('SIGKILL');
    const [survivor] = await serversIn(scene.folder);
    const socket = join(await home(), 'socket');
    await ask(
      { host: socket, user: 'postgres', database: 'postgres' },
      `alter system set cities.fingerprint = 'older'`
    );
    await ask({ host: socket, user: 'postgres', database: 'postgres' }, 'select pg_reload_conf()');
    await rm(join(await home(), 'data', 'postgresql.auto.conf'));
    await writeFile(join(await home(), 'data', 'postgresql.auto.conf'), '');
    if (isRoot) await chown(join(await home(), 'data', 'postgresql.auto.conf'), 65534, 65534);

    const postgres = await start();
    expect(await serversIn(scene.folder)).not.toContain(survivor);
    await postgres.stop();
  });

  test('restarts by itself when it crashes, and pools reconnect', async () => {
    const postgres = await start();
    await ask(postgres.poolOptions, 'create table note (id int); insert into note values (1)');
    const [server] = await serversIn(scene.folder);
    process.kill(server as number, 'SIGKILL');
    await until(async () => (await ask(postgres.poolOptions, 'select id from note').catch(() => [])).length === 1);
    const locks = `select from pg_locks where locktype = 'advisory' and granted`;
    await until(async () => (await ask(postgres.adminOptions, locks).catch(() => [])).length > 0);
    expect((await scene.run().outcome).refused).toContain('already running');
    await postgres.stop();
    await noServerIn(scene.folder);
  });

  test('a program that lost its database to another while it slept does not stop it', async () => {
    const sleeper = scene.run();
    await sleeper.outcome;
    sleeper.child.kill('SIGSTOP');
    for (const pid of await serversIn(scene.folder)) process.kill(pid, 'SIGKILL');
    const postgres = await start();
    sleeper.child.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const gone = once(sleeper.child, 'exit');
    sleeper.child.kill('SIGTERM');
    await gone;
    expect(await ask(postgres.poolOptions, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    await noServerIn(scene.folder);
  });

  test('a killed first start leaves nothing that hinders the next', async () => {
    for (const delay of [150, 400]) {
      const program = scene.run();
      await until(async () => (await serversIn(scene.folder)).length > 0);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await program.kill('SIGKILL');
      for (const pid of await serversIn(scene.folder)) process.kill(pid, 'SIGKILL');
    }
    const postgres = await start();
    expect(await ask(postgres.poolOptions, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(await home())).sort()).toEqual(['data', 'log', 'socket']);
    await postgres.stop();
  });

  test('locks left by a power cut, whose number another process has now, are seen through', async () => {
    const first = await start();
    await first.stop();
    const pidFile = join(await home(), 'data', 'postmaster.pid');
    const socketLock = join(await home(), 'socket', '.s.PGSQL.5432.lock');
    for (const path of [pidFile, socketLock]) {
      await writeFile(path, `${process.pid}\n${join(await home(), 'data')}\n1\n5432\n\n\n`);
      if (isRoot) await chown(path, 65534, 65534);
    }
    const second = await start();
    await second.stop();
  });

  test('of two programs that start at once on new data, one runs and the other is refused', async () => {
    const outcomes = await Promise.all([scene.run().outcome, scene.run().outcome]);
    const refused = outcomes.flatMap((outcome) => outcome.refused ?? []);
    expect(refused).toEqual([expect.stringContaining('already running')]);
    expect(outcomes.filter((outcome) => outcome.ready)).toHaveLength(1);
  });

  test('a command beside the program shares its server and leaves it running', async () => {
    const { ready } = await scene.run().outcome;
    const shared = await startPostgres({
      dataDir: scene.dataDir,
      log,
      share: true,
      home: isRoot ? join(scene.folder, 'home') : undefined
    });
    expect(shared.poolOptions.host).toBe(ready!.host);
    await shared.stop();
    expect(await ask(ready!, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a path of 200 characters with spaces, quotes and commas works', async () => {
    const dataDir = join(scene.folder, `it's, odd`, 'long '.repeat(40).trim(), 'data');
    const postgres = await startPostgres({ dataDir, log, home: isRoot ? join(dataDir, '..', 'home') : undefined });
    expect(postgres.poolOptions.host.length).toBeLessThan(90);
    expect(await ask(postgres.poolOptions, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    await rm(postgres.poolOptions.host, { recursive: true });
  });

  test('a moved data folder keeps its database', async () => {
    const first = await start();
    await ask(first.poolOptions, 'create table note (id int)');
    await first.stop();
    await rename(scene.dataDir, join(scene.folder, 'moved'));
    const second = await start(join(scene.folder, 'moved'));
    expect(await ask(second.poolOptions, 'select count(*)::int as notes from note')).toEqual([{ notes: 0 }]);
    await second.stop();
  });
});

describe('is refused with one sentence', { timeout: 180_000 }, () => {
  test('data of another major version', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(await home(), 'data', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17 and this release brings 18/);
  });

  test('a reason that the server gives in its log only, where it has begun one', async () => {
    const program = scene.run();
    await program.outcome;
    await program.kill('SIGKILL');
    await killServers();
    const changes = join(await home(), 'data', 'pg_wal');
    for (const segment of (await readdir(changes)).filter((file) => /^[0-9A-F]{24}$/.test(file)))
      await truncate(join(changes, segment));
    await expect(start()).rejects.toThrow(/^The database in .* is damaged: keep a copy of that folder/);
  });

  test('a folder that holds something else', async () => {
    await mkdir(join(scene.dataDir, 'postgres', 'data'), { recursive: true });
    await writeFile(join(scene.dataDir, 'postgres', 'data', 'letter.txt'), 'hello');
    await expect(start()).rejects.toThrow(
      isRoot ? /belongs to the user with id 0/ : /holds something that is not a database/
    );
  });

  test('a data folder that is a file', async () => {
    await writeFile(scene.dataDir, '');
    await expect(start()).rejects.toThrow(/data folder .* is not a folder/);
  });

  test.runIf(isRoot)('a copy of a data folder whose database lies elsewhere', async () => {
    await (await start()).stop();
    await cp(scene.dataDir, join(scene.folder, 'copy'), { recursive: true });
    await expect(start(join(scene.folder, 'copy'))).rejects.toThrow(/is a copy of/);
  });

  test.runIf(isRoot)('a database that is gone', async () => {
    await (await start()).stop();
    await rm(await home(), { recursive: true });
    await expect(start()).rejects.toThrow(/which is gone/);
  });

  test.runIf(isRoot)('a home that nobody can enter', async () => {
    await mkdir(join(scene.folder, 'closed'), { mode: 0o700 });
    await expect(
      startPostgres({ dataDir: scene.dataDir, log, home: join(scene.folder, 'closed', 'home') })
    ).rejects.toThrow(/cannot enter .*closed: set POSTGRES_HOME/);
  });
});

/** `daemon`: a user that every Unix has. */
const daemon = 1;

describe.runIf(isRoot)('as an ordinary user', { timeout: 180_000 }, () => {
  const own = async () => {
    await mkdir(scene.dataDir, { mode: 0o700 });
    await chown(scene.dataDir, daemon, daemon);
  };

  test('everything stays in the data folder, which others cannot enter', async () => {
    await own();
    const program = scene.run(undefined, { uid: daemon });
    expect(await program.outcome).toHaveProperty('ready');
    expect((await readdir(join(scene.dataDir, 'postgres'))).sort()).toEqual(['data', 'log', 'socket']);
    await program.kill('SIGTERM');
    await noServerIn(scene.folder);
    await expect(start()).rejects.toThrow(/belongs to the user with id 1: start the program as that user/);
  });

  test('a folder that it cannot write is refused', async () => {
    await mkdir(scene.dataDir, { mode: 0o755 });
    expect((await scene.run(undefined, { uid: daemon }).outcome).refused).toMatch(
      /data folder .* cannot be read and written/
    );
    await chmod(scene.dataDir, 0o700);
    expect((await scene.run(undefined, { uid: daemon }).outcome).refused).toMatch(
      /data folder .* cannot be read and written/
    );
  });

  test('a user without a name is told so', async () => {
    await mkdir(scene.dataDir);
    await chown(scene.dataDir, 54321, 54321);
    expect((await scene.run(undefined, { uid: 54321 }).outcome).refused).toMatch(/user id 54321 has no name/);
  });
});

const killServers = async () => {
  for (const pid of await serversIn(scene.folder)) process.kill(pid, 'SIGKILL');
  await noServerIn(scene.folder);
};
