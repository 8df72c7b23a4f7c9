import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, Invalid, NotFound } from '../platform/errors.ts';
import { draftReply, replyLink } from './drafts.ts';
import type { ReplyInput } from './input.ts';
import { getMessage, listMessages } from './queries.ts';
import { closeMessage, replyToMessage, writeReply } from './replies.ts';
import { as, makeCareWorld, showings, writeTo } from './test-care.ts';
import { findWhose } from './whose.ts';

const withWorld = databaseOf(makeCareWorld);
const reply = (changes: Partial<ReplyInput> = {}): ReplyInput => ({
  text: 'Hello Amina.\n\nLike this.',
  link: 'yes',
  after: 'close',
  open: 'yes',
  seen: 0,
  showing: showings[0],
  ...changes
});
const open = { state: 'open', words: '', page: 1 } as const;
const tasks = (ctx: Context) => ctx.db.selectFrom('task').selectAll().orderBy('id').execute();
const replyIds = async (ctx: Context) =>
  (await ctx.db.selectFrom('messageReply').select('id').orderBy('id').execute()).map(({ id }) => id);
const sentReplies = (ctx: Context) =>
  ctx.db.selectFrom('mail').selectAll().where('kind', '=', 'contact.reply').execute();

describe('a message', () => {
  test(
    'waits for the secretariat of its alliance, under its writer’s name, for three working days',
    withWorld(async (ctx, { alliances }) => {
      // A Thursday.
      await writeTo({ ...ctx, now: new Date('2026-11-05T20:00:00Z') }, alliances.kenya, { name: 'Amina\nOtieno' });
      const [task] = await tasks(ctx);
      expect(task).toMatchObject({ kind: 'message.answer', title: 'Amina Otieno', audience: 'secretariat' });
      expect(task).toMatchObject({ allianceId: alliances.kenya, dueAt: new Date('2026-11-10T17:00:00Z') });
    })
  );

  test(
    'that somebody closed meanwhile is not answered from an older page, and is from a newer one',
    withWorld(async (ctx, { alliances, actors }) => {
      const officer = as(ctx, actors.officer);
      const reference = await writeTo(ctx, alliances.kenya);
      await closeMessage(officer, reference, 'elsewhere');
      await expect(replyToMessage(officer, reference, reply())).rejects.toThrow(Invalid);
      expect(await replyIds(ctx)).toEqual([]);
      await replyToMessage(officer, reference, reply({ open: '' }));
      expect(await replyIds(ctx)).toHaveLength(1);
    })
  );

  test(
    'is answered once however often the form is sent: one mail to its writer, in their language, and it is closed',
    withWorld(async (ctx, { alliances, actors }) => {
      const officer = as(ctx, actors.officer);
      const reference = await writeTo({ ...ctx, locale: 'sw' }, alliances.kenya);
      await replyToMessage(officer, reference, reply());
      await replyToMessage(officer, reference, reply());
      const [id, ...rest] = await replyIds(ctx);
      expect(rest).toEqual([]);
      await writeReply(ctx, id!);
      await writeReply(ctx, id!);
      const mails = await sentReplies(ctx);
      expect(mails).toHaveLength(1);
      expect(mails[0]).toMatchObject({ toAddress: 'Amina@City.example', locale: 'sw', apart: false });
      expect(mails[0]).toMatchObject({ replyTo: 'secretariat@alliance.example', fromName: 'Muungano wa Kenya' });
      expect(mails[0]!.text).toContain('Like this.');
      expect(mails[0]!.text).toContain('https://alliance.example/sw/join');
      expect(mails[0]!.text).not.toContain('SECRETWORDS');
      expect(await getMessage(officer, reference)).toMatchObject({
        closedHow: 'answered',
        closedByName: 'Omar',
        replies: [{ text: reply().text, name: 'Omar' }]
      });
      expect((await tasks(ctx))[0]!.doneAt).toEqual(ctx.now);
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['fact', 'data'])
        .where('fact', 'like', 'message.%')
        .execute();
      expect(facts.map(({ fact }) => fact)).toEqual(['message.received', 'message.answered', 'message.closed']);
      expect(JSON.stringify(facts)).not.toMatch(/SECRET|Like this|amina/i);
    })
  );

  test(
    'stays open after an answer where that is wanted, and can be answered again',
    withWorld(async (ctx, { alliances, actors }) => {
      const officer = as(ctx, actors.officer);
      const reference = await writeTo(ctx, alliances.global);
      await replyToMessage(officer, reference, reply({ after: 'keep', link: '' }));
      expect(await getMessage(officer, reference)).toMatchObject({ closedAt: null });
      expect((await tasks(ctx))[0]!.doneAt).toBeNull();
      const [first] = await replyIds(ctx);
      await replyToMessage(officer, reference, reply({ seen: first, showing: showings[1] }));
      expect((await getMessage(officer, reference)).replies).toHaveLength(2);
    })
  );

  test(
    'says so when other words come from a page that was gone back to after an answer, rather than lose them',
    withWorld(async (ctx, { alliances, actors }) => {
      const officer = as(ctx, actors.officer);
      const reference = await writeTo(ctx, alliances.global);
      await replyToMessage(officer, reference, reply());
      await replyToMessage(officer, reference, reply());
      await expect(replyToMessage(officer, reference, reply({ text: 'Other words' }))).rejects.toThrow(
        new Invalid([{ field: 'text', code: 'answered-meanwhile' }])
      );
      expect(await replyIds(ctx)).toHaveLength(1);
    })
  );

  test(
    'is not answered by two who do not know of one another, nor by the form of another message',
    withWorld(async (ctx, { alliances, actors }) => {
      const reference = await writeTo(ctx, alliances.global);
      const other = await writeTo(ctx, alliances.global, { text: 'Another' });
      await replyToMessage(as(ctx, actors.officer), reference, reply());
      await expect(replyToMessage(as(ctx, actors.owner), reference, reply({ showing: showings[1] }))).rejects.toThrow(
        new Invalid([{ field: 'text', code: 'answered-meanwhile' }])
      );
      await expect(replyToMessage(as(ctx, actors.owner), other, reply())).rejects.toThrow(Conflict);
    })
  );

  test(
    'is closed without an answer, which stays as it was',
    withWorld(async (ctx, { alliances, actors }) => {
      const officer = as(ctx, actors.officer);
      const reference = await writeTo(ctx, alliances.global);
      await closeMessage(officer, reference, 'spam');
      await closeMessage(as(ctx, actors.owner), reference, 'elsewhere');
      expect(await getMessage(officer, reference)).toMatchObject({ closedHow: 'spam', closedByName: 'Omar' });
      expect((await tasks(ctx))[0]!.doneAt).not.toBeNull();
      expect(await sentReplies(ctx)).toEqual([]);
    })
  );

  test(
    'is found by nobody but the secretariat that it was sent to or one above it, and nothing of it changes',
    withWorld(async (ctx, { alliances, actors }) => {
      const reference = await writeTo(ctx, alliances.kenya);
      for (const actor of [actors.lead, actors.sibling, actors.nobody, { kind: 'visitor' } as const]) {
        const other = as(ctx, actor);
        await expect(getMessage(other, reference)).rejects.toThrow(NotFound);
        await expect(replyToMessage(other, reference, reply())).rejects.toThrow(NotFound);
        await expect(closeMessage(other, reference, 'spam')).rejects.toThrow(NotFound);
        expect(await listMessages(other, { ...open, state: 'all', words: 'SECRET' })).toEqual({
          messages: [],
          counts: { all: 0, open: 0, closed: 0 }
        });
      }
      expect(await getMessage(as(ctx, actors.owner), reference)).toMatchObject({ closedAt: null, replies: [] });
      expect(await replyIds(ctx)).toEqual([]);
    })
  );

  test(
    'shows what else its address wrote, and that it goes on about what was answered in the last 30 days',
    withWorld(async (ctx, { alliances, actors, uganda }) => {
      const officer = as(ctx, actors.officer);
      const at = (days: number): Context => ({ ...officer, now: new Date(ctx.now.getTime() + days * 86_400_000) });
      const first = await writeTo(ctx, alliances.global);
      await writeTo(ctx, alliances.global, { email: 'other@city.example' });
      await replyToMessage(at(1), first, reply());
      const soon = await writeTo(at(20), alliances.global, { email: 'amina@city.example' });
      expect(await getMessage(officer, soon)).toMatchObject({
        others: [{ reference: first }],
        follows: { reference: first }
      });
      const late = await writeTo(at(40), uganda);
      expect((await getMessage(officer, late)).follows).toBeUndefined();
      expect((await getMessage(officer, late)).others).toHaveLength(2);
      expect((await getMessage(as(ctx, actors.sibling), late)).others).toEqual([]);
    })
  );
});

