import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, NotFound } from '../platform/errors.ts';
import {
  concernMailFailed,
  listConcerns,
  listUnheardAlliances,
  openConcern,
  takeConcernStep,
  writeAboutConcern
} from './concerns.ts';
import type { StepInput } from './input.ts';
import { as, makeCareWorld, showings, worryTo } from './test-care.ts';

const withWorld = databaseOf(makeCareWorld);
const triage: StepInput = { to: 'triaged', text: 'SECRETSTEP', severity: 'high', showing: showings[0] };
const refer: StepInput = { to: 'referred', text: 'SECRETSTEP', referredTo: 'SECRETPOLICE', showing: showings[1] };
const close: StepInput = { to: 'closed', text: 'SECRETSTEP', showing: showings[2] };
const mail = { email: 'secretchild@home.example', text: 'SECRETANSWER', showing: showings[1] };
const task = (ctx: Context) =>
  ctx.db.selectFrom('task').selectAll().where('subjectKind', '=', 'concern').orderBy('id', 'desc').executeTakeFirst();
const facts = async (ctx: Context) =>
  (await ctx.db.selectFrom('journal').select('fact').where('subjectKind', '=', 'concern').orderBy('id').execute()).map(
    ({ fact }) => fact
  );

describe('a concern', () => {
  test(
    'waits for the safeguarding lead under its reference: four hours when it is urgent, else the next day',
    withWorld(async (ctx, { alliances }) => {
      const urgent = await worryTo(ctx, alliances.kenya, true);
      expect(await task(ctx)).toMatchObject({
        kind: 'concern.handle',
        title: urgent,
        audience: 'safeguarding',
        dueAt: new Date('2026-11-01T13:00:00Z')
      });
      await worryTo(ctx, alliances.kenya);
      expect((await task(ctx))!.dueAt).toEqual(new Date('2026-11-02T17:00:00Z'));
    })
  );

  test(
    'is read as it was written, and who reads it is written down once a day',
    withWorld(async (ctx, { alliances, actors }) => {
      const lead = as(ctx, actors.lead);
      const reference = await worryTo({ ...ctx, locale: 'bn' }, alliances.nairobi);
      const read = await openConcern(lead, reference);
      expect(read).toMatchObject({ text: 'SECRETWORDS', about: 'SECRETNAME', locale: 'bn', steps: [] });
      expect(read.readings).toMatchObject([{ name: 'Leila', at: ctx.now }]);
      await openConcern(lead, reference);
      expect(await facts(ctx)).toEqual(['concern.raised', 'concern.read']);
      await openConcern({ ...lead, now: new Date('2026-11-02T00:00:00Z') }, reference);
      expect(await facts(ctx)).toEqual(['concern.raised', 'concern.read', 'concern.read']);
    })
  );

  test(
    'is assessed, referred, assessed again and closed, each with words that only its readers see',
    withWorld(async (ctx, { alliances, actors }) => {
      const lead = as(ctx, actors.lead);
      const reference = await worryTo(ctx, alliances.kenya);
      await takeConcernStep(lead, reference, triage);
      await takeConcernStep(lead, reference, triage);
      expect((await task(ctx))!.dueAt).toEqual(new Date('2026-11-02T17:00:00Z'));
      await takeConcernStep(lead, reference, refer);
      expect((await task(ctx))!.dueAt).toEqual(new Date('2026-11-08T17:00:00Z'));
      await takeConcernStep(lead, reference, close);
      expect((await task(ctx))!.doneAt).toEqual(ctx.now);
      await takeConcernStep(lead, reference, { ...triage, showing: crypto.randomUUID(), severity: 'low' });
      expect((await task(ctx))!.doneAt).toBeNull();
      const { steps, state, severity } = await openConcern(lead, reference);
      expect([state, severity]).toEqual(['triaged', 'low']);
      expect(steps.map((step) => [step.state, step.severity, step.referredTo, step.name])).toEqual([
        ['triaged', 'high', null, 'Leila'],
        ['referred', null, 'SECRETPOLICE', 'Leila'],
        ['closed', null, null, 'Leila'],
        ['triaged', 'low', null, 'Leila']
      ]);
      expect((await facts(ctx)).slice(1, 4)).toEqual(['concern.triaged', 'concern.referred', 'concern.closed']);
    })
  );

  test(
    'takes no step that does not follow from where it is',
    withWorld(async (ctx, { alliances, actors }) => {
      const lead = as(ctx, actors.lead);
      const reference = await worryTo(ctx, alliances.kenya);
      await expect(takeConcernStep(lead, reference, refer)).rejects.toThrow(Conflict);
      await expect(takeConcernStep(lead, reference, close)).rejects.toThrow(Conflict);
      await takeConcernStep(lead, reference, triage);
      await expect(takeConcernStep(lead, reference, { ...triage, showing: showings[2] })).rejects.toThrow(Conflict);
      await takeConcernStep(lead, reference, close);
      await expect(takeConcernStep(lead, reference, refer)).rejects.toThrow(Conflict);
    })
  );

  test(
    'is answered once, by a mail that says nothing of it and of whose address the desk does not know',
    withWorld(async (ctx, { alliances, actors }) => {
      const lead = as(ctx, actors.lead);
      const reference = await worryTo({ ...ctx, locale: 'fr' }, alliances.kenya);
      await writeAboutConcern(lead, reference, mail);
      await writeAboutConcern(lead, reference, mail);
      const mails = await ctx.db.selectFrom('mail').selectAll().where('kind', '=', 'concern.reply').execute();
      expect(mails).toHaveLength(1);
      expect(mails[0]).toMatchObject({
        toAddress: mail.email,
        locale: 'fr',
        apart: true,
        replyTo: 'safe@alliance.example'
      });
      expect(mails[0]!.text).toContain('SECRETANSWER');
      expect(mails[0]!.subject).not.toMatch(/concern|inquiétude/i);
      expect(JSON.stringify(mails)).not.toMatch(/SECRET(WORDS|NAME|PLACE)/);
      expect((await openConcern(lead, reference)).steps).toMatchObject([{ state: 'new', toAddress: mail.email }]);
      // It comes back: the lead learns of it.
      await takeConcernStep(lead, reference, triage);
      await takeConcernStep(lead, reference, close);
      await concernMailFailed(ctx, mails[0]!.id);
      expect(await task(ctx)).toMatchObject({ kind: 'concern.handle', title: reference, doneAt: null });
      await concernMailFailed(ctx, 0);
    })
  );

  test(
    'is found by no owner, no officer, no lead beside and nobody else, and nothing of it is in what they can read',
    withWorld(async (ctx, { alliances, actors }) => {
      const lead = as(ctx, actors.lead);
      const reference = await worryTo(ctx, alliances.kenya, true);
      await takeConcernStep(lead, reference, triage);
      await writeAboutConcern(lead, reference, mail);
      const { owner, officer, siblingLead, sibling, nobody } = actors;
      const others = [owner, officer, siblingLead, sibling, nobody, { kind: 'visitor' }, { kind: 'operator' }] as const;
      for (const actor of others) {
        const other = as(ctx, actor);
        await expect(openConcern(other, reference)).rejects.toThrow(NotFound);
        await expect(takeConcernStep(other, reference, refer)).rejects.toThrow(NotFound);
        await expect(writeAboutConcern(other, reference, { ...mail, showing: showings[2] })).rejects.toThrow(NotFound);
        expect(await listConcerns(other, { state: 'all', page: 1 })).toEqual({
          concerns: [],
          counts: { all: 0, open: 0, closed: 0 }
        });
      }
      const { rows } = await sql`
        select to_jsonb(t)::text from task t union all select to_jsonb(j)::text from journal j
        union all select to_jsonb(d)::text from search_doc d union all select data::text from pgboss.job
        union all select to_jsonb(m)::text from mail m where not apart`.execute(ctx.db);
      expect(rows.length).toBeGreaterThan(4);
      expect(JSON.stringify(rows)).not.toMatch(/SECRET|secretchild/);
      expect((await openConcern(lead, reference)).steps).toHaveLength(2);
      expect(JSON.stringify(await listConcerns(lead, { state: 'all', page: 1 }))).not.toMatch(/SECRET/);
    })
  );
});

