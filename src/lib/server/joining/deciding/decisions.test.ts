import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { countQueries } from '../../../../../tests/support/queries.ts';
import { wholeDatabase } from '../../../../../tests/support/tables.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import type { Context } from '../../platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../../platform/errors.ts';
import { getDecision, listCommittee } from './decision-queries.ts';
import { concludeApplication, openDecision, withdrawDecision } from './decisions.ts';
import { outcomeOf, type Choice } from './outcomes.ts';
import { remindOfDecisions } from './reminding.ts';
import { declareFree, recuse, sayInDecision } from './saying.ts';
import { applicationToken } from '../application-tokens.ts';
import { withdrawApplication } from '../applications.ts';
import { saveChecks } from '../screening.ts';
import { settleDecisions } from '../settling.ts';
import { countApplications, getApplicationFile, listApplications } from '../screening-queries.ts';
import {
  actAs,
  addApplication,
  addPerson,
  asProgram,
  makeCommittee,
  setRulesOf,
  type Committee
} from '../test-applications.ts';

const withCommittee = databaseOf(makeCommittee);
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000)
});
const paper = { recommendation: 'approve', paper: 'SECRETPAPER', reason: 'Welcome', days: null } as const;
const stateOf = (ctx: Context, id: number) =>
  ctx.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const decisionOf = (ctx: Context, id: number) =>
  ctx.db.selectFrom('decision').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const openTasks = async (ctx: Context) =>
  (
    await ctx.db.selectFrom('task').select(['kind', 'personId']).where('doneAt', 'is', null).orderBy('id').execute()
  ).map(({ kind, personId }) => [kind, personId]);

/** An open decision, and the members of the committee as they act. */
async function begin(ctx: Context, world: Committee, rules = {}, input: Parameters<typeof openDecision>[2] = paper) {
  await setRulesOf(ctx, world.alliances.global, rules);
  const application = await addApplication(ctx, world.alliances.global);
  const officer = await actAs(ctx, world.people.officer);
  const id = await openDecision(officer, application.reference, input);
  const [ada, ben, cleo] = await Promise.all(
    (['ada', 'ben', 'cleo'] as const).map((name) => actAs(ctx, world.people[name]))
  );
  return { application, id, officer, ada: ada!, ben: ben!, cleo: cleo! };
}
const say = async (ctx: Context, id: number, choice: Choice, note: string | null = null) => {
  await declareFree(ctx, id);
  await sayInDecision(ctx, id, { choice, note });
};

describe('what a decision comes to', () => {
  const consent = { method: 'consent', recommendation: 'approve', quorum: 0 };
  const vote = { method: 'vote', recommendation: 'approve', quorum: 2 };
  const cases: [string, typeof vote, (Choice | null)[], boolean, string | undefined][] = [
    ['consent goes on while somebody is silent', consent, ['yes', null], false, undefined],
    ['consent ends early when all said yes', consent, ['yes', 'yes'], false, 'approved'],
    ['consent is adopted in silence at the deadline', consent, [null, null], true, 'approved'],
    ['one objection ends a consent', consent, ['yes', 'no', null], false, 'objected'],
    ['a consent on declining declines', { ...consent, recommendation: 'decline' }, [null], true, 'declined'],
    ['nobody left sends it back', consent, [], false, 'no-quorum'],
    ['a vote goes on while somebody is silent', vote, ['yes', 'yes', null], false, undefined],
    ['a vote ends when all have said something', vote, ['yes', 'yes', 'no'], false, 'approved'],
    ['abstentions count for the quorum', vote, ['yes', 'abstain', null], true, 'approved'],
    ['a vote without quorum', vote, ['yes', null, null], true, 'no-quorum'],
    ['a tie approves nobody', vote, ['yes', 'no', null], true, 'declined'],
    ['only abstentions approve nobody', vote, ['abstain', 'abstain'], true, 'declined'],
    [
      'declining that finds no majority goes back',
      { ...vote, recommendation: 'decline' },
      ['no', 'no'],
      true,
      'objected'
    ]
  ];
  test.each(cases)('%s', (_, question, choices, due, outcome) => {
    expect(outcomeOf(question, choices, due)).toBe(outcome);
  });
});