test(
  'messages are found by words, of which none stands for something else, and listed in two statements',
  withWorld(async (ctx, { alliances, actors, uganda }) => {
    const officer = as(ctx, actors.officer);
    await writeTo(ctx, alliances.global, { text: 'Half of 100% of children' });
    expect(await countQueries(officer, (ctx) => listMessages(ctx, open))).toBe(2);
    const reference = await writeTo(ctx, alliances.kenya, { text: 'Nothing', name: 'Baraka' });
    await writeTo(ctx, uganda, { text: 'More' });
    await closeMessage(officer, reference, 'elsewhere');
    expect(await countQueries(officer, (ctx) => listMessages(ctx, open))).toBe(2);
    expect((await listMessages(officer, open)).counts).toEqual({ all: 3, open: 2, closed: 1 });
    const found = async (words: string) =>
      (await listMessages(officer, { ...open, state: 'all', words })).messages.length;
    expect(await Promise.all(['100%', '0% of', '%', '_', 'BARAKA', 'city.example', reference].map(found))).toEqual([
      1, 1, 0, 0, 1, 3, 1
    ]);
    expect((await listMessages(officer, { ...open, state: 'closed' })).messages).toMatchObject([{ name: 'Baraka' }]);
  })
);

test(
  'a message is read in a number of statements that its replies do not change',
  withWorld(async (ctx, { alliances, actors }) => {
    const officer = as(ctx, actors.officer);
    const reference = await writeTo(ctx, alliances.global);
    for (const [at, showing] of showings.entries()) {
      const seen = (await replyIds(ctx)).at(-1) ?? 0;
      await replyToMessage(officer, reference, reply({ showing, seen, open: at === 0 ? 'yes' : '' }));
      if (at !== 1) expect(await countQueries(officer, (ctx) => getMessage(ctx, reference))).toBe(3);
    }
  })
);

