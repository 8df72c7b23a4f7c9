import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { getRules } from '../membership/rules.ts';
import { Forbidden, Invalid, NotFound } from '../platform/errors.ts';
import { numberRules, readRules } from './settings-input.ts';
import { setRules, settingsOf } from './settings.ts';
import { actAs, asProgram, makeCommittee } from './test-applications.ts';

const withCommittee = databaseOf(makeCommittee);
const filled = {
  open: 'yes',
  method: 'vote',
  ...Object.fromEntries(numberRules.map((name) => [name, '12'])),
  'welcome-sw': ' Karibu {name} '
};

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
    'are set by its secretariat, and what is not named stays as it is',
    withCommittee(async (ctx, world) => {
      const { global } = world.alliances;
      const officer = await actAs(ctx, world.people.officer);
      await setRules(officer, global, { answerDays: 9 });
      await setRules(officer, global, { method: 'vote' });
      expect(await getRules(ctx, global)).toMatchObject({ answerDays: 9, method: 'vote', draftDays: 60 });
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
        await expect(setRules(who, global, { method: 'secretariat' })).rejects.toThrow(Forbidden);
      expect((await getRules(ctx, global)).method).toBe('consent');
      await setRules(await actAs(ctx, ofKenya), kenya, { method: 'vote' });
      await setRules(asProgram(ctx), global, { method: 'vote' });
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
});

describe('the form of the rules', () => {
  test('reads each of its fields, and nothing else', () => {
    const rules = readRules({ ...filled, evil: '1', allianceId: '7' });
    expect(rules).toMatchObject({ open: true, method: 'vote', quorum: 12, welcome: { sw: 'Karibu {name}' } });
    expect(Object.keys(rules).sort()).toEqual(['method', 'open', 'welcome', ...numberRules].sort());
  });

  test.each([
    ['a method that there is not', { method: 'lot' }, 'method', 'choose'],
    ['a number too small', { draftDays: '6' }, 'draftDays', 'number'],
    ['a number too large', { quorum: '201' }, 'quorum', 'number'],
    ['no number', { lapseDays: '' }, 'lapseDays', 'number'],
    ['a number that is none', { answerDays: '1e1' }, 'answerDays', 'number'],
    ['a welcome too long', { 'welcome-en': 'x'.repeat(3001) }, 'welcome-en', 'too-long']
  ])('names %s beside its field', (_, changes, field, code) => {
    expect(problemsOf(() => readRules({ ...filled, ...changes }))).toEqual([[field, code]]);
  });

  test('names every problem at once', () => {
    expect(problemsOf(() => readRules({})).length).toBe(numberRules.length + 1);
  });
});
