import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { getOwnRules, getRules, type OwnRules } from '../membership/rules.ts';
import type { Context } from '../platform/context.ts';
import { Forbidden, Invalid, NotFound } from '../platform/errors.ts';
import { checklistLines, checklistOf } from './checklist.ts';
import { saveChecks } from './screening.ts';
import { numberRules, readRules, ruleFields, type NewRules } from './settings-input.ts';
import { setRules, settingsOf } from './settings.ts';
import { actAs, addApplication, asProgram, makeCommittee } from './test-applications.ts';

const withCommittee = databaseOf(makeCommittee);
const filled = {
  open: 'yes',
  method: 'vote',
  ...Object.fromEntries(numberRules.map((name) => [name, '12'])),
  'welcome-sw': ' Karibu {name} '
};

const only = (rules: NewRules['rules']): NewRules => ({ rules, items: [] });

const problemsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Invalid) return error.problems.map(({ field, code }) => [field, code]);
    throw error;
  }
  return [];
};

describe('the rules of an alliance', () => {
  test(
    'are set by its secretariat, and what is not among them is the product’s again',
    withCommittee(async (ctx, world) => {
      const { global } = world.alliances;
      const officer = await actAs(ctx, world.people.officer);
      await setRules(officer, global, only({ answerDays: 9 }));
      await setRules(officer, global, only({ method: 'vote' }));
      expect(await getRules(ctx, global)).toMatchObject({ answerDays: 21, method: 'vote', draftDays: 60 });
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['fact', 'subjectKind'])
        .where('fact', '=', 'alliance.rules-set')
        .execute();
      expect(facts).toEqual(Array.from({ length: 2 }, () => ({ fact: 'alliance.rules-set', subjectKind: 'alliance' })));
    })
  );

  test(
    'are no business of others',
    withCommittee(async (ctx, world) => {
      const { global, kenya } = world.alliances;
      const { ofKenya, editor, ada } = world.people;
      for (const who of [ctx, await actAs(ctx, ofKenya), await actAs(ctx, editor), await actAs(ctx, ada)])
        await expect(setRules(who, global, only({ method: 'secretariat' }))).rejects.toThrow(Forbidden);
      expect((await getRules(ctx, global)).method).toBe('consent');
      await setRules(await actAs(ctx, ofKenya), kenya, only({ method: 'vote' }));
      await setRules(asProgram(ctx), global, only({ method: 'vote' }));
      expect((await getRules(ctx, kenya)).method).toBe('vote');
    })
  );

  test(
    'that somebody means are the site’s where it is in reach, else the first that is',
    withCommittee(async (ctx, world) => {
      const { global, kenya } = world.alliances;
      expect(settingsOf(await actAs(ctx, world.people.officer), kenya)).toBe(kenya);
      expect(settingsOf(await actAs(ctx, world.people.ofKenya), global)).toBe(kenya);
      const ada = await actAs(ctx, world.people.ada);
      expect(() => settingsOf(ada, global)).toThrow(NotFound);
    })
  );

  test(
    'are those of the nearest alliance above that has them, where it has none of its own',
    withCommittee(async (ctx, world) => {
      const { global, kenya, nairobi } = world.alliances;
      const program = asProgram(ctx);
      await setRules(program, global, only({ answerDays: 9, reminderDays: [], welcome: { en: 'All', sw: 'Wote' } }));
      await setRules(program, kenya, only({ draftDays: 30, welcome: { sw: 'Kenya' } }));
      expect(await getRules(ctx, nairobi)).toMatchObject({
        answerDays: 9,
        draftDays: 30,
        reminderDays: [],
        screeningDays: 10,
        welcome: { en: 'All', sw: 'Kenya' }
      });
      expect(await getOwnRules(ctx, kenya)).toMatchObject({
        own: { draftDays: 30, welcome: { sw: 'Kenya' } },
        above: { answerDays: 9, draftDays: 60 },
        isRoot: false
      });
      expect(await getOwnRules(ctx, global)).toMatchObject({ above: { answerDays: 21 }, isRoot: true });
    })
  );

  test(
    'remind before the end of what they remind of, also where the end is that of the alliance above',
    withCommittee(async (ctx, world) => {
      const { global, kenya } = world.alliances;
      const program = asProgram(ctx);
      await setRules(program, global, only({ draftDays: 20, decisionDays: 5 }));
      const set = (rules: NewRules['rules']) => setRules(program, kenya, only(rules));
      const refused = await set({ draftWarnDays: 20, decisionReminderDays: 5, reminderDays: [42] }).catch((e) => e);
      expect(refused).toBeInstanceOf(Invalid);
      expect(refused.problems).toEqual([
        { field: 'decisionReminderDays', code: 'inside', values: { limit: 5 } },
        { field: 'draftWarnDays', code: 'inside', values: { limit: 20 } },
        { field: 'reminderDays', code: 'inside', values: { limit: 42 } }
      ]);
      await set({ draftWarnDays: 19, decisionReminderDays: 4, reminderDays: [41] });
    })
  );
});

