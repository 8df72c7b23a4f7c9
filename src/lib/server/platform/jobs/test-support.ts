import pg from 'pg';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import type { Context } from '../context.ts';
import { Kept } from '../kept.ts';
import type { Connection, Database } from '../db/db.ts';
import { createLog } from '../log.ts';
import { installJobs, openJobs, type Jobs } from './jobs.ts';

export const contextOver = (db: Database): Context => ({
  db,
  actor: { kind: 'system' },
  locale: 'en',
  now: new Date(),
  instance: {
    origin: 'http://localhost',
    secret: Buffer.alloc(32),
    secretariatEmail: undefined,
    safeguardingEmail: undefined,
    files: { folder: '/nonexistent', maxBytes: 0 },
    kept: new Kept(),
    forget: () => {}
  }
});

type Open = (grace?: number) => Promise<Jobs>;

/** Each test has its database; workers are stopped before it is dropped. */
export const withJobs = (work: (ctx: Context, open: Open, connection: Connection) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    await installJobs(connection);
    const opened: Jobs[] = [];
    const open: Open = async (grace = 5) => {
      const jobs = await openJobs({ connection, newContext: () => contextOver(db), log: createLog('silent'), grace });
      opened.push(jobs);
      return jobs;
    };
    try {
      await work(contextOver(db), open, connection);
    } finally {
      await Promise.all(opened.map((jobs) => jobs.stop()));
    }
  });

/** Looks, or reaches in, from outside the program. */
export async function query<T>(connection: Connection, text: string): Promise<T[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}
