import { sql } from 'kysely';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { raiseConcern, sendMessage, writeReceipt } from './contact.ts';
import { concernInput, messageInput, type ConcernInput, type MessageInput } from './input.ts';

const withWorld = databaseOf(makeWorld);
const alliance = (world: World) => ({ id: world.alliances.global, name: 'World Alliance' });

const hello: MessageInput = {
  topic: 'membership',
  text: 'We would like to join.\n\nHow?',
  name: 'Amina Otieno',
  email: 'Amina@City.example',
  showing: null
};
const worry: ConcernInput = {
  text: 'Somebody follows children home from the SECRETPLACE court.',
  about: 'SECRETNAME, a trainer',
  place: 'SECRETPLACE',
  urgent: true,
  contact: 'SECRETPHONE',
  showing: null
};
const showings = ['0d3ae3b6-4a5c-4f65-9f0a-2f8b3c1d9e77', '7c1b2a90-6d4e-4b1f-8a35-5e0f9d2c4b16'] as const;

const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000)
});
const mails = (ctx: Context) => ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
const receipts = async (ctx: Context) => (await mails(ctx)).filter((mail) => mail.kind === 'contact.receipt');
const journal = (ctx: Context) =>
  ctx.db.selectFrom('journal').selectAll().where('subjectKind', 'in', ['message', 'concern']).orderBy('id').execute();

/** Sends a message and does the job that it leaves, as many times as the message is kept anew. */
async function send(ctx: Context, world: World, input: MessageInput): Promise<string> {
  const before = await ctx.db.selectFrom('message').select('id').execute();
  const reference = await sendMessage(ctx, alliance(world), input);
  const { id } = await ctx.db
    .selectFrom('message')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  if (!before.some((row) => row.id === id)) await writeReceipt({ ...ctx, locale: 'en' }, id);
  return reference;
}

describe('a message to the secretariat', () => {
  test(
    'is kept, confirmed to its writer and brought to the secretariat, whose answer goes to the writer',
    withWorld(async (ctx, world) => {
      const reference = await send({ ...ctx, locale: 'sw' }, world, hello);
      expect(reference).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
      const kept = await ctx.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
      const { showing: _, ...written } = hello;
      expect(kept).toMatchObject({ ...written, reference, locale: 'sw', createdAt: ctx.now });
      const [notice, receipt, ...rest] = await mails(ctx);
      expect(rest).toEqual([]);
      expect(receipt).toMatchObject({ kind: 'contact.receipt', toAddress: hello.email, locale: 'sw', replyTo: null });
      expect(receipt!.subject + receipt!.text).toContain(reference);
      expect(notice).toMatchObject({
        kind: 'contact.notice',
        toAddress: 'secretariat@alliance.example',
        replyTo: hello.email
      });
      expect(notice!.text).toContain('How?');
      expect((await journal(ctx)).map(({ fact, subjectId }) => [fact, subjectId])).toEqual([
        ['message.received', kept.id]
      ]);
    })
  );

  test(
    'leaves nothing of itself in the receipt, which anybody can have sent to anybody',
    withWorld(async (ctx, world) => {
      await send(ctx, world, {
        ...hello,
        name: 'Buy now',
        text: 'Cheap things at https://spam.example'
      });
      const [receipt] = await receipts(ctx);
      expect(receipt).toMatchObject({ toAddress: hello.email });
      expect(JSON.stringify(receipt)).not.toMatch(/spam\.example|Buy now|Cheap/);
    })
  );

  test(
    'is one however often the same form is sent, under one reference, with one mail to each',
    withWorld(async (ctx, world) => {
      const form = { ...hello, showing: showings[0] };
      const reference = await send(ctx, world, form);
      expect(await send(later(ctx, 3), world, form)).toBe(reference);
      expect(await send(later(ctx, 24 * 60), world, form)).toBe(reference);
      expect(await mails(ctx)).toHaveLength(2);
      expect(await journal(ctx)).toHaveLength(1);
    })
  );

  test(
    'is another one from another showing of the form, without one, and when it was changed',
    withWorld(async (ctx, world) => {
      const form = { ...hello, showing: showings[0] };
      const references = new Set<string>();
      for (const input of [form, { ...form, text: 'And this' }, { ...form, showing: showings[1] }, hello, hello])
        references.add(await send(ctx, world, input));
      expect(references.size).toBe(5);
      expect(await ctx.db.selectFrom('message').select('id').execute()).toHaveLength(5);
    })
  );

  test(
    'is confirmed once in 24 hours to one address, however it is spelled, whoever types it; all reach the secretariat',
    withWorld(async (ctx, world) => {
      await send(ctx, world, hello);
      await send(later(ctx, 5), world, { ...hello, text: 'More', email: 'amina@city.EXAMPLE' });
      await send(later(ctx, 24 * 60 - 1), world, { ...hello, text: 'Again' });
      await send(later(ctx, 6), world, { ...hello, email: 'baraka@city.example' });
      expect((await receipts(ctx)).map((mail) => mail.toAddress)).toEqual([hello.email, 'baraka@city.example']);
      expect(await mails(ctx)).toHaveLength(4 + 2);
      await send(later(ctx, 24 * 60), world, { ...hello, text: 'The next day' });
      expect((await receipts(ctx)).map((mail) => mail.toAddress)).toEqual([
        hello.email,
        'baraka@city.example',
        hello.email
      ]);
    })
  );

  test(
    'is kept and confirmed where no secretariat has an address',
    withWorld(async (ctx, world) => {
      await send({ ...ctx, instance: { ...ctx.instance, secretariatEmail: undefined } }, world, hello);
      expect((await mails(ctx)).map((mail) => mail.kind)).toEqual(['contact.receipt']);
    })
  );

  test(
    'puts nothing of its writer into the journal',
    withWorld(async (ctx, world) => {
      await sendMessage(ctx, alliance(world), hello);
      expect(JSON.stringify(await journal(ctx))).not.toMatch(/amina|join/i);
    })
  );
});

