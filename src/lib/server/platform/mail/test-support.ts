import type { Context } from '../context.ts';
import type { Connection, Database } from '../db/db.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { until } from '../../../../../tests/support/until.ts';
import { installJobs, openJobs, type Jobs } from '../jobs/jobs.ts';
import { contextOver, query } from '../jobs/test-support.ts';
import { createLog } from '../log.ts';
import type { NewMail } from './mail.ts';
import { startSmtpServer, type TestSmtpServer } from './smtp-test-server.ts';
import { openMailTransport, type MailServer, type MailTransport } from './transport.ts';
import { workOnMail } from './work.ts';

export const log = createLog('silent');
export const from = 'no-reply@cities.example';

export interface MailWorld {
  ctx: Context;
  connection: Connection;
  db: Database;
  server: TestSmtpServer;
  transport: MailTransport;
  open: (server?: Partial<MailServer>) => MailTransport;
  /** Starts a worker that sends. */
  jobs: (transport: MailTransport) => Promise<Jobs>;
  /** What to close at the end, after what was opened later. */
  atEnd: (close: () => unknown) => void;
}

/** Each test has its database and its mail server. */
export const withMail = (work: (world: MailWorld) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    await installJobs(connection);
    const closing: (() => unknown)[] = [];
    const atEnd = (close: () => unknown) => void closing.push(close);
    const server = await startSmtpServer();
    atEnd(server.close);
    const open = (given: Partial<MailServer> = {}) => {
      const transport = openMailTransport({ url: server.url, from, ...given }, log);
      atEnd(() => transport.close());
      return transport;
    };
    const jobs = async (transport: MailTransport) => {
      const opened = await openJobs({ connection, newContext: () => contextOver(db), log });
      atEnd(() => opened.stop());
      await workOnMail(contextOver(db), opened, transport, log);
      return opened;
    };
    try {
      await work({ ctx: contextOver(db), connection, db, server, transport: open(), open, jobs, atEnd });
    } finally {
      for (const close of closing.reverse()) await close();
    }
  });

export const mailTo = (to: string, more: Partial<NewMail> = {}): NewMail => ({
  kind: 'test.mail',
  to,
  locale: 'en',
  subject: 'Hello',
  text: 'Hello.\n',
  fromName: 'Cities & Children',
  ...more
});

export const later = (ctx: Context, seconds: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + seconds * 1000)
});

/** Waits until no job of a mail is running: what it has found is noted a little before it ends. */
export const untilIdle = (connection: Connection) =>
  until(async () => {
    const running = `select from pgboss.job where name = 'mail.send' and state = 'active'`;
    return (await query(connection, running)).length === 0;
  });
