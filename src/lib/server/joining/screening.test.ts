import { describe, expect, test } from 'vitest';
import { waitingJobs } from '../../../../tests/support/jobs.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts';
import { findWhose } from '../contact/whose.ts';
import { allianceAbout } from '../desk/notes.ts';
import { findAnything } from '../desk/find.ts';
import { countTasks, listTasks } from '../desk/queue.ts';
import { listJournal } from '../people/journal.ts';
import { askSecretariat } from './deciding/concluding.ts';
import { writeMessageMail } from './deciding/decision-mails.ts';
import { openDecision, withdrawDecision } from './deciding/decisions.ts';
import { declareFree, recuse, sayInDecision } from './deciding/saying.ts';
import { begunTexts } from './begun.ts';
import { readChecks, recommendationInput, recusalInput, wordsInput } from './screening-input.ts';
import { getApplicationFile } from './screening-queries.ts';
import { getRules } from '../membership/rules.ts';
import { parseForm } from '../web/form.ts';
import { askForMore, saveChecks, writeToApplicant } from './screening.ts';
import { holdApplication } from './sight.ts';
import { actAs, addApplication, addPerson, makeCommittee, setRulesOf, type Committee } from './test-applications.ts';

const withCommittee = databaseOf(makeCommittee);
const words = { text: 'Please send your policy', showing: '7c1b2a90-6d4e-4b1f-8a35-5e0f9d2c4b16' };
const paper = { recommendation: 'approve', paper: 'SECRETPAPER', reason: 'Welcome', days: null } as const;

/** An application before the secretariat, and its officer. */
async function begin(ctx: Context, world: Committee, changes: Record<string, unknown> = {}) {
  const { id, reference } = await addApplication(ctx, world.alliances.global, changes);
  const officer = await actAs(ctx, world.people.officer);
  await askSecretariat(officer, await holdApplication(officer, reference), 'application.screen', ctx.now);
  return { id, reference, officer };
}
const checksOf = (ctx: Context) => ctx.db.selectFrom('applicationCheck').selectAll().orderBy('item').execute();
const openTasks = (ctx: Context) => ctx.db.selectFrom('task').select('kind').where('doneAt', 'is', null).execute();
const yes = { item: 'children', answer: 'yes', note: null } as const;

describe('the checklist', () => {
  test(
    'keeps what was found, with who and when, and leaves what is not named',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world);
      await saveChecks(officer, reference, [yes, { item: 'charter', answer: 'unclear', note: 'Which version?' }]);
      await saveChecks(officer, reference, [{ item: 'contact', answer: 'no', note: 'Nobody answers' }]);
      expect(await checksOf(ctx)).toMatchObject([
        { item: 'charter', answer: 'unclear', note: 'Which version?' },
        { item: 'children', answer: 'yes', note: null, personId: world.people.officer, at: ctx.now },
        { item: 'contact', answer: 'no' }
      ]);
    })
  );

  test(
    'says of what did not change who found it, and opens again what has no answer',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world);
      await saveChecks(officer, reference, [yes, { ...yes, item: 'charter' }]);
      const other = await actAs(ctx, await addPerson(ctx, 'Second', 'officer', world.alliances.global));
      await saveChecks(other, reference, [yes, { item: 'charter', answer: null, note: 'x' }]);
      expect(await checksOf(ctx)).toMatchObject([{ item: 'children', personId: world.people.officer }]);
    })
  );

  test(
    'is not for an application that is decided',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world, { state: 'declined' });
      await expect(saveChecks(officer, reference, [yes])).rejects.toThrow(new Conflict('application-state'));
      expect(await checksOf(ctx)).toEqual([]);
    })
  );

  test('takes from a form only the items that there are, and cuts what is too long', () => {
    const values = {
      'answer-children': 'yes',
      'note-children': 'x'.repeat(2000),
      'answer-evil': 'yes',
      'answer-a': '<b>'
    };
    expect(readChecks(['children', 'a'], values)).toEqual([
      { item: 'children', answer: 'yes', note: 'x'.repeat(1000) },
      { item: 'a', answer: null, note: null }
    ]);
  });
});