describe('a concern about the safety of a child', () => {
  test(
    'is raised anew, with a notice of its own, when the form comes back as urgent',
    withWorld(async (ctx, world) => {
      const form = { ...worry, showing: showings[0] };
      const calm = await raiseConcern(ctx, alliance(world), { ...form, urgent: false });
      const urgent = await raiseConcern(ctx, alliance(world), { ...form, urgent: true });
      expect(urgent).not.toBe(calm);
      const concerns = await ctx.db.selectFrom('concern').select('urgent').orderBy('id').execute();
      expect(concerns).toEqual([{ urgent: false }, { urgent: true }]);
      expect(await mails(ctx)).toHaveLength(2);
    })
  );

  test(
    'is never taken for a stranger’s: two children who write the same words on one day have each their own',
    withWorld(async (ctx, world) => {
      const help = { text: 'Help me', about: null, place: null, urgent: false, contact: null };
      const references = new Set<string>();
      for (const showing of [...showings, null, null])
        references.add(await raiseConcern(ctx, alliance(world), { ...help, showing }));
      expect(references.size).toBe(4);
      expect(await ctx.db.selectFrom('concern').select('id').execute()).toHaveLength(4);
      expect(await mails(ctx)).toHaveLength(4);
    })
  );

  test(
    'is kept whole, and its writer may stay unnamed',
    withWorld(async (ctx, world) => {
      const reference = await raiseConcern(ctx, alliance(world), worry);
      await raiseConcern(ctx, alliance(world), {
        text: 'Only this.',
        about: null,
        place: null,
        urgent: false,
        contact: null,
        showing: null
      });
      const [first, second] = await ctx.db.selectFrom('concern').selectAll().orderBy('id').execute();
      const { showing: _, ...written } = worry;
      expect(first).toMatchObject({ ...written, reference });
      expect(second).toMatchObject({ text: 'Only this.', about: null, contact: null, urgent: false });
    })
  );

  test(
    'appears in no mail, no journal entry and no message: these say only that it is there, and how urgent',
    withWorld(async (ctx, world) => {
      const reference = await raiseConcern(ctx, alliance(world), worry);
      const [notice, ...rest] = await mails(ctx);
      expect(rest).toEqual([]);
      expect(notice).toMatchObject({ kind: 'concern.notice', toAddress: 'safe@alliance.example', replyTo: null });
      expect(notice!.subject).toContain(reference);
      expect(notice!.subject).toContain('URGENT');
      const entries = await journal(ctx);
      expect(entries.map((entry) => entry.fact)).toEqual(['concern.raised']);
      const { rows: jobs } = await sql`select data::text from pgboss.job`.execute(ctx.db);
      expect(jobs).toHaveLength(1);
      expect(JSON.stringify([notice, entries, jobs])).not.toMatch(/SECRET|follows|court/);
      expect(await ctx.db.selectFrom('message').selectAll().execute()).toEqual([]);
    })
  );

  test(
    'goes to nobody else where no safeguarding address is set',
    withWorld(async (ctx, world) => {
      const reference = await raiseConcern(
        { ...ctx, instance: { ...ctx.instance, safeguardingEmail: undefined } },
        alliance(world),
        worry
      );
      expect(await mails(ctx)).toEqual([]);
      expect(await ctx.db.selectFrom('concern').select('reference').execute()).toEqual([{ reference }]);
    })
  );

  test(
    'sent twice by a second press or a reload is one, and its alert is one',
    withWorld(async (ctx, world) => {
      const form = { ...worry, showing: showings[0] };
      const reference = await raiseConcern(ctx, alliance(world), form);
      expect(await raiseConcern(later(ctx, 1), alliance(world), form)).toBe(reference);
      expect(await mails(ctx)).toHaveLength(1);
      expect(await raiseConcern(ctx, alliance(world), { ...form, contact: null })).not.toBe(reference);
      expect(await mails(ctx)).toHaveLength(2);
    })
  );
});