describe('what happened to an application', () => {
  const eventsOf = async (ctx: Context, reference: string) =>
    (await getApplicationFile(ctx, reference)).events.map(({ fact, by, decision }) => [
      fact.replace('application.', ''),
      by,
      decision?.result ?? null
    ]);

  test(
    'has a decision of the committee once, with how many said what, and not as the doing of who spoke last',
    withCommittee(async (ctx, world) => {
      const { id, application, officer, ada, ben, cleo } = await begin(ctx, world);
      await recuse(ada, id, 'SECRETINTEREST');
      await say(ben, id, 'yes');
      expect(await eventsOf(officer, application.reference)).toEqual([['recommended', 'Officer', null]]);
      const [open] = (await getApplicationFile(officer, application.reference)).events;
      expect(open!.decision!.counts).toEqual({ yes: 0, no: 0, abstain: 0, silent: 0, recused: 0 });
      await say(cleo, id, 'yes');
      expect(await eventsOf(officer, application.reference)).toEqual([
        ['recommended', 'Officer', 'approved'],
        ['decision.closed', 'Cleo', 'approved']
      ]);
      const { events } = await getApplicationFile(officer, application.reference);
      expect(events[1]!.decision).toMatchObject({
        method: 'consent',
        counts: { yes: 2, no: 0, abstain: 0, silent: 0, recused: 1 }
      });
      expect(JSON.stringify(events)).not.toContain('SECRET');
    })
  );

  test(
    'has what the secretariat decided alone, or concluded, as its own',
    withCommittee(async (ctx, world) => {
      await setRulesOf(ctx, world.alliances.global, { method: 'secretariat' });
      const officer = await actAs(ctx, world.people.officer);
      const alone = await addApplication(ctx, world.alliances.global);
      await openDecision(officer, alone.reference, paper);
      expect(await eventsOf(officer, alone.reference)).toEqual([['recommended', 'Officer', 'approved']]);
      const { id, application, ada, ben, cleo } = await begin(ctx, world, { method: 'vote', quorum: 1 });
      for (const each of [ada, ben, cleo]) await say(each, id, 'no');
      await concludeApplication(officer, application.reference, 'Not yet');
      expect(await eventsOf(officer, application.reference)).toEqual([
        ['recommended', 'Officer', 'declined'],
        ['decision.closed', 'Cleo', 'declined'],
        ['declined', 'Officer', null]
      ]);
    })
  );

  test(
    'has a checklist that was saved again and again once, with the last time',
    withCommittee(async (ctx, world) => {
      const { reference } = await addApplication(ctx, world.alliances.global);
      const officer = await actAs(ctx, world.people.officer);
      for (const days of [0, 1, 2]) await saveChecks(later(officer, days), reference, []);
      const { events } = await getApplicationFile(officer, reference);
      expect(events).toMatchObject([{ fact: 'application.checked', at: later(ctx, 2).now }]);
    })
  );
});

