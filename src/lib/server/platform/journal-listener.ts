import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from './db/db.ts';
import type { Log } from './log.ts';

export interface JournalListener {
  stop: () => Promise<void>;
}

const own = { application_name: 'cities4children journal', keepAlive: true, connectionTimeoutMillis: 5_000 };

/**
 * Hears of every fact that any process commits, and passes on the tags of its subject. After a lost connection
 * everything may have changed unheard: then the tag is `*`.
 */
export function listenToJournal(connection: Connection, forget: (tags: string[]) => void, log: Log): JournalListener {
  const halt = new AbortController();
  const halted = once(halt.signal, 'abort');
  const finished = run();
  return {
    stop: async () => {
      halt.abort();
      await finished;
    }
  };

  async function run(): Promise<void> {
    for (let again = false; !halt.signal.aborted; again = true) {
      const client = new pg.Client({ ...connection, ...own });
      // A connection may be lost at any moment, also when nobody awaits it; unheard, that would end the program.
      client.on('error', () => {});
      try {
        await Promise.race([listen(client, again), halted]);
      } catch (error) {
        log.warn({ reason: (error as Error).message }, 'no word from the journal; trying again');
        forget(['*']);
      }
      await client.end().catch(() => undefined);
      await pause(1000, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  /** Passes on what it hears until the connection ends. */
  async function listen(client: pg.Client, again: boolean): Promise<void> {
    await client.connect();
    client.on('notification', ({ payload = '' }) => {
      const [kind = ''] = payload.split(':');
      forget([kind, payload]);
    });
    await client.query('listen journal');
    if (again) forget(['*']);
    await once(client, 'end');
  }
}
