import { sql } from 'kysely';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { raiseConcern, sendMessage } from './contact.ts';
import { concernInput, messageInput, type ConcernInput, type MessageInput } from './input.ts';

const withWorld = databaseOf(makeWorld);
const alliance = (world: World) => ({ id: world.alliances.global, name: 'World Alliance' });

const hello: MessageInput = {
  topic: 'membership',
  text: 'We would like to join.\n\nHow?',
  name: 'Amina Otieno',
  email: 'Amina@City.example'
};
const worry: ConcernInput = {
  text: 'Somebody follows children home from the SECRETPLACE court.',
  about: 'SECRETNAME, a trainer',
  place: 'SECRETPLACE',
  urgent: true,
  contact: 'SECRETPHONE'
};

const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000)
});
const mails = (ctx: Context) => ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
const journal = (ctx: Context) =>
  ctx.db.selectFrom('journal').selectAll().where('subjectKind', 'in', ['message', 'concern']).orderBy('id').execute();

describe('a message to the secretariat', () => {
  test(
    'is kept, confirmed to its writer and brought to the secretariat, whose answer goes to the writer',
    withWorld(async (ctx, world) => {
      const reference = await sendMessage({ ...ctx, locale: 'sw' }, alliance(world), hello);
      expect(reference).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
      const kept = await ctx.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
      expect(kept).toMatchObject({ ...hello, reference, locale: 'sw', createdAt: ctx.now });
      const [receipt, notice, ...rest] = await mails(ctx);
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
      await sendMessage(ctx, alliance(world), {
        ...hello,
        name: 'Buy now',
        text: 'Cheap things at https://spam.example'
      });
      const [receipt] = await mails(ctx);
      expect(receipt).toMatchObject({ toAddress: hello.email });
      expect(JSON.stringify(receipt)).not.toMatch(/spam\.example|Buy now|Cheap/);
    })
  );

  test(
    'is one message however often it is sent on a day, under one reference, with one mail to each',
    withWorld(async (ctx, world) => {
      const reference = await sendMessage(ctx, alliance(world), hello);
      expect(await sendMessage(later(ctx, 3), alliance(world), { ...hello, email: 'amina@city.EXAMPLE' })).toBe(
        reference
      );
      expect(await mails(ctx)).toHaveLength(2);
      expect(await journal(ctx)).toHaveLength(1);
      expect(await sendMessage(ctx, alliance(world), { ...hello, text: 'Something else' })).not.toBe(reference);
      expect(await sendMessage(later(ctx, 24 * 60), alliance(world), hello)).not.toBe(reference);
      expect(await mails(ctx)).toHaveLength(6);
    })
  );

  test(
    'is kept and confirmed where no secretariat has an address',
    withWorld(async (ctx, world) => {
      await sendMessage({ ...ctx, instance: { ...ctx.instance, secretariatEmail: undefined } }, alliance(world), hello);
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
    'is raised anew, with a notice of its own, when the same words come back as urgent',
    withWorld(async (ctx, world) => {
      const calm = await raiseConcern(ctx, alliance(world), { ...worry, urgent: false });
      const urgent = await raiseConcern(ctx, alliance(world), { ...worry, urgent: true });
      expect(urgent).not.toBe(calm);
      const concerns = await ctx.db.selectFrom('concern').select('urgent').orderBy('id').execute();
      expect(concerns).toEqual([{ urgent: false }, { urgent: true }]);
      const notices = await ctx.db.selectFrom('mail').select('id').where('kind', '=', 'concern.notice').execute();
      expect(notices).toHaveLength(2);
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
        contact: null
      });
      const [first, second] = await ctx.db.selectFrom('concern').selectAll().orderBy('id').execute();
      expect(first).toMatchObject({ ...worry, reference });
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
    'sent twice is one, and its alert is one',
    withWorld(async (ctx, world) => {
      const reference = await raiseConcern(ctx, alliance(world), worry);
      expect(await raiseConcern(later(ctx, 1), alliance(world), worry)).toBe(reference);
      expect(await raiseConcern(ctx, alliance(world), { ...worry, contact: null })).not.toBe(reference);
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
      contact: null
    });
    expect(v.parse(concernInput, { text: 'Help', urgent: 'yes' }).urgent).toBe(true);
  });
});