describe('a decision of the committee', () => {
  test(
    'is opened once, also where the same is recommended again for want of an answer; by nobody with other words',
    withCommittee(async (ctx, world) => {
      const { id, application, officer } = await begin(ctx, world);
      const tasks = await openTasks(ctx);
      expect(await openDecision(officer, application.reference, paper)).toBe(id);
      expect(await openTasks(ctx)).toEqual(tasks);
      expect(await ctx.db.selectFrom('decision').select('id').execute()).toEqual([{ id }]);
      for (const other of [{ paper: 'Other' }, { reason: 'Other' }, { recommendation: 'decline' as const }])
        await expect(openDecision(officer, application.reference, { ...paper, ...other })).rejects.toThrow(Conflict);
    })
  );

  test(
    'asks each who holds a seat, until the deadline of the rules, and takes the screening from the secretariat',
    withCommittee(async (ctx, world) => {
      const { id, application } = await begin(ctx, world, { decisionDays: 5 });
      const { ada, ben, cleo } = world.people;
      expect(await openTasks(ctx)).toEqual([ada, ben, cleo].map((person) => ['decision.say', person]));
      expect(await decisionOf(ctx, id)).toMatchObject({
        method: 'consent',
        deadline: new Date('2026-11-06T17:00:00Z')
      });
      expect((await stateOf(ctx, application.id)).state).toBe('deciding');
    })
  );

  test(
    'shows who has not declared only who the applicant is, and who is free the file',
    withCommittee(async (ctx, world) => {
      const { id, application, ada, ben } = await begin(ctx, world);
      const question = await getDecision(ada, id);
      expect(question).toMatchObject({ name: 'Play Streets', kind: 'ngo', file: undefined });
      expect(JSON.stringify(question)).not.toMatch(/SECRET|play\.example|Ben|Welcome/);
      await expect(getApplicationFile(ada, application.reference)).rejects.toThrow(NotFound);
      expect(await countApplications(ada, {})).toBe(0);
      await expect(sayInDecision(ada, id, { choice: 'yes', note: null })).rejects.toThrow(Conflict);
      await declareFree(ada, id);
      await declareFree(ada, id);
      expect((await getDecision(ada, id)).file).toMatchObject({ paper: 'SECRETPAPER' });
      expect(await getApplicationFile(ada, application.reference)).toMatchObject({ why: 'SECRETWHY' });
      expect((await listApplications(ben, {})).length).toBe(0);
    })
  );

  test(
    'closes the file, the votes and the counts to who withdrew, whatever else they are, for good and in the next one',
    withCommittee(async (ctx, world) => {
      const { id, application, officer, ada, ben } = await begin(ctx, world);
      await asOfficerToo(ctx, world);
      await say(ben, id, 'yes', 'SECRETNOTE');
      await declareFree(ada, id);
      await sayInDecision(ada, id, { choice: 'yes', note: null });
      await recuse(ada, id, 'My sister works there');
      const alsoOfficer = await actAs(ctx, world.people.ada);
      for (const who of [ada, alsoOfficer]) {
        await expect(getDecision(who, id)).rejects.toThrow(NotFound);
        await expect(getApplicationFile(who, application.reference)).rejects.toThrow(NotFound);
        await expect(listCommittee(who, application.reference)).rejects.toThrow(NotFound);
        expect([await listApplications(who, {}), await countApplications(who, {})]).toEqual([[], 0]);
        await expect(sayInDecision(who, id, { choice: 'yes', note: null })).rejects.toThrow(NotFound);
        await expect(declareFree(who, id)).rejects.toThrow(NotFound);
        await expect(withdrawDecision(who, application.reference, 'x')).rejects.toThrow(NotFound);
      }
      const voices = (await getDecision(officer, id)).file!.voices;
      expect(voices.find(({ name }) => name === 'Ada')).toMatchObject({
        recusal: 'My sister works there',
        choice: null
      });
      await withdrawDecision(officer, application.reference, 'Wrong paper');
      await openDecision(officer, application.reference, paper);
      const again = await ctx.db.selectFrom('decision').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
      await expect(getDecision(ada, again.id)).rejects.toThrow(NotFound);
      expect((await openTasks(ctx)).flat()).not.toContain(world.people.ada);
    })
  );

  test(
    'ends with its application when the applicant withdraws: nobody is asked any more, and the journal says so',
    withCommittee(async (ctx, world) => {
      const { id, application } = await begin(ctx, world);
      const token = await applicationToken(ctx, 'application', application.id);
      expect(await withdrawApplication(ctx, token, null)).toBe(true);
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'withdrawn', closedAt: ctx.now });
      expect(await openTasks(ctx)).toEqual([]);
      const facts = await ctx.db.selectFrom('journal').selectAll().where('fact', '=', 'decision.withdrawn').execute();
      expect(facts).toMatchObject([{ subjectKind: 'decision', subjectId: id, allianceId: world.alliances.global }]);
    })
  );
  const asOfficerToo = (ctx: Context, world: Committee) => addPerson(ctx, 'Ada', 'officer', world.alliances.global);

  test(
    'is no business of a sibling’s or a lower alliance’s people, of editors and of visitors',
    withCommittee(async (ctx, world) => {
      const { id, application } = await begin(ctx, world);
      const { ofKenya, editor, ofNairobi } = world.people;
      for (const who of [ctx, ...(await Promise.all([ofKenya, editor, ofNairobi].map((one) => actAs(ctx, one))))]) {
        await expect(getDecision(who, id)).rejects.toThrow(NotFound);
        await expect(getApplicationFile(who, application.reference)).rejects.toThrow(NotFound);
        await expect(openDecision(who, application.reference, paper)).rejects.toThrow(NotFound);
        await expect(declareFree(who, id)).rejects.toThrow(NotFound);
        expect(await countApplications(who, {})).toBe(0);
      }
    })
  );

  test(
    'is not opened, withdrawn or concluded by a member of the committee who sees the file',
    withCommittee(async (ctx, world) => {
      const { id, application, ada } = await begin(ctx, world);
      await declareFree(ada, id);
      await expect(openDecision(ada, application.reference, paper)).rejects.toThrow(Forbidden);
      await expect(withdrawDecision(ada, application.reference, 'x')).rejects.toThrow(Forbidden);
      await expect(concludeApplication(ada, application.reference, 'x')).rejects.toThrow(Forbidden);
    })
  );

  test(
    'shows others’ choices only to who has said their own, and to all who may see it once it has ended',
    withCommittee(async (ctx, world) => {
      const { id, officer, ada, ben, cleo } = await begin(ctx, world, { method: 'vote', quorum: 3 });
      await say(ada, id, 'no', 'SECRETNOTE');
      await declareFree(ben, id);
      for (const who of [ben, officer])
        expect(JSON.stringify((await getDecision(who, id)).file!.voices)).not.toMatch(/SECRETNOTE|"no"/);
      await sayInDecision(ben, id, { choice: 'yes', note: null });
      expect(JSON.stringify((await getDecision(ben, id)).file!.voices)).toContain('SECRETNOTE');
      // Until it ends it may be said anew.
      await sayInDecision(ada, id, { choice: 'yes', note: null });
      await say(cleo, id, 'abstain');
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'approved' });
      expect((await getDecision(officer, id)).file!.voices.map(({ choice }) => choice)).toEqual([
        'yes',
        'yes',
        'abstain'
      ]);
      await expect(sayInDecision(ada, id, { choice: 'no', note: null })).rejects.toThrow(Conflict);
    })
  );

  test(
    'by consent, of three with one who withdrew, is adopted by the two, and the applicant becomes a member at once',
    withCommittee(async (ctx, world) => {
      const { id, application, ada, ben, cleo } = await begin(ctx, world);
      await say(ada, id, 'yes');
      await recuse(cleo, id, 'I sit on its board');
      await say(ben, id, 'yes');
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'approved', closedAt: ctx.now });
      const { state, reason, organisationId } = await stateOf(ctx, application.id);
      expect({ state, reason }).toEqual({ state: 'approved', reason: 'Welcome' });
      expect(organisationId).not.toBe(null);
      expect((await openTasks(ctx)).map(([kind]) => kind)).toEqual(['organisation.first-steps']);
      // Sent again, because the answer was lost: nothing comes of it; other words are refused.
      const facts = () => ctx.db.selectFrom('journal').select('id').execute();
      const before = await facts();
      await recuse(cleo, id, 'I sit on its board');
      await sayInDecision(ben, id, { choice: 'yes', note: null });
      expect(await facts()).toEqual(before);
      await expect(sayInDecision(ben, id, { choice: 'yes', note: 'After all' })).rejects.toThrow(Conflict);
      await expect(sayInDecision(cleo, id, { choice: 'yes', note: null })).rejects.toThrow(NotFound);
    })
  );

  test(
    'by consent ends with an objection, which needs a reason, and goes back to the secretariat',
    withCommittee(async (ctx, world) => {
      const { id, application, ada, officer } = await begin(ctx, world);
      await declareFree(ada, id);
      await expect(sayInDecision(ada, id, { choice: 'no', note: null })).rejects.toThrow(Invalid);
      await expect(sayInDecision(ada, id, { choice: 'abstain', note: null })).rejects.toThrow(Invalid);
      await sayInDecision(ada, id, { choice: 'no', note: 'It sells cars' });
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'objected' });
      expect((await stateOf(ctx, application.id)).state).toBe('screening');
      expect(await openTasks(ctx)).toEqual([['application.screen', null]]);
      expect((await getDecision(officer, id)).file!.voices[0]).toMatchObject({ choice: 'no', note: 'It sells cars' });
      await openDecision(officer, application.reference, paper);
    })
  );

  test(
    'not approved by vote waits for the secretariat’s reason, and declines with it and a day to apply again',
    withCommittee(async (ctx, world) => {
      const { id, application, officer, ada, ben } = await begin(ctx, world, {
        method: 'vote',
        quorum: 2,
        reapplyMonths: 6
      });
      await expect(concludeApplication(officer, application.reference, 'No')).rejects.toThrow(Conflict);
      await say(ada, id, 'no');
      await say(ben, id, 'no');
      expect(await settleDecisions(asProgram(later(ctx, 20)))).toBe(1);
      expect(await openTasks(ctx)).toEqual([['application.conclude', null]]);
      await concludeApplication(officer, application.reference, 'Not yet');
      expect(await stateOf(ctx, application.id)).toMatchObject({
        state: 'declined',
        reason: 'Not yet',
        reapplyOn: '2027-05-01'
      });
      expect(await openTasks(ctx)).toEqual([]);
      await expect(concludeApplication(officer, application.reference, 'Again')).rejects.toThrow(Conflict);
      const before = await wholeDatabase(ctx);
      await concludeApplication(officer, application.reference, 'Not yet');
      expect(await wholeDatabase(ctx)).toEqual(before);
      await asOfficerToo(ctx, world);
      const colleague = await actAs(ctx, world.people.ada);
      await expect(concludeApplication(colleague, application.reference, 'Not yet')).rejects.toThrow(Conflict);
    })
  );

  test(
    'without quorum at the deadline goes back, and before it nothing happens',
    withCommittee(async (ctx, world) => {
      const { id, application, ada } = await begin(ctx, world, { method: 'vote', quorum: 2 });
      await say(ada, id, 'yes');
      expect(await settleDecisions(asProgram(later(ctx, 13)))).toBe(0);
      expect(await settleDecisions(asProgram(later(ctx, 15)))).toBe(1);
      expect(await settleDecisions(asProgram(later(ctx, 15)))).toBe(0);
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'no-quorum' });
      expect((await stateOf(ctx, application.id)).state).toBe('screening');
    })
  );

  test(
    'counts no more who lost the seat, and goes back when nobody is left',
    withCommittee(async (ctx, world) => {
      const { id, application, ada } = await begin(ctx, world);
      await declareFree(ada, id);
      await ctx.db.updateTable('personRole').set({ endedAt: ctx.now }).where('role', '=', 'steering-member').execute();
      await expect(getDecision(await actAs(ctx, world.people.ada), id)).rejects.toThrow(NotFound);
      expect(await settleDecisions(asProgram(ctx))).toBe(0);
      await ctx.db.updateTable('personRole').set({ endedAt: ctx.now }).where('role', '=', 'chair').execute();
      expect(await settleDecisions(asProgram(ctx))).toBe(1);
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'no-quorum' });
      await expect(openDecision(await actAs(ctx, world.people.officer), application.reference, paper)).rejects.toThrow(
        Invalid
      );
    })
  );

  test(
    'is taken back by the secretariat with a reason, once, also where the same is sent again for want of an answer',
    withCommittee(async (ctx, world) => {
      const { id, application, officer } = await begin(ctx, world);
      await withdrawDecision(officer, application.reference, 'The paper was wrong');
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'withdrawn', reason: 'The paper was wrong' });
      expect(await openTasks(ctx)).toEqual([['application.screen', null]]);
      await expect(withdrawDecision(officer, application.reference, 'x')).rejects.toThrow(Conflict);
      const before = await wholeDatabase(ctx);
      await withdrawDecision(officer, application.reference, 'The paper was wrong');
      expect(await wholeDatabase(ctx)).toEqual(before);
      await asOfficerToo(ctx, world);
      const colleague = await actAs(ctx, world.people.ada);
      await expect(withdrawDecision(colleague, application.reference, 'The paper was wrong')).rejects.toThrow(Conflict);
    })
  );

  test(
    'reminds who said nothing, once, some days before',
    withCommittee(async (ctx, world) => {
      await begin(ctx, world, { decisionDays: 14, decisionReminderDays: 3 });
      await ctx.db.updateTable('task').set({ mailedAt: ctx.now }).execute();
      expect(await remindOfDecisions(asProgram(later(ctx, 10)))).toBe(0);
      expect(await remindOfDecisions(asProgram(later(ctx, 12)))).toBe(1);
      expect(await remindOfDecisions(asProgram(later(ctx, 12)))).toBe(0);
      const waiting = await ctx.db.selectFrom('task').select('id').where('mailedAt', 'is', null).execute();
      expect(waiting).toHaveLength(3);
    })
  );

  test(
    'by the secretariat alone is taken at once, with its reason',
    withCommittee(async (ctx, world) => {
      const decline = { ...paper, recommendation: 'decline', reason: 'No work for children' } as const;
      const { id, application } = await begin(ctx, world, { method: 'secretariat' }, decline);
      expect(await decisionOf(ctx, id)).toMatchObject({ result: 'declined', closedAt: ctx.now });
      expect(await stateOf(ctx, application.id)).toMatchObject({ state: 'declined', reason: 'No work for children' });
      expect(await openTasks(ctx)).toEqual([]);
    })
  );
});

