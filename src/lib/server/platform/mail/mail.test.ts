import { expect, test } from 'vitest';
import { until } from '../../../../../tests/support/until.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { query } from '../jobs/test-support.ts';
import { inTransaction } from '../journal.ts';
import { queueMail, queueMailOnceADay, requeueWaitingMail, scrubOldMail } from './mail.ts';
import { getMail, listOutbox, retryMail } from './outbox.ts';
import { sendMail } from './send.ts';
import { later, log, mailTo, untilIdle, withMail } from './test-support.ts';

const jobsOfMail = `select id from pgboss.job where name = 'mail.send'`;

test(
  'what strangers can set off goes to one address once in 24 hours, also when several do so at the same moment',
  withMail(async ({ ctx }) => {
    const sent = async () => (await ctx.db.selectFrom('mail').select('toAddress').orderBy('id').execute()).length;
    const spellings = ['ada@example.org', 'ADA@example.org', 'Ada@Example.org', 'ada@example.ORG'];
    await Promise.all(spellings.map((to) => queueMailOnceADay(ctx, mailTo(to))));
    expect(await sent()).toBe(1);
    await queueMailOnceADay(ctx, mailTo('ada@example.org', { kind: 'test.other' }));
    await queueMailOnceADay(ctx, mailTo('bela@example.org'));
    expect(await sent()).toBe(3);
    await queueMailOnceADay(later(ctx, 86_399), mailTo('ada@example.org'));
    expect(await sent()).toBe(3);
    await queueMailOnceADay(later(ctx, 86_400), mailTo('ada@example.org'));
    expect(await sent()).toBe(4);
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
  withMail(async ({ ctx, connection }) => {
    const failing = inTransaction(ctx, async (tx) => {
      await queueMail(tx, mailTo('ada@example.org'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await listOutbox(ctx)).toEqual([]);
    expect(await query(connection, jobsOfMail)).toEqual([]);
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
  'the operator can try a given-up mail again, but no other',
  withMail(async ({ connection, ctx, server, jobs, transport }) => {
    server.recipient = () => ({ code: 550, text: 'no' });
    await jobs(transport);
    const id = await queueMail(ctx, mailTo('ada@example.org'));
    await until(async () => (await getMail(ctx, id)).givenUpAt !== null);
    await untilIdle(connection);
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