test(
  'whose an address is, only those learn who are the secretariat there',
  withWorld(async (ctx, { actors, uganda }) => {
    const asked = (actor: typeof actors.officer) => findWhose(as(ctx, actor), 'SAM@people.example');
    expect((await asked(actors.officer)).people).toMatchObject([{ name: 'Sam', organisations: [] }]);
    expect((await asked(actors.nobody)).people).toEqual([]);
    expect((await findWhose(as(ctx, actors.sibling), 'omar@people.example')).people).toEqual([]);
    const application = { allianceId: uganda, locale: 'en', createdAt: ctx.now, changedAt: ctx.now };
    await ctx.db
      .insertInto('application')
      .values([
        { ...application, reference: 'A', state: 'screening', name: 'Sent', focalEmail: 'Focal@city.example' },
        { ...application, reference: 'B', state: 'draft', name: 'Draft', focalEmail: 'focal@city.example' }
      ])
      .execute();
    const applications = async (actor: typeof actors.officer) =>
      (await findWhose(as(ctx, actor), 'focal@city.example')).applications;
    expect(await applications(actors.officer)).toEqual([{ reference: 'A', name: 'Sent' }]);
    expect(await applications(actors.lead)).toEqual([]);
  })
);

test('a reply is begun in the language of the message, for every topic, with the writer’s own name', () => {
  const message = { name: 'Amina', locale: 'es', allianceName: { en: 'World', es: 'Mundo' } };
  const drafts = ['membership', 'alliance', 'knowledge', 'media', 'website', 'other', 'constructor'].map((topic) =>
    draftReply({ ...message, topic }, 'Omar')
  );
  expect(new Set(drafts).size).toBe(6);
  for (const draft of drafts) expect(draft).toMatch(/^Hola, Amina:\n\n[^]*\nOmar\nMundo$/);
  expect(replyLink('membership', 'es')).toEqual({ path: '/join', label: 'Cómo hacerse miembro' });
  expect(replyLink('other', 'es')).toBeUndefined();
});