test(
  'concerns are listed, urgent ones first, in two statements however many there are',
  withWorld(async (ctx, { alliances, actors, uganda }) => {
    const lead = as(ctx, actors.lead);
    const calm = await worryTo(ctx, alliances.kenya);
    const list = (ctx: Context) => listConcerns(ctx, { state: 'open', page: 1 });
    expect(await countQueries(lead, list)).toBe(2);
    const urgent = await worryTo(ctx, uganda, true);
    await worryTo(ctx, alliances.global);
    expect(await countQueries(lead, list)).toBe(2);
    const { concerns, counts } = await list(lead);
    expect(concerns.slice(0, 2).map(({ reference }) => reference)).toEqual([urgent, calm]);
    expect(counts).toEqual({ all: 3, open: 3, closed: 0 });
    expect((await list(as(ctx, actors.siblingLead))).concerns).toMatchObject([{ reference: urgent }]);
  })
);

test(
  'an owner learns where nobody receives concerns, and nothing of concerns; others do not',
  withWorld(async (ctx, { actors, alliances, uganda }) => {
    const owner = as(ctx, actors.owner);
    expect(await listUnheardAlliances(owner)).toEqual([]);
    await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('name', '=', 'Leila').execute();
    await worryTo(ctx, alliances.kenya);
    const unheard = await listUnheardAlliances(owner);
    expect(unheard.map(({ id }) => id)).toEqual([alliances.global, alliances.kenya, alliances.nairobi]);
    expect(unheard.map(({ id }) => id)).not.toContain(uganda);
    expect(JSON.stringify(unheard)).not.toMatch(/SECRET/);
    expect(await listUnheardAlliances(as(ctx, actors.officer))).toEqual([]);
  })
);
