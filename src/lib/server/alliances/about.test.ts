import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../../../tests/support/database.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newOrganisation, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { addMemberCount, addMilestone, addNamedPerson, addSteeringSeat } from './about.ts';
import { getAbout, listMemberCounts, listSteeringSeats } from './queries.ts';

const within = databaseOf(makeWorld);
const sources = JSON.stringify([{ url: 'https://source.example/2' }]);
const archive = (ctx: Context, slug: string, status = 'draft') =>
  ctx.db.updateTable('organisation').set({ status }).where('slug', '=', slug).execute();

describe('what the global alliance says of itself', () => {
  const fill = async (ctx: Context, world: World) => {
    const id = world.alliances.global;
    const about = {
      vision: { en: 'A vision.', fr: 'Une vision.' },
      principles: [{ title: { en: 'One' }, text: { fr: 'Un' } }],
      founded: 2020,
      writing: { rules: [{ en: 'Be short.', fr: 'Soyez brefs.' }], sources: [{ url: 'https://source.example/w' }] }
    };
    await ctx.db
      .updateTable('alliance')
      .set({ about: JSON.stringify(about), lede: JSON.stringify({ en: 'A lede.' }) })
      .where('id', '=', id)
      .execute();
    const [first, second, hidden] = await addAll(
      ctx,
      addOrganisation,
      ['first', 'second', 'hidden'].map((slug) => newOrganisation(world, slug))
    );
    await archive(ctx, 'hidden');
    const seat = { allianceId: id, role: 'member', sources };
    const seats = [
      { ...seat, organisationId: second!, position: 1 },
      { ...seat, organisationId: first!, position: 0, role: 'chair', person: 'A. Chair' },
      { ...seat, organisationId: hidden!, position: 2 }
    ];
    await ctx.db.insertInto('steeringSeat').values(seats).execute();
    const person = { allianceId: id, role: JSON.stringify({ en: 'Lead', fr: 'Directrice' }), sources };
    await ctx.db
      .insertInto('namedPerson')
      .values([
        { ...person, name: 'P. One', organisationId: hidden!, position: 1 },
        { ...person, name: 'P. Two', organisationId: first!, position: 0 }
      ])
      .execute();
    const milestone = { allianceId: id, sources, text: JSON.stringify({ en: 'It began.' }) };
    await ctx.db
      .insertInto('milestone')
      .values([
        { ...milestone, date: '2020' },
        { ...milestone, date: '2021', allianceId: world.alliances.kenya }
      ])
      .execute();
    const count = { allianceId: id, sources, qualifier: 'more-than' };
    await ctx.db
      .insertInto('memberCount')
      .values([
        { ...count, count: 9, date: null },
        { ...count, count: 30, date: '2024-11' },
        { ...count, count: 20, date: '2022', note: JSON.stringify({ en: 'Said so.', fr: 'Selon elle.' }) }
      ])
      .execute();
    return id;
  };

  test(
    'falls back to English, text by text, and says in which language each is',
    within(async (ctx, world) => {
      const id = await fill(ctx, world);
      const about = await getAbout({ ...ctx, locale: 'fr' }, id);
      expect(about).toMatchObject({
        vision: { text: 'Une vision.', language: 'fr' },
        principles: [{ title: { text: 'One', language: 'en' }, text: { text: 'Un', language: 'fr' } }],
        secretariat: { text: '' },
        founded: 2020,
        writing: {
          rules: [{ text: 'Soyez brefs.', language: 'fr' }],
          sources: [{ url: 'https://source.example/w' }]
        }
      });
      expect(about.counts.map(({ note }) => note)).toEqual([{ text: 'Selon elle.', language: 'fr' }, null, null]);
      expect(about.people[0]).toMatchObject({ role: { text: 'Directrice', language: 'fr' } });
      expect(about.milestones).toMatchObject([{ date: '2020', text: 'It began.', language: 'en' }]);
    })
  );

  test(
    'lists dated counts oldest first and undated last, and seats and people in their order',
    within(async (ctx, world) => {
      const id = await fill(ctx, world);
      expect((await listMemberCounts(ctx, id)).map(({ count }) => count)).toEqual([20, 30, 9]);
      expect((await listSteeringSeats(ctx, id)).map(({ slug, person }) => [slug, person])).toEqual([
        ['first', 'A. Chair'],
        ['second', null]
      ]);
      expect((await getAbout(ctx, id)).people.map(({ name, organisationSlug }) => [name, organisationSlug])).toEqual([
        ['P. Two', 'first'],
        ['P. One', null]
      ]);
    })
  );

  test(
    'has what was added to it, each recorded as what happened to the alliance',
    within(async (ctx, world) => {
      const own = { allianceId: world.alliances.global, sources: [{ url: 'https://source.example/3' }] };
      const organisationId = await addOrganisation(ctx, newOrganisation(world, 'first'));
      const text = { en: 'It was.' };
      await addMilestone(ctx, { ...own, date: '2026-05-17', end: '2026-05-22', text, note: null });
      await addMilestone(ctx, { ...own, date: '2026-04', end: null, text, note: { en: 'Open.' } });
      await addMemberCount(ctx, { ...own, count: 9, qualifier: 'exactly', date: null, note: { en: 'So it says.' } });
      await addSteeringSeat(ctx, { ...own, organisationId, role: 'chair', person: 'A. Chair', position: 0 });
      await addNamedPerson(ctx, { ...own, organisationId: null, name: 'P. One', role: { en: 'Lead' }, position: 0 });
      const { sources } = own;
      expect(await getAbout(ctx, own.allianceId)).toMatchObject({
        milestones: [
          { date: '2026-04', text: 'It was.', note: { text: 'Open.' }, sources },
          { date: '2026-05-17/2026-05-22', note: null, sources }
        ],
        counts: [
          { count: 9, qualifier: 'exactly', date: null, note: { text: 'So it says.', language: 'en' }, sources }
        ],
        seats: [{ slug: 'first', role: 'chair', person: 'A. Chair', sources }],
        people: [{ name: 'P. One', role: { text: 'Lead', language: 'en' }, organisation: null, sources }]
      });
      const facts = await ctx.db
        .selectFrom('journal')
        .select('fact')
        .where('subjectKind', '=', 'alliance')
        .where('subjectId', '=', own.allianceId)
        .orderBy('id', 'desc')
        .limit(5)
        .execute();
      expect(facts.map(({ fact }) => fact).sort()).toEqual([
        'alliance.count-added',
        'alliance.milestone-added',
        'alliance.milestone-added',
        'alliance.person-added',
        'alliance.seat-added'
      ]);
    })
  );

  test(
    'tells what happened in the order of time, a month or year before its days, with what is open about it',
    within(async (ctx, world) => {
      const id = world.alliances.global;
      const milestone = { allianceId: id, sources, text: JSON.stringify({ en: 'It was.' }) };
      const dates = ['2022-06-27', '2026-05-17/2026-05-22', '2022-06', '2022', '2022-01', '2026-05-01', '2022-06-01'];
      const note = JSON.stringify({ en: 'The day is open.', fr: 'Le jour est inconnu.' });
      await ctx.db
        .insertInto('milestone')
        .values(dates.map((date) => ({ ...milestone, date, ...(date === '2022-06' && { note }) })))
        .execute();
      const { milestones } = await getAbout({ ...ctx, locale: 'fr' }, id);
      expect(milestones.map(({ date }) => date)).toEqual([
        '2022',
        '2022-01',
        '2022-06',
        '2022-06-01',
        '2022-06-27',
        '2026-05-01',
        '2026-05-17/2026-05-22'
      ]);
      expect(milestones.map(({ note }) => note)).toEqual([
        null,
        null,
        { text: 'Le jour est inconnu.', language: 'fr' },
        null,
        null,
        null,
        null
      ]);
    })
  );

  test(
    'keeps in English what was said before it could be said in other languages',
    within(async (ctx, world) => {
      const id = await fill(ctx, world);
      await sql`alter table member_count alter note type text using note->>'en'`.execute(ctx.db);
      await sql`alter table named_person alter role type text using role->>'en'`.execute(ctx.db);
      await sql.raw(await readFile(new URL('021_localised-notes.sql', migrations), 'utf8')).execute(ctx.db);
      const { counts, people } = await getAbout({ ...ctx, locale: 'fr' }, id);
      expect(counts.map(({ note }) => note)).toEqual([{ text: 'Said so.', language: 'en' }, null, null]);
      expect(people.map(({ role }) => role)).toEqual(people.map(() => ({ text: 'Lead', language: 'en' })));
    })
  );

  test(
    'names no organisation that is not public',
    within(async (ctx, world) => {
      expect(JSON.stringify(await getAbout(ctx, await fill(ctx, world)))).not.toContain('hidden');
    })
  );

  test(
    'costs five statements, with three of each and with one',
    within(async (ctx, world) => {
      const id = await fill(ctx, world);
      expect(await countQueries(ctx, (ctx) => getAbout(ctx, id))).toBe(5);
      await ctx.db.deleteFrom('memberCount').where('date', 'is not', null).execute();
      await ctx.db.deleteFrom('steeringSeat').where('position', '>', 0).execute();
      expect(await countQueries(ctx, (ctx) => getAbout(ctx, id))).toBe(5);
      expect(
        await countQueries(ctx, (ctx) => Promise.all([listMemberCounts(ctx, id), listSteeringSeats(ctx, id)]))
      ).toBe(2);
    })
  );
});
