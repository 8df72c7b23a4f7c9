import pg from 'pg';
import { expect, test } from 'vitest';
import { until } from '../../../../../tests/support/until.ts';
import { RetryLater } from '../jobs/define.ts';
import { layoutMail } from './layout.ts';
import { queueMail } from './mail.ts';
import { getMail, listOutbox, retryMail } from './outbox.ts';
import { plainFailure } from './plain.ts';
import { messageIdOf, sendMail } from './send.ts';
import { startSilentServer } from './smtp-test-server.ts';
import { from, later, log, mailTo, untilIdle, withMail } from './test-support.ts';
import type { MailTransport } from './transport.ts';

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
  'a mail waits for a server that is away, and is sent once it is back',
  withMail(async ({ connection, ctx, server, transport, jobs }) => {
    server.away = true;
    await jobs(transport);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await until(async () => (await getMail(ctx, id)).attempts === 1);
    const waiting = await getMail(ctx, id);
    expect(waiting.lastError).toMatch(/^E[A-Z]+/);
    expect(waiting.givenUpAt).toBeNull();
    await untilIdle(connection);
    server.away = false;
    await retryMail(ctx, id);
    await until(async () => (await getMail(ctx, id)).sentAt !== null);
    expect(server.received).toHaveLength(1);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 2, lastError: null, claimedUntil: null });
  })
);

test(
  'a server that does not greet is a failure that passes',
  withMail(async ({ atEnd, ctx, open }) => {
    const silent = await startSilentServer();
    atEnd(silent.close);
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
    server.cut = 'after data';
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow(RetryLater);
    expect(server.received).toHaveLength(1);
    server.cut = undefined;
    await sendMail(ctx, id, transport, log);
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map((mail) => mail.parsed.messageId)).size).toBe(1);
    expect(new Set(server.received.map((mail) => mail.parsed.date!.getTime())).size).toBe(1);
  })
);

test(
  'a server that takes too long over the end of DATA leaves a doubt, which the same Message-ID answers',
  withMail(async ({ ctx, server, open }) => {
    for (const timeouts of [{ socket: 2 }, { whole: 2 }]) {
      const id = await queueMail(ctx, mailTo('ada@example.org'));
      server.received = [];
      server.begun = 0;
      let take = () => {};
      server.answer = () => new Promise((resolve) => (take = () => resolve(undefined)));
      const patient = open({ timeouts });
      await expect(sendMail(ctx, id, patient, log)).rejects.toThrow(RetryLater);
      // One send is one attempt: nothing is begun again behind the outbox's back.
      expect(server.begun).toBe(1);
      expect(await getMail(ctx, id)).toMatchObject({ attempts: 1, sentAt: null, givenUpAt: null, claimedUntil: null });
      take();
      await until(() => server.received.length === 1);
      server.answer = () => undefined;
      await sendMail(ctx, id, patient, log);
      await sendMail(ctx, id, patient, log);
      expect(server.begun).toBe(2);
      const own = messageIdOf(ctx, id, from);
      expect(server.received.map((mail) => mail.parsed.messageId)).toEqual([own, own]);
      expect(await getMail(ctx, id)).toMatchObject({ attempts: 2, sentAt: ctx.now, lastError: null });
    }
  })
);

test(
  'a message that the server takes only later waits, and arrives once',
  withMail(async ({ ctx, server, transport }) => {
    for (const refusal of [
      { code: 451, text: '4.3.0 <ada@example.org>: local error' },
      { code: 421, text: '4.3.2 shutting down' }
    ]) {
      const id = await queueMail(ctx, mailTo('ada@example.org'));
      server.received = [];
      server.begun = 0;
      server.answer = () => refusal;
      await expect(sendMail(ctx, id, transport, log)).rejects.toThrow(String(refusal.code));
      expect(server.begun).toBe(1);
      const waiting = await getMail(ctx, id);
      expect(waiting).toMatchObject({ attempts: 1, sentAt: null, givenUpAt: null, claimedUntil: null });
      expect(waiting.lastError).toMatch(new RegExp(`^EMESSAGE DATA: ${refusal.code} `));
      expect(waiting.lastError).not.toContain('ada@');
      server.answer = () => undefined;
      await sendMail(ctx, id, transport, log);
      await sendMail(ctx, id, transport, log);
      expect([server.begun, server.received.length]).toEqual([2, 1]);
    }
  })
);

test(
  'a message that the server refuses for good is given up at once, and the next one leaves',
  withMail(async ({ ctx, server, transport }) => {
    const [refused, next] = [
      await queueMail(ctx, mailTo('ada@example.org')),
      await queueMail(ctx, mailTo('grace@example.org'))
    ];
    server.answer = () => ({ code: 554, text: '5.7.1 looks like spam' });
    await sendMail(ctx, refused, transport, log);
    expect(await getMail(ctx, refused)).toMatchObject({
      attempts: 1,
      sentAt: null,
      givenUpAt: ctx.now,
      lastError: 'EMESSAGE DATA: 554 5.7.1 looks like spam'
    });
    server.answer = () => undefined;
    await sendMail(ctx, refused, transport, log);
    await sendMail(ctx, next, transport, log);
    expect(server.received.map((mail) => mail.to)).toEqual([['grace@example.org']]);
    expect(server.begun).toBe(2);
  })
);