describe('the checklist of an alliance', () => {
  const keysOf = async (ctx: Context, allianceId: number, answered: string[] = []) =>
    checklistOf(await getRules(ctx, allianceId), 'en', answered).map(({ key, text }) => [key, text]);

  test(
    'keeps the answers with an item that moves, is reworded or is taken away',
    withCommittee(async (ctx, world) => {
      const { kenya } = world.alliances;
      const officer = await actAs(ctx, world.people.officer);
      const { id, reference } = await addApplication(ctx, kenya);
      await saveChecks(officer, reference, [
        { item: 'charter', answer: 'yes', note: 'Seen' },
        { item: 'contact', answer: 'no', note: null }
      ]);
      const lines = checklistLines(await getRules(ctx, kenya), 'en').split('\n');
      const moved = [...lines.slice(0, 5), 'Is it fair?'].map((en) => ({ en, sw: `sw ${en}` }));
      [moved[0], moved[3]] = [moved[3]!, moved[0]!];
      await setRules(officer, kenya, { rules: {}, items: moved });
      const keys = (await keysOf(ctx, kenya)).map(([key]) => key);
      expect(keys).toEqual(['charter', 'organisation', 'safeguarding', 'children', 'duplicate', 'contact']);
      await setRules(officer, kenya, { rules: {}, items: [{ en: 'Is it fair?' }, { en: 'Is it new?' }] });
      const after = await keysOf(ctx, kenya, ['charter', 'contact']);
      expect(after.map(([key]) => key)).toEqual(['contact', expect.stringMatching(/^item-/), 'charter']);
      expect(after[2]![1]).toBe(lines[3]);
      const checks = await ctx.db
        .selectFrom('applicationCheck')
        .select(['item', 'answer', 'note'])
        .where('applicationId', '=', id)
        .orderBy('item')
        .execute();
      expect(checks).toEqual([
        { item: 'charter', answer: 'yes', note: 'Seen' },
        { item: 'contact', answer: 'no', note: null }
      ]);
      await setRules(officer, kenya, { rules: {}, items: [] });
      const again = await keysOf(ctx, kenya, ['charter', 'contact']);
      expect(again.map(([, text]) => text)).toEqual(lines);
    })
  );

  test(
    'is that of the alliance above where it has none',
    withCommittee(async (ctx, world) => {
      const { global, nairobi } = world.alliances;
      await setRules(asProgram(ctx), global, { rules: {}, items: [{ en: 'Is it fair?', bn: 'এটা কি ন্যায্য?' }] });
      const rules = await getRules(ctx, nairobi);
      expect(checklistLines(rules, 'bn')).toBe('এটা কি ন্যায্য?');
      expect(checklistLines(rules, 'sw')).toBe('Is it fair?');
    })
  );
});

describe('the form of the rules', () => {
  test('reads each of its fields, and nothing else', () => {
    const { rules, items } = readRules({
      ...filled,
      reminderDays: '7, 21 ,7',
      'checklist-en': ' One \n\n Two',
      'checklist-ar': 'واحد\nاثنان',
      evil: '1',
      allianceId: '7'
    });
    expect(rules).toMatchObject({ open: true, method: 'vote', quorum: 12, welcome: { sw: 'Karibu {name}' } });
    expect(rules.reminderDays).toEqual([21, 7]);
    expect(Object.keys(rules).sort()).toEqual(['method', 'open', 'reminderDays', 'welcome', ...numberRules].sort());
    expect(items).toEqual([
      { en: 'One', ar: 'واحد' },
      { en: 'Two', ar: 'اثنان' }
    ]);
  });

  test('is filled with what it reads', () => {
    const { rules, items } = readRules({ ...filled, reminderDays: '21, 7', 'checklist-en': 'One\nTwo' });
    const fields = ruleFields(rules as OwnRules, { en: items.map(({ en }) => en).join('\n') });
    expect(readRules(fields)).toEqual({ rules, items });
    expect(readRules(ruleFields({ reminderDays: [] }, {})).rules).toEqual({ reminderDays: [] });
  });

  test('leaves out what is empty: that is not the alliance’s own', () => {
    expect(readRules({})).toEqual({ rules: {}, items: [] });
    expect(readRules({ reminderDays: '0' }).rules).toEqual({ reminderDays: [] });
    expect(readRules({ reminderDays: '১৪، ৭', confirmDays: '٤٢' }).rules).toEqual({
      reminderDays: [14, 7],
      confirmDays: 42
    });
  });

  test.each([
    ['a method that there is not', { method: 'lot' }, 'method', 'choose'],
    ['a number too small', { draftDays: '6' }, 'draftDays', 'number'],
    ['a number too large', { quorum: '201' }, 'quorum', 'number'],
    ['a number that is none', { answerDays: '1e1' }, 'answerDays', 'number'],
    ['reminders that are no days', { reminderDays: '7, soon' }, 'reminderDays', 'list'],
    ['too many reminders', { reminderDays: '1 2 3 4 5 6' }, 'reminderDays', 'list'],
    ['a reminder of no day among others', { reminderDays: '7, 0' }, 'reminderDays', 'list'],
    ['an item too long', { 'checklist-en': 'x'.repeat(301) }, 'checklist-en', 'too-long'],
    ['too many items', { 'checklist-en': 'x\n'.repeat(21) }, 'checklist-en', 'many'],
    ['other items in another language', { 'checklist-en': 'a\nb', 'checklist-sw': 'a' }, 'checklist-sw', 'lines'],
    ['a welcome too long', { 'welcome-en': 'x'.repeat(3001) }, 'welcome-en', 'too-long']
  ])('names %s beside its field', (_, changes, field, code) => {
    expect(problemsOf(() => readRules({ ...filled, ...changes }))).toEqual([[field, code]]);
  });

  test('names every problem at once', () => {
    const wrong = Object.fromEntries(numberRules.map((name) => [name, 'soon']));
    expect(problemsOf(() => readRules(wrong)).length).toBe(numberRules.length);
  });
});
