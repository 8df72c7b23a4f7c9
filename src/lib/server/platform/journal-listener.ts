import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './db/db.ts';
import type { Log } from './log.ts';

export interface JournalListener {
  stop: () => Promise<void>;
}

/**
 * Hears of every fact that any process commits, and passes on the tags of its subject. After a lost connection
 * everything may have changed unheard: then the tag is `*`.
 */
export function listenToJournal(connection: Connection, forget: (tags: string[]) => void, log: Log): JournalListener {
  const halt = new AbortController();
  const finished = run();
  return {
    stop: async () => {
      halt.abort();
      await finished;
    }
  };

  async function run(): Promise<void> {
    for (let first = true; !halt.signal.aborted; first = false) {
      const client = new pg.Client({ ...connection, application_name: 'cities4children journal', keepAlive: true });
      try {
        await client.connect();
        client.on('notification', ({ payload }) => {
          const [kind = ''] = (payload ?? '').split(':');
          forget([kind, payload ?? '']);
        });
        await client.query('listen journal');
        if (!first) forget(['*']);
        await ended(client);
      } catch (error) {
        if (!halt.signal.aborted) log.warn({ reason: (error as Error).message }, 'no word from the journal; trying again');
        forget(['*']);
      }
      await client.end().catch(() => undefined);
      await pause(1000, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  function ended(client: pg.Client): Promise<void> {
    return new Promise((resolve, reject) => {
      client.once('error', reject);
      client.once('end', resolve);
      halt.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