test('what was left as it was shown takes back nothing that somebody else found meanwhile', () => {
  const values = {
    'answer-children': '',
    'note-children': 'Ask again',
    'was-children': '|',
    'answer-stands': '',
    'note-stands': '',
    'was-stands': '|'
  };
  expect(readChecks(['children', 'stands'], values)).toEqual([{ item: 'children', answer: null, note: 'Ask again' }]);
});

describe('asking for more', () => {
  test(
    'waits for the applicant, within the days of the rules, and no longer for the secretariat',
    withCommittee(async (ctx, world) => {
      await setRulesOf(ctx, world.alliances.global, { answerDays: 10 });
      const { id, reference, officer } = await begin(ctx, world);
      await askForMore(officer, reference, words);
      await askForMore(officer, reference, words);
      const row = await ctx.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      expect(row.state).toBe('asked');
      expect(row.dueAt!.toISOString().slice(0, 10)).toBe('2026-11-11');
      expect(await openTasks(ctx)).toEqual([]);
      const messages = await ctx.db.selectFrom('applicationMessage').selectAll().execute();
      expect(messages).toMatchObject([{ text: words.text, personId: world.people.officer }]);
      expect(await waitingJobs(ctx, 'application.message')).toEqual([{ id: messages[0]!.id }]);
      await writeMessageMail(ctx, messages[0]!.id);
      const [mail] = await ctx.db.selectFrom('mail').selectAll().execute();
      expect(mail).toMatchObject({ toAddress: 'fatuma@play.example', locale: 'sw' });
      expect(mail!.text).toContain(words.text);
      expect(mail!.text).not.toContain('SECRET');
    })
  );

  test(
    'does not go out with the line that was begun and left as it was, nor does the paper of the committee',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world);
      const file = await getApplicationFile(officer, reference);
      const begun = begunTexts(officer, file, await getRules(officer, file.allianceId));
      const asks = (text: string) => parseForm(wordsInput, { ...words, text });
      const recommends = (text: string) => parseForm(recommendationInput, { ...paper, paper: text, days: '' });
      expect(() => asks(begun.ask)).toThrow('text: unfinished');
      expect(() => recommends(begun.paper)).toThrow('paper: unfinished');
      expect(asks(begun.ask.replace('– …', '– your policy …')).text).toContain('policy');
      expect(recommends(begun.paper.replace('– …', '– all of it')).paper).toContain('all of it');
    })
  );

  test(
    'is refused where it was asked already, is being decided, or is at an end',
    withCommittee(async (ctx, world) => {
      for (const state of ['asked', 'deciding', 'approved', 'declined', 'withdrawn']) {
        const { reference, officer } = await begin(ctx, world, { state });
        await expect(askForMore(officer, reference, { ...words, showing: null })).rejects.toThrow(Conflict);
      }
    })
  );
});

test(
  'a word to the applicant answers what they asked and leaves the screening open',
  withCommittee(async (ctx, world) => {
    const { reference, officer, id } = await begin(ctx, world);
    await ctx.db
      .insertInto('task')
      .values({
        kind: 'application.answer',
        subjectKind: 'application',
        subjectId: id,
        title: 'Play Streets',
        allianceId: world.alliances.global,
        audience: 'secretariat',
        openedAt: ctx.now,
        dueAt: ctx.now
      })
      .execute();
    await writeToApplicant(officer, reference, words);
    await writeToApplicant(officer, reference, words);
    expect(await openTasks(ctx)).toEqual([{ kind: 'application.screen' }]);
    expect(await ctx.db.selectFrom('applicationMessage').selectAll().execute()).toHaveLength(1);
  })
);

