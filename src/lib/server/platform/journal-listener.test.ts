import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { until } from '../../../../tests/support/until.ts';
import type { Connection, Database } from './db/db.ts';
import { record } from './journal.ts';
import { listenToJournal } from './journal-listener.ts';
import { createLog } from './log.ts';

const log = createLog('silent');
const listeners = sql<{ pid: number }>`select pid from pg_stat_activity
  where application_name = 'cities4children journal' and datname = current_database() and query = 'listen journal' and state = 'idle'`;
const listening = async (db: Database) => (await listeners.execute(db)).rows.map(({ pid }) => pid);

/** A listener on a database, and all that it passed on. */
const withListener = (work: (db: Database, heard: string[][], connection: Connection) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    const heard: string[][] = [];
    const listener = listenToJournal(connection, (tags) => void heard.push(tags), log);
    try {
      await until(async () => (await listening(db)).length === 1);
      await work(db, heard, connection);
    } finally {
      await listener.stop();
    }
    await until(async () => (await listening(db)).length === 0);
  });

test(
  'the tags of every fact arrive, from whatever process',
  withListener(async (db, heard) => {
    await record(contextOver(db), 'post.published', { kind: 'post', id: 7 });
    await record(contextOver(db), 'event.published', { kind: 'event', id: 8 });
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      ['post', 'post:7'],
      ['event', 'event:8']
    ]);
  })
);

test(
  'other channels and facts of other databases are not heard',
  withListener(async (db, heard) => {
    await withEmptyDatabase(async (_, other) =>
      record(contextOver(other), 'secret.published', { kind: 'secret', id: 1 })
    );
    await sql`select pg_notify('elsewhere', 'secret:2')`.execute(db);
    await record(contextOver(db), 'post.published', { kind: 'post', id: 7 });
    await until(() => heard.length > 0);
    expect(heard).toEqual([['post', 'post:7']]);
  })
);

test(
  'after a lost connection everything may have changed, and it listens again',
  withListener(async (db, heard) => {
    const [pid] = await listening(db);
    await sql`select pg_terminate_backend(${pid})`.execute(db);
    await until(async () => (await listening(db)).some((other) => other !== pid));
    // Once when it was lost, and once more when facts are heard again: between the two they were not. Each try to
    // connect that fails adds one.
    await until(() => heard.length >= 2);
    expect(new Set(heard.flat())).toEqual(new Set(['*']));
    await record(contextOver(db), 'post.published', { kind: 'post', id: 7 });
    await until(() => heard.flat().includes('post:7'));
  })
);

test('it can be stopped at any moment: at once, and while it waits to try again', () =>
  withEmptyDatabase(async (connection, db) => {
    await listenToJournal(connection, () => {}, log).stop();
    const heard: string[][] = [];
    const away = listenToJournal({ host: '127.0.0.1', port: 1, user: 'x' }, (tags) => void heard.push(tags), log);
    await until(() => heard.length > 0);
    await away.stop();
    expect(new Set(heard.flat())).toEqual(new Set(['*']));
    await until(async () => (await listening(db)).length === 0);
  }));

test('a connection that is cut while it begins to listen ends nothing', () =>
  withEmptyDatabase(async (connection, db) => {
    const target = new pg.Client(connection);
    const sockets = new Set<Socket>();
    let cuts = 0;
    const server = createServer((socket) => {
      const { host, port } = target;
      const behind = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
      for (const end of [socket, behind]) {
        sockets.add(end);
        end.on('error', () => {}).on('close', () => socket.destroy() && behind.destroy());
      }
      behind.pipe(socket);
      socket.on('data', (data) => {
        if (cuts < 2 && data.includes('listen journal')) {
          cuts += 1;
          socket.destroy();
        } else behind.write(data);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    const { user, database, password } = target;
    const cut: Connection = { host: '127.0.0.1', port, user, database, ...(password ? { password } : {}) };
    const heard: string[][] = [];
    const listener = listenToJournal(cut, (tags) => void heard.push(tags), log);
    try {
      await until(async () => (await listening(db)).length === 1);
      // Once for each cut, and once when it listens at last.
      await until(() => heard.length >= 3);
      expect(cuts).toBe(2);
    } finally {
      await listener.stop();
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  }));
