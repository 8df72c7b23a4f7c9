import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import type { Context } from '../context.ts';
import type { Connection, Database } from '../db/db.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { RetryLater } from '../jobs/define.ts';
import { installJobs, openJobs, type Jobs } from '../jobs/jobs.ts';
import { inTransaction } from '../journal.ts';
import { createLog } from '../log.ts';
import { layoutMail } from './layout.ts';
import { queueMail, requeueWaitingMail, scrubOldMail, type NewMail } from './mail.ts';
import { getMail, listOutbox, retryMail } from './outbox.ts';
import { messageIdOf, sendMail } from './send.ts';
import { startSilentServer, startSmtpServer, type TestSmtpServer } from './smtp-test-server.ts';
import { openMailTransport, type MailServer, type MailTransport } from './transport.ts';
import { workOnMail } from './work.ts';

const log = createLog('silent');
const from = 'no-reply@cities.example';
const closing: (() => unknown)[] = [];

interface World {
  ctx: Context;
  connection: Connection;
  db: Database;
  server: TestSmtpServer;
  transport: MailTransport;
  open: (server?: Partial<MailServer>) => MailTransport;
  jobs: (transport: MailTransport) => Promise<Jobs>;
}

const contextOver = (db: Database): Context => ({
  db,
  actor: { kind: 'system' },
  locale: 'en',
  now: new Date(),
  instance: {
    origin: 'http://localhost',
    secret: Buffer.alloc(32),
    secretariatEmail: undefined,
    safeguardingEmail: undefined,
    forget: () => {}
  }
});

/** Each test has its database and its mail server. */
const withMail = (work: (world: World) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    await installJobs(connection);
    const server = await startSmtpServer();
    closing.push(server.close);
    const open = (given: Partial<MailServer> = {}) => {
      const transport = openMailTransport({ url: server.url, from, ...given }, log);
      closing.push(() => transport.close());
      return transport;
    };
    const jobs = async (transport: MailTransport) => {
      const opened = await openJobs({ connection, newContext: () => contextOver(db), log });
      closing.push(() => opened.stop());
      await workOnMail(contextOver(db), opened, transport, log);
      return opened;
    };
    try {
      await work({ ctx: contextOver(db), connection, db, server, transport: open(), open, jobs });
    } finally {
      for (const close of closing.splice(0).reverse()) await close();
    }
  });

async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(10)) if (await condition()) return;
  throw new Error('It did not happen in time.');
}

const mailTo = (to: string, more: Partial<NewMail> = {}): NewMail => ({
  kind: 'test.mail',
  to,
  locale: 'en',
  subject: 'Hello',
  text: 'Hello.\n',
  fromName: 'Cities & Children',
  ...more
});
const later = (ctx: Context, seconds: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + seconds * 1000)
});
const jobRows = async (db: Database) =>
  (await db
    .withSchema('pgboss')
    .selectFrom('job' as never)
    .selectAll()
    .where('name' as never, '=', 'mail.send' as never)
    .execute()) as { state: string }[];