describe('an application before the secretariat', () => {
  const verbs = (ctx: Context, reference: string) => [
    () => saveChecks(ctx, reference, [yes]),
    () => askForMore(ctx, reference, { ...words, showing: null }),
    () => writeToApplicant(ctx, reference, { ...words, showing: null })
  ];

  test(
    'does not exist for others, nor for an officer who withdrew for an interest',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world);
      const { ofKenya, editor, ada, ofNairobi } = world.people;
      for (const who of [ctx, ...(await Promise.all([ofKenya, editor, ada, ofNairobi].map((one) => actAs(ctx, one))))])
        for (const verb of verbs(who, reference)) await expect(verb()).rejects.toThrow(NotFound);
      await addPerson(ctx, 'Ada', 'officer', world.alliances.global);
      const id = await openDecision(officer, reference, paper);
      const both = await actAs(ctx, ada);
      await recuse(both, id, 'My sister works there');
      for (const verb of verbs(both, reference)) await expect(verb()).rejects.toThrow(NotFound);
      expect(await checksOf(ctx)).toEqual([]);
    })
  );

  test(
    'is not screened by a member of the committee who may read it',
    withCommittee(async (ctx, world) => {
      const { reference, officer } = await begin(ctx, world);
      const id = await openDecision(officer, reference, paper);
      const ben = await actAs(ctx, world.people.ben);
      await declareFree(ben, id);
      for (const verb of verbs(ben, reference)) await expect(verb()).rejects.toThrow(Forbidden);
    })
  );
});

test(
  'an application that has not arrived is found by nobody of the secretariat, and is nothing to write a note about',
  withCommittee(async (ctx, world) => {
    const { id, reference, officer } = await begin(ctx, world, { name: 'SECRETNAME' });
    const seen = async () => [
      (await findAnything(officer, reference)).length,
      await allianceAbout(officer, { kind: 'application', id }).catch(({ name }: Error) => name)
    ];
    expect(await seen()).toEqual([1, world.alliances.global]);
    const change = (state: string) =>
      ctx.db.updateTable('application').set({ state, sentAt: null }).where('id', '=', id).execute();
    for (const state of ['unconfirmed', 'draft']) {
      await change(state);
      expect(await seen()).toEqual([0, 'NotFound']);
    }
  })
);

test('who withdraws says twice that they do', () => {
  const values = { recusal: 'I sit on their board', sure: 'yes' };
  expect(parseForm(recusalInput, values)).toEqual(values);
  expect(() => parseForm(recusalInput, { recusal: values.recusal })).toThrow('sure: missing');
});

test(
  'an officer who withdrew for an interest reads of it nowhere: queue, search, journal and record say nothing',
  withCommittee(async (ctx, world) => {
    const { id, reference, officer } = await begin(ctx, world, { name: 'SECRETNAME' });
    await addPerson(ctx, 'Ada', 'officer', world.alliances.global);
    const decision = await openDecision(officer, reference, paper);
    const both = await actAs(ctx, world.people.ada);
    await declareFree(both, decision);
    await sayInDecision(both, decision, { choice: 'yes', note: null });
    const later = { ...both, now: new Date(ctx.now.getTime() + 3_600_000) };
    await recuse(later, decision, 'My sister works there');
    await withdrawDecision(officer, reference, 'Wrong paper');
    const all = async (who: Context) =>
      JSON.stringify([
        await listTasks(who, 'mine'),
        await findAnything(who, reference),
        await findWhose(who, 'fatuma@play.example'),
        await allianceAbout(who, { kind: 'application', id }).catch(({ name }: Error) => name),
        (await listJournal(who, { about: `application:${id}` } as never)).map(({ fact }) => fact),
        (await listJournal(who, { about: `decision:${decision}` } as never)).map(({ fact }) => fact)
      ]);
    expect(await all(officer)).toMatch(/SECRETNAME.*application\.|decision\./);
    expect(await all(both)).not.toMatch(/SECRETNAME|"application\.|decision\./);
    expect(await all(both)).toContain('NotFound');
    expect(await countTasks(both)).toMatchObject({ mine: 0, done: 1 });
    // That they withdrew is what they did.
    expect(await listTasks(both, 'done')).toMatchObject([{ kind: 'decision.say', title: null, doneAt: later.now }]);
    expect((await countTasks(officer)).mine).toBe(1);
  })
);