test(
  'a line that is cut before the end of a message leaves nothing there, and the mail arrives once',
  withMail(async ({ ctx, server, transport }) => {
    // Over a kept connection too, which the mailer may replace by itself as long as nothing was sent over it.
    await sendMail(ctx, await queueMail(ctx, mailTo('first@example.org')), transport, log);
    // More than the sockets hold, so that the end is still here when the line is cut.
    const text = 'A long letter. '.repeat(1_000_000);
    const id = await queueMail(ctx, mailTo('ada@example.org', { text }));
    server.cut = 'within data';
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow(RetryLater);
    expect([server.begun, server.received.length]).toEqual([2, 1]);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 1, sentAt: null, givenUpAt: null, claimedUntil: null });
    server.cut = undefined;
    await sendMail(ctx, id, transport, log);
    expect([server.begun, server.received.length]).toEqual([3, 2]);
    expect(server.received[1]!.parsed.text!.replaceAll('\n', '').length).toBeGreaterThan(14_000_000);
  })
);

test(
  'a kept line that the server has shut meanwhile is replaced, within the same attempt',
  withMail(async ({ ctx, server, transport }) => {
    await sendMail(ctx, await queueMail(ctx, mailTo('ada@example.org')), transport, log);
    server.hangUp();
    const id = await queueMail(ctx, mailTo('grace@example.org'));
    await sendMail(ctx, id, transport, log);
    expect(server.received.map((mail) => mail.to)).toEqual([['ada@example.org'], ['grace@example.org']]);
    expect((await getMail(ctx, id)).attempts).toBe(1);
  })
);

test(
  'a process that slept past its claim leaves the mail to the one that has it now',
  withMail(async ({ ctx, server, transport }) => {
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    const second = later(ctx, 181);
    let finish = () => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    const sending: Promise<void>[] = [];
    const asleep: MailTransport = {
      ...transport,
      async send() {
        // Its connection is long gone when it wakes up, and another process is in the middle of the mail.
        const begun = new Promise<void>((resolve) => {
          sending.push(
            sendMail(
              second,
              id,
              { ...transport, send: (mail) => (resolve(), held.then(() => transport.send(mail))) },
              log
            )
          );
        });
        await begun;
        throw Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT', command: 'CONN' });
      }
    };
    await expect(sendMail(ctx, id, asleep, log)).rejects.toThrow('another process');
    await expect(sendMail(later(ctx, 190), id, transport, log)).rejects.toThrow('another process');
    finish();
    await Promise.all(sending);
    expect(server.received).toHaveLength(1);
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 1, sentAt: second.now, claimedUntil: null });
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
      .set({ sentAt: null, claimedUntil: later(ctx, 180).now })
      .where('id', '=', id)
      .execute();
    await expect(sendMail(ctx, id, transport, log)).rejects.toThrow('another process');
    expect(server.received).toHaveLength(1);
    await sendMail(later(ctx, 181), id, transport, log);
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
    // Whoever comes while it is being sent is told so; whoever comes after that has nothing to do.
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals.length).toBeLessThan(2);
    for (const reason of refusals) expect(reason).toMatchObject({ message: 'another process is sending this mail' });
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
    const over = await getMail(ctx, id);
    expect(over).toMatchObject({ attempts: 22, givenUpAt: ctx.now });
    expect(over.lastError).toMatch(/ECONNREFUSED/);
  })
);

test(
  'a stop in the middle of an attempt does not count',
  withMail(async ({ atEnd, ctx, open }) => {
    const silent = await startSilentServer();
    atEnd(silent.close);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    const stop = AbortSignal.timeout(200);
    await expect(sendMail(ctx, id, open({ url: silent.url }), log, stop)).rejects.toThrow('the program stops');
    expect(await getMail(ctx, id)).toMatchObject({ attempts: 0, claimedUntil: null, lastError: null });
  })
);

test(
  'mail to whom it is withheld from stays in the outbox with the reason, for nobody to look into',
  withMail(async ({ ctx, server, transport }) => {
    const careful = { ...transport, withholds: async (to: string) => to.endsWith('.example') };
    const kept = await queueMail(ctx, mailTo('amina@demo.example'));
    const sent = await queueMail(ctx, mailTo('ada@example.org'));
    for (const id of [kept, sent]) await sendMail(ctx, id, careful, log);
    expect(server.received.map(({ to }) => to)).toEqual([['ada@example.org']]);
    const { sentAt, givenUpAt, attempts, lastError } = await getMail(ctx, kept);
    expect([sentAt, givenUpAt, attempts, plainFailure(lastError)]).toEqual([null, ctx.now, 0, 'made-up']);
    expect(await ctx.db.selectFrom('task').select('id').execute()).toEqual([]);
    await retryMail(ctx, kept);
    await sendMail(ctx, kept, careful, log);
    expect(server.received).toHaveLength(1);
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
    await until(async () => server.received.length === 60 && (await listOutbox(ctx)).length === 0);
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