describe('what the forms take', () => {
  /** The first problem of each field, which is the one that is shown. */
  const codes = (schema: v.GenericSchema, values: unknown) => {
    const issues = v.safeParse(schema, values).issues?.map((issue) => [v.getDotPath(issue), issue.message]);
    return issues?.filter(([field], i) => issues.findIndex(([other]) => other === field) === i);
  };

  test('a message needs a topic of the list, words, a name and an address', () => {
    expect(codes(messageInput, { topic: 'x', text: ' \n', name: '', email: '' })).toEqual([
      ['topic', 'choose'],
      ['text', 'missing'],
      ['name', 'missing'],
      ['email', 'missing']
    ]);
    expect(codes(messageInput, { ...hello, text: 'x'.repeat(5001), name: 'x'.repeat(121) })).toEqual([
      ['text', 'too-long'],
      ['name', 'too-long']
    ]);
  });

  test('an address is one that mail can be sent to', () => {
    const takes = (email: string) => codes(messageInput, { ...hello, email }) === undefined;
    for (const good of ['a@b.example', "o'neill+x@sub.example.org", `${'a'.repeat(64)}@b.example`])
      expect(takes(good)).toBe(true);
    const bad = [
      'a',
      'a@',
      '@b.example',
      'a b@c.example',
      'a@localhost',
      'a@b..example',
      'a..b@c.example',
      'a@b.example.',
      'a@.example',
      'a@b.example,c@d.example',
      'a@b.example\nBcc: x@y.example',
      `${'a'.repeat(65)}@b.example`,
      `a@${'b.'.repeat(130)}example`
    ];
    for (const email of bad) expect(takes(email)).toBe(false);
  });

  test('a concern needs words and nothing else', () => {
    expect(codes(concernInput, { text: ' ' })).toEqual([['text', 'missing']]);
    expect(v.parse(concernInput, { text: ' Help ', about: ' ', urgent: 'maybe' })).toEqual({
      text: 'Help',
      about: null,
      place: null,
      urgent: false,
      contact: null,
      showing: null
    });
    expect(v.parse(concernInput, { text: 'Help', urgent: 'yes' }).urgent).toBe(true);
  });

  test('the mark of a showing is one that cannot be guessed; anything else is none, and refuses nothing', () => {
    expect(v.parse(concernInput, { text: 'Help', showing: showings[0] }).showing).toBe(showings[0]);
    for (const showing of [undefined, '', '1', 'help', `${showings[0]} `, ['x'], 'x'.repeat(9999)])
      expect(v.parse(concernInput, { text: 'Help', showing }).showing).toBe(null);
  });

  test('text that nobody can see is none; a single sign that can be seen is text', () => {
    for (const nothing of [
      '\u200b',
      ' \u2060\u200b ',
      '\u202e\u2066',
      '\u061c\n\u200f',
      '\ufeff',
      '\u3164',
      '\u2800'
    ]) {
      expect(codes(messageInput, { ...hello, text: nothing, name: nothing, email: nothing })).toEqual([
        ['text', 'missing'],
        ['name', 'missing'],
        ['email', 'missing']
      ]);
      expect(codes(concernInput, { text: nothing })).toEqual([['text', 'missing']]);
      expect(v.parse(concernInput, { text: 'Help', about: nothing }).about).toBe(null);
    }
    for (const text of ['?', '😢', 'আ', '\u200fا', 'क\u200dष'])
      expect(v.parse(concernInput, { text, about: text })).toMatchObject({ text, about: text });
  });
});