test(
  'a mail arrives as text and HTML, with its name, reply address and headers',
  withMail(async ({ ctx, server, jobs, transport }) => {
    await jobs(transport);
    const leave = `https://example.org/newsletter/leave/${'t'.repeat(90)}`;
    const content = layoutMail({
      locale: 'en',
      allianceName: 'Cities & Children',
      heading: 'Hello',
      paragraphs: ['A naïve text.']
    });
    const id = await queueMail(
      ctx,
      mailTo('ada@example.org', {
        ...content,
        replyTo: 'grace@example.org',
        headers: { 'List-Unsubscribe': `<${leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
      })
    );
    await until(async () => (await getMail(ctx, id)).sentAt !== null);
    const [mail] = server.received;
    expect(mail!.to).toEqual(['ada@example.org']);
    expect(mail!.parsed.from!.value).toEqual([{ name: 'Cities & Children', address: from }]);
    expect(mail!.parsed.replyTo!.value[0]!.address).toBe('grace@example.org');
    expect(mail!.parsed.text).toContain('A naïve text.');
    expect(mail!.parsed.html).toContain('<html lang="en" dir="ltr">');
    expect(mail!.raw).toMatch(/Content-Type: multipart\/alternative/);
    expect(mail!.parsed.messageId).toBe(messageIdOf(ctx, id, from));
    expect(mail!.parsed.date).toEqual(new Date(Math.floor(ctx.now.getTime() / 1000) * 1000));
    expect(mail!.raw.replace(/\r\n[ \t]/g, ' ')).toContain(`List-Unsubscribe: <${leave}>\r\n`);
    expect(mail!.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(mail!.raw).toContain('Auto-Submitted: auto-generated\r\n');
  })
);

test(
  'an Arabic mail arrives as it was written',
  withMail(async ({ ctx, server, transport }) => {
    const content = layoutMail({
      locale: 'ar',
      allianceName: 'مدن للأطفال',
      heading: 'مرحبا بكم',
      paragraphs: ['وصلت رسالتك إلى الأمانة.']
    });
    const subject = 'وصلت رسالتك إلى الأمانة، وسنجيب عنها خلال خمسة أيام عمل إن شاء الله';
    const id = await queueMail(
      ctx,
      mailTo('ada@example.org', { ...content, locale: 'ar', subject, fromName: 'مدن للأطفال' })
    );
    await sendMail(ctx, id, transport, log);
    const { parsed, raw } = server.received[0]!;
    expect(parsed.subject).toBe(subject);
    expect(parsed.from!.value[0]!.name).toBe('مدن للأطفال');
    expect(parsed.text).toContain('وصلت رسالتك إلى الأمانة.');
    expect(parsed.html).toContain('<html lang="ar" dir="rtl">');
    expect(raw).toContain('Content-Language: ar');
  })
);

test(
  'nobody can add a header or a recipient',
  withMail(async ({ ctx, server, transport }) => {
    const evil = 'x\r\nBcc: eve@example.org\r\n\r\nBody';
    const id = await queueMail(
      ctx,
      mailTo('ada@example.org', { subject: evil, fromName: evil, headers: { 'List-Id': evil } })
    );
    await sendMail(ctx, id, transport, log);
    const { to, raw, parsed } = server.received[0]!;
    expect(to).toEqual(['ada@example.org']);
    expect(raw).not.toMatch(/^Bcc:/im);
    expect(parsed.subject).toBe('x Bcc: eve@example.org Body');
    expect(parsed.text!.trim()).toBe('Hello.');
    for (const address of [
      'a@b.c, eve@example.org',
      'a@b.c\r\nBcc: e@x.y',
      '<a@b.c>',
      'a b@c.d',
      'Ada <a@b.c>',
      'nobody',
      'a@b.c\0',
      ''
    ]) {
      await expect(queueMail(ctx, mailTo(address))).rejects.toThrow(Invalid);
      await expect(queueMail(ctx, mailTo('ada@example.org', { replyTo: address }))).rejects.toThrow(Invalid);
    }
    for (const name of ['Bcc', 'From', 'Content-Type', 'List-Id: x\r\nBcc', 'Message-ID', 'X']) {
      await expect(queueMail(ctx, mailTo('ada@example.org', { headers: { [name]: 'x' } }))).rejects.toThrow(TypeError);
    }
  })
);

test(
  'a rollback takes the mail and its job with it',
  withMail(async ({ ctx, db }) => {
    const failing = inTransaction(ctx, async (tx) => {
      await queueMail(tx, mailTo('ada@example.org'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await listOutbox(ctx)).toEqual([]);
    expect(await jobRows(db)).toEqual([]);
  })
);

test(
  'a mail waits for a server that is away, and is sent once it is back',
  withMail(async ({ ctx, server, open, jobs }) => {
    await server.close();
    await jobs(open());
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await until(async () => (await getMail(ctx, id)).attempts === 1);
    const waiting = await getMail(ctx, id);
    expect(waiting.lastError).toMatch(/ECONNREFUSED|ESOCKET/);
    expect(waiting.givenUpAt).toBeNull();
    const again = await startSmtpServer(server.port);
    closing.push(again.close);
    await pause(200);
    await retryMail(ctx, id);
    await until(async () => (await getMail(ctx, id)).sentAt !== null);
    expect(again.received).toHaveLength(1);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 2, lastError: null, claimedUntil: null });
  })
);

test(
  'a server that does not greet is a failure that passes',
  withMail(async ({ ctx, open }) => {
    const silent = await startSilentServer();
    closing.push(silent.close);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await expect(sendMail(ctx, id, open({ url: silent.url, timeouts: { greeting: 0.3 } }), log)).rejects.toThrow(
      RetryLater
    );
    expect((await getMail(ctx, id)).lastError).toMatch(/^ETIMEDOUT CONN: Greeting/);
    const slow = sendMail(ctx, id, open({ url: silent.url, timeouts: { greeting: 20, whole: 0.3 } }), log);
    await expect(slow).rejects.toThrow(RetryLater);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 2, sentAt: null, givenUpAt: null });
  })
);

test(
  'a refused recipient is given up at once and keeps no other mail from leaving',
  withMail(async ({ ctx, db, server, jobs, transport }) => {
    server.recipient = (address) =>
      address.startsWith('gone') ? { code: 550, text: `5.1.1 <${address}> unknown` } : undefined;
    const ids = [];
    for (const to of ['ada@example.org', 'gone@example.org', 'grace@example.org'])
      ids.push(await queueMail(ctx, mailTo(to)));
    await jobs(transport);
    await until(
      async () => (await listOutbox(ctx)).every((mail) => mail.givenUpAt !== null) && server.received.length === 2
    );
    const refused = await getMail(ctx, ids[1]!);
    expect(refused).toMatchObject({ attempts: 1, lastError: 'EENVELOPE RCPT TO: 550 5.1.1 … unknown' });
    const facts = await db.selectFrom('journal').select(['fact', 'subjectId', 'data']).execute();
    expect(facts).toEqual([
      { fact: 'mail.given-up', subjectId: ids[1], data: { kind: 'test.mail', attempts: 1, permanent: true } }
    ]);
    expect(server.received.flatMap((mail) => mail.to).sort()).toEqual(['ada@example.org', 'grace@example.org']);
  })
);

test(
  'a mail that is greylisted arrives at the next attempt',
  withMail(async ({ ctx, server, transport }) => {
    server.recipient = () => ({ code: 451, text: '4.7.1 try again later' });
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow('451');
    server.recipient = () => undefined;
    await sendMail(ctx, id, transport, log);
    expect(server.received).toHaveLength(1);
    expect((await getMail(ctx, id)).attempts).toBe(2);
  })
);

test(
  'when the answer to DATA is lost, the mail is sent again under the same Message-ID',
  withMail(async ({ ctx, server, transport }) => {
    server.cutAfterData = true;
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow(RetryLater);
    expect(server.received).toHaveLength(1);
    server.cutAfterData = false;
    await sendMail(ctx, id, transport, log);
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map((mail) => mail.parsed.messageId)).size).toBe(1);
    expect(new Set(server.received.map((mail) => mail.parsed.date!.getTime())).size).toBe(1);
  })
);

test(
  'a process that dies between the sending and its note sends again, under the same Message-ID',
  withMail(async ({ ctx, db, server, transport }) => {
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await sendMail(ctx, id, transport, log);
    // What such a process leaves: the server has the mail, the row still bears the claim.
    await db
      .updateTable('mail')
      .set({ sentAt: null, claimedUntil: later(ctx, 120).now })
      .where('id', '=', id)
      .execute();
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow('another process');
    expect(server.received).toHaveLength(1);
    await sendMail(later(ctx, 121), id, transport, log);
    expect(new Set(server.received.map((mail) => mail.parsed.messageId)).size).toBe(1);
    expect((await getMail(ctx, id)).sentAt).not.toBeNull();
  })
);

test(
  'a restart of the database between the sending and its note is waited for',
  withMail(async ({ ctx, connection, server, transport }) => {
    const cut: MailTransport = {
      ...transport,
      async send(mail) {
        await transport.send(mail);
        const client = new pg.Client(connection);
        await client.connect();
        await client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
        );
        await client.end();
      }
    };
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await sendMail(ctx, id, cut, log);
    expect((await getMail(ctx, id)).sentAt).not.toBeNull();
    expect(server.received).toHaveLength(1);
  })
);

test(
  'a mail that was sent, given up or removed is not sent by its job',
  withMail(async ({ ctx, db, server, transport }) => {
    const [sent, over, removed] = [
      await queueMail(ctx, mailTo('a@example.org')),
      await queueMail(ctx, mailTo('b@example.org')),
      999
    ];
    await sendMail(ctx, sent, transport, log);
    await db.updateTable('mail').set({ givenUpAt: ctx.now }).where('id', '=', over).execute();
    for (const id of [sent, over, removed]) await sendMail(ctx, id, transport, log);
    expect(server.received).toHaveLength(1);
  })
);

test(
  'two processes at once send one mail',
  withMail(async ({ ctx, server, transport, open }) => {
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    const results = await Promise.allSettled([sendMail(ctx, id, transport, log), sendMail(ctx, id, open(), log)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(server.received).toHaveLength(1);
  })
);

test(
  'a mail is given up after 22 attempts',
  withMail(async ({ ctx, db, open }) => {
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    const transport = open({ url: 'smtp://127.0.0.1:1' });
    await db.updateTable('mail').set({ attempts: 20 }).where('id', '=', id).execute();
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow(RetryLater);
    await sendMail(ctx, id, transport, log);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 22, givenUpAt: ctx.now });
  })
);

test(
  'a stop in the middle of an attempt does not count',
  withMail(async ({ ctx, open }) => {
    const silent = await startSilentServer();
    closing.push(silent.close);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    const stop = AbortSignal.timeout(200);
    await expect(sendMail(ctx, id, open({ url: silent.url }), log, stop)).rejects.toThrow('the program stops');
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 0, claimedUntil: null, lastError: null });
  })
);

test(
  'without a mail server mails wait, and leave after a start with one',
  withMail(async ({ ctx, db, server, jobs, transport }) => {
    const held = await queueMail(ctx, mailTo('ada@example.org'));
    // After weeks the queue has forgotten the job.
    await db
      .withSchema('pgboss')
      .deleteFrom('job' as never)
      .execute();
    const fresh = await queueMail(ctx, mailTo('grace@example.org'));
    expect(await requeueWaitingMail(ctx)).toBe(1);
    expect(await requeueWaitingMail(ctx)).toBe(0);
    await jobs(transport);
    await until(async () => (await listOutbox(ctx)).length === 0);
    expect(server.received.flatMap((mail) => mail.to).sort()).toEqual(['ada@example.org', 'grace@example.org']);
    expect((await getMail(ctx, held)).attempts).toBe(1);
    expect((await getMail(ctx, fresh)).attempts).toBe(1);
  })
);

test(
  'no mail holds anything of another',
  withMail(async ({ ctx, server, jobs, transport }) => {
    for (let n = 0; n < 60; n++) {
      const url = `https://example.org/secret-${n}-`;
      const content = layoutMail({ locale: 'en', allianceName: 'A', paragraphs: [{ button: { label: 'Open', url } }] });
      await queueMail(
        ctx,
        mailTo(`reader-${n}-@example.org`, {
          ...content,
          subject: `Number ${n}-`,
          headers: { 'List-Unsubscribe': `<${url}>` }
        })
      );
    }
    await jobs(transport);
    await until(async () => server.received.length === 60 && (await listOutbox(ctx)).length === 0, 20);
    for (const { to, raw } of server.received) {
      const own = /^reader-(\d+)-/.exec(to[0]!)![1]!;
      const decoded = raw.replaceAll('=\r\n', '');
      expect(new Set([...decoded.matchAll(/(?:secret|reader|Number)[- ](\d+)-/g)].map((found) => found[1]))).toEqual(
        new Set([own])
      );
      expect(to).toHaveLength(1);
    }
  })
);

test(
  'the operator can try a given-up mail again, but no other',
  withMail(async ({ ctx, server, jobs, transport }) => {
    server.recipient = () => ({ code: 550, text: 'no' });
    await jobs(transport);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await until(async () => (await getMail(ctx, id)).givenUpAt !== null);
    await pause(200);
    server.recipient = () => undefined;
    await retryMail(ctx, id);
    await until(async () => (await getMail(ctx, id)).sentAt !== null);
    await expect(retryMail(ctx, id)).rejects.toThrow(Conflict);
    await expect(retryMail(ctx, 999)).rejects.toThrow(NotFound);
  })
);

test(
  'texts and addresses are emptied 30 days after, and only then',
  withMail(async ({ ctx, db, transport }) => {
    const [old, given, waiting] = [
      await queueMail(ctx, mailTo('a@example.org')),
      await queueMail(ctx, mailTo('b@example.org')),
      await queueMail(ctx, mailTo('c@example.org'))
    ];
    await sendMail(ctx, old, transport, log);
    await db.updateTable('mail').set({ givenUpAt: ctx.now }).where('id', '=', given).execute();
    expect(await scrubOldMail(later(ctx, 29 * 86_400))).toBe(0);
    expect(await scrubOldMail(later(ctx, 31 * 86_400))).toBe(2);
    expect(await scrubOldMail(later(ctx, 31 * 86_400))).toBe(0);
    for (const id of [old, given]) {
      expect(await getMail(ctx, id)).toMatchObject({
        kind: 'test.mail',
        toAddress: '',
        text: '',
        html: '',
        subject: '',
        headers: {},
        replyTo: null
      });
    }
    expect((await getMail(ctx, waiting)).toAddress).toBe('c@example.org');
    await expect(retryMail(ctx, given)).rejects.toThrow(Conflict);
  })
);