test(
  'lists and one decision take as many statements for three rows as for one',
  withCommittee(async (ctx, world) => {
    const { id, officer, ada, ben } = await begin(ctx, world);
    const lists = () =>
      countQueries(officer, async (each) => [await listApplications(each, {}), await countApplications(each, {})]);
    const decision = () => countQueries(officer, (each) => getDecision(each, id));
    expect([await lists(), await decision()]).toEqual([2, 3]);
    await addApplication(ctx, world.alliances.global);
    await addApplication(ctx, world.alliances.kenya);
    await say(ada, id, 'yes');
    await declareFree(ben, id);
    expect([await lists(), await decision()]).toEqual([2, 3]);
    expect(await listApplications(officer, {})).toHaveLength(3);
    expect(await listApplications(officer, { q: 'play' })).toHaveLength(3);
    expect(await listApplications(officer, { state: 'deciding', kind: 'ngo' })).toHaveLength(1);
    expect(await countQueries(officer, (each) => getApplicationFile(each, 'TEST-0001').catch(() => {}))).toBeLessThan(
      9
    );
  })
);

test('a decision that several end at once ends once, with one member and one welcome', async () => {
  await withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    const world = await makeCommittee(ctx);
    const { application } = await begin(ctx, world);
    const due = asProgram(later(ctx, 20));
    const ended = await Promise.all(Array.from({ length: 4 }, () => settleDecisions(due)));
    expect(ended.reduce((a, b) => a + b)).toBe(1);
    expect(await db.selectFrom('membership').select('id').execute()).toHaveLength(1);
    expect((await stateOf(ctx, application.id)).state).toBe('approved');
    const facts = await db.selectFrom('journal').select('fact').where('fact', '=', 'decision.closed').execute();
    expect(facts).toHaveLength(1);
  });
});
