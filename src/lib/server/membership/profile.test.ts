import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { wholeDatabase } from '../../../../tests/support/tables.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { NotFound } from '../platform/errors.ts';
import type { Context } from '../platform/context.ts';
import { openTask, dueIn } from '../platform/tasks.ts';
import { confirmMembership } from './year/confirming.ts';
import {
  askToReturn,
  keepWaiting,
  lapseMembership,
  leaveAlliance,
  noteEnding,
  refuseReturn,
  reopenMembership
} from './year/leaving.ts';
import { getMembershipForReview, listMembershipsOf } from './member-queries.ts';
import { askForChange, decideChange, findOpenChange, getChange } from './profile-changes.ts';
import type { ProfileInput } from './profile-input.ts';
import {
  dismissFirstSteps,
  editProfile,
  findFirstSteps,
  getProfile,
  maySeePolicy,
  stepsDone,
  type ProfileFiles
} from './profile.ts';
import {
  countMembers,
  countMembersByCountry,
  getOrganisation,
  listAlliancesWithMembers,
  listMembers,
  listMembersForExport,
  listPartsOfAlliance,
  memberFacets
} from './queries.ts';
import { writeChangeMails } from './year/telling.ts';
import { as, daysLater, makeYear, type Year } from './year/test-year.ts';

const within = databaseOf(makeYear);
const input = (changes: Partial<ProfileInput> = {}): ProfileInput => ({
  version: 'first',
  summary: 'We build play streets.',
  does: 'Play streets in twelve towns.',
  offers: null,
  website: 'https://old.example/',
  city: 'Nairobi',
  places: [],
  themes: [],
  safeguarding: 'policy',
  safeguardingUrl: 'https://old.example/safe',
  safeguardingNote: null,
  ...changes
});
const organisation = (ctx: Context, id: number) =>
  ctx.db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const tasks = (ctx: Context) => ctx.db.selectFrom('task').selectAll().where('doneAt', 'is', null).execute();
const change = { name: 'New Name', shortName: 'NN', kind: 'foundation' as const, reason: 'We merged.' };

describe('the entry of an organisation', () => {
  test(
    'is edited by its people and the secretariat, and found as it is now',
    within(async (ctx, { old, people, places, themes }) => {
      const focal = await as(ctx, people.focal);
      const changes = { places: [places.kenya, places['nairobi-ke'], 999_999], themes: [themes.health, 999_999] };
      await editProfile(focal, old.id, input(changes));
      const profile = await getProfile(focal, old.id);
      // Only countries, only themes that there are.
      expect(profile).toMatchObject({ city: 'Nairobi', places: [places.kenya], themes: [themes.health] });
      const text = await ctx.db
        .selectFrom('searchText')
        .select('summary')
        .where('title', '=', 'old Organisation')
        .execute();
      expect(text).toEqual([{ summary: 'We build play streets.' }]);
      const officer = await as(daysLater(ctx, 1), people.officer);
      await editProfile(officer, old.id, input({ version: profile.version, city: 'Kisumu' }));
      expect((await organisation(ctx, old.id)).city).toBe('Kisumu');
    })
  );

  test(
    'that is sent again for want of an answer is changed once',
    within(async (ctx, { old, people }) => {
      const focal = await as(ctx, people.focal);
      await editProfile(focal, old.id, input());
      const facts = () => ctx.db.selectFrom('journal').select('id').execute();
      const before = await facts();
      await editProfile(await as(daysLater(ctx, 1), people.focal), old.id, input());
      expect(await facts()).toEqual(before);
    })
  );

  test(
    'that somebody else changed meanwhile is not overwritten unknowingly',
    within(async (ctx, { old, people }) => {
      await editProfile(await as(ctx, people.focal), old.id, input());
      const second = await as(daysLater(ctx, 1), people.second);
      await expect(editProfile(second, old.id, input({ city: 'Other' }))).rejects.toThrow('version: changed');
      expect((await organisation(ctx, old.id)).city).toBe('Nairobi');
      const { version } = await getProfile(second, old.id);
      await editProfile(second, old.id, input({ version, city: 'Other' }));
      expect((await organisation(ctx, old.id)).city).toBe('Other');
    })
  );

  test(
    'is edited by nobody else, for whom its workspace is not there either',
    within(async (ctx, { old, people }) => {
      const before = await organisation(ctx, old.id);
      for (const person of [people.other, people.ofLocal, people.sibling]) {
        const each = await as(ctx, person);
        await expect(editProfile(each, old.id, input())).rejects.toThrow('');
        await expect(getProfile(each, old.id)).rejects.toThrow('organisation');
        await expect(dismissFirstSteps(each, old.id)).rejects.toThrow('organisation');
        await expect(askForChange(each, old.id, change)).rejects.toThrow('');
      }
      await expect(editProfile(ctx, old.id, input())).rejects.toThrow('');
      await expect(editProfile(await as(ctx, people.officer), 999_999, input())).rejects.toThrow('organisation');
      expect(await organisation(ctx, old.id)).toEqual(before);
    })
  );

  test(
    'keeps a safeguarding policy that its people and the secretariat may open, until another takes its place',
    within(async (ctx, { old, people }) => {
      const folder = await mkdtemp(join(tmpdir(), 'c4c-policy-'));
      try {
        const files = { folder, maxBytes: 1_000_000 };
        const at = async (person: number) => as({ ...ctx, instance: { ...ctx.instance, files } }, person);
        const focal = await at(people.focal);
        let day = 0;
        const save = async (policy: ProfileFiles['policy'], changes: Partial<ProfileInput> = {}) => {
          const { version } = await getProfile(focal, old.id);
          const next = input({ version, safeguardingUrl: null, ...changes });
          await editProfile(daysLater(focal, ++day), old.id, next, { policy });
          return (await organisation(ctx, old.id)).safeguardingFileId;
        };
        const pdf = (text: string) => ({ name: 'safe.exe', bytes: Buffer.from(`%PDF-1.7\n${text}`) });
        await expect(save(undefined)).rejects.toThrow('policy: policy');
        await expect(save({ name: 'a.pdf', bytes: Buffer.from('<p>') })).rejects.toThrow('policy: document-type');
        const first = (await save(pdf('one')))!;
        expect(await getProfile(focal, old.id)).toMatchObject({ policyId: first, policyName: 'safe.pdf' });
        for (const person of [people.focal, people.signatory, people.officer])
          expect(await maySeePolicy(await at(person), first)).toBe(true);
        for (const person of [people.other, people.ofLocal, people.sibling])
          expect(await maySeePolicy(await at(person), first)).toBe(false);
        expect(await maySeePolicy(ctx, first)).toBe(false);
        expect(await save(undefined)).toBe(first);
        const second = (await save(pdf('two')))!;
        const rows = await ctx.db
          .selectFrom('file')
          .select(['id', 'public'])
          .where('id', 'in', [first, second])
          .execute();
        expect(rows).toEqual([{ id: second, public: false }]);
        await expect(save('removed')).rejects.toThrow('policy: policy');
        await expect(save('removed', { safeguarding: 'writing' })).rejects.toThrow('safeguardingNote: missing');
        expect(await save('removed', { safeguarding: 'writing', safeguardingNote: 'By May.' })).toBeNull();
        expect(await getProfile(focal, old.id)).toMatchObject({ policyId: null, safeguardingNote: 'By May.' });
      } finally {
        await rm(folder, { recursive: true });
      }
    })
  );

  test(
    'shows a new logo in place of the one before, which nobody gets any more',
    within(async (ctx, { old, people }) => {
      const folder = await mkdtemp(join(tmpdir(), 'c4c-logo-'));
      try {
        const files = { folder, maxBytes: 1_000_000 };
        const focal = await as({ ...ctx, instance: { ...ctx.instance, files } }, people.focal);
        const logo = async (background: string) => {
          const blank = sharp({ create: { width: 4, height: 4, channels: 3, background } });
          const { version } = await getProfile(focal, old.id);
          await editProfile(daysLater(focal, 1), old.id, input({ version }), {
            logo: { name: 'a.png', bytes: await blank.png().toBuffer() }
          });
          return (await organisation(ctx, old.id)).logoFileId!;
        };
        const stored = async () => ctx.db.selectFrom('file').select(['id', 'public']).orderBy('id').execute();
        const first = await logo('red');
        const second = await logo('blue');
        expect(await stored()).toEqual([{ id: second, public: true }]);
        expect(second).not.toBe(first);
        // One that an application came with stays with it, for those who may see that.
        const application = { reference: 'LOGO-LOGO', state: 'approved', locale: 'en', name: 'x' };
        const { global: allianceId } = await ctx.db
          .selectFrom('alliance')
          .select('id as global')
          .orderBy('id')
          .executeTakeFirstOrThrow();
        await ctx.db
          .insertInto('application')
          .values({
            ...application,
            allianceId,
            focalEmail: '',
            createdAt: ctx.now,
            changedAt: ctx.now,
            logoFileId: second
          })
          .execute();
        const third = await logo('green');
        expect(await stored()).toEqual([
          { id: second, public: false },
          { id: third, public: true }
        ]);
        expect(await getOrganisation(ctx, 'old')).toMatchObject({ logoId: third, logoName: expect.any(String) });
      } finally {
        await rm(folder, { recursive: true });
      }
    })
  );

  test(
    'ticks first steps off by what is there, and takes them off the list when all are done or put away',
    within(async (ctx, { old, people, places, themes }) => {
      const step = () =>
        openTask(ctx, {
          kind: 'organisation.first-steps',
          subject: { kind: 'organisation', id: old.id },
          title: 'old',
          dueAt: dueIn(ctx, 30),
          allianceId: null,
          waitsFor: { personId: people.focal }
        });
      await step();
      const focal = await as(ctx, people.focal);
      expect(await stepsDone(ctx, old.id)).toEqual({ profile: false, logo: false, places: false, introduction: false });
      // Filled from the application, before anybody opened the form.
      await ctx.db.insertInto('organisationPlace').values({ organisationId: old.id, placeId: places.kenya }).execute();
      await ctx.db.insertInto('organisationTheme').values({ organisationId: old.id, themeId: themes.health }).execute();
      expect(await stepsDone(ctx, old.id)).toMatchObject({ profile: false, places: true });
      await editProfile(focal, old.id, input({ places: [places.kenya], themes: [themes.health] }));
      expect(await stepsDone(ctx, old.id)).toEqual({ profile: true, logo: false, places: true, introduction: true });
      expect(await tasks(ctx)).toHaveLength(1);
      expect(await findFirstSteps(focal, old.id)).toMatchObject({ profile: true, logo: false });
      await dismissFirstSteps(focal, old.id);
      expect(await tasks(ctx)).toEqual([]);
      expect(await findFirstSteps(focal, old.id)).toBeUndefined();
    })
  );
});

describe('a change of name or kind', () => {
  test(
    'waits for the secretariat, which makes it with the old name kept, and tells its people',
    within(async (ctx, { old, people }) => {
      const id = await askForChange(await as(ctx, people.focal), old.id, change);
      expect((await organisation(ctx, old.id)).name).toBe('old Organisation');
      expect(await findOpenChange(ctx, old.id)).toMatchObject({ name: 'New Name' });
      await expect(askForChange(await as(ctx, people.second), old.id, change)).rejects.toThrow('change-open');
      const officer = await as(ctx, people.officer);
      expect(await getChange(officer, id)).toMatchObject({ oldName: 'old Organisation', askedBy: 'Amina Focal' });
      await decideChange(officer, id, { accept: true, answer: 'With pleasure.' });
      await expect(decideChange(officer, id, { accept: false, answer: 'x' })).rejects.toThrow('change-decided');
      expect(await organisation(ctx, old.id)).toMatchObject({
        name: 'New Name',
        shortName: 'NN',
        kind: 'foundation',
        aliases: ['old Organisation']
      });
      expect(await tasks(ctx)).toEqual([]);
      await writeChangeMails(ctx, { id });
      await writeChangeMails(ctx, { id });
      const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'text']).execute();
      expect(mails).toHaveLength(3);
      for (const { text } of mails) expect(text).toContain('With pleasure.');
    })
  );

  test(
    'that is declined changes nothing; what is the same is none; others neither see nor decide it',
    within(async (ctx, { old, people }) => {
      const focal = await as(ctx, people.focal);
      const same = { name: 'old Organisation', shortName: null, kind: 'ngo' as const, reason: 'x' };
      await expect(askForChange(focal, old.id, same)).rejects.toThrow('name: unchanged');
      const id = await askForChange(focal, old.id, change);
      for (const person of [people.focal, people.other, people.sibling]) {
        const each = await as(ctx, person);
        await expect(getChange(each, id)).rejects.toThrow('change');
        await expect(decideChange(each, id, { accept: true, answer: 'x' })).rejects.toThrow(NotFound);
      }
      await decideChange(await as(ctx, people.officer), id, { accept: false, answer: 'Not yet.' });
      expect((await organisation(ctx, old.id)).name).toBe('old Organisation');
    })
  );
});

test(
  'a membership is not there for who may not see it, whatever they ask of it',
  within(async (ctx, { old, people }) => {
    const before = await wholeDatabase(ctx);
    for (const person of [people.other, people.sibling, people.ofLocal]) {
      const each = await as(ctx, person);
      const asked = [
        confirmMembership(each, old.membershipId),
        leaveAlliance(each, old.membershipId, 'x'),
        askToReturn(each, old.membershipId),
        lapseMembership(each, old.membershipId, 'x'),
        keepWaiting(each, old.membershipId, 7),
        noteEnding(each, old.membershipId),
        reopenMembership(each, old.membershipId),
        refuseReturn(each, old.membershipId)
      ];
      for (const answer of await Promise.allSettled(asked))
        expect(answer).toMatchObject({ reason: { name: 'NotFound' } });
    }
    expect(await wholeDatabase(ctx)).toEqual(before);
  })
);

describe('a membership that ended', () => {
  const leave = async (ctx: Context, { old, people }: Year) =>
    leaveAlliance(await as(ctx, people.focal), old.membershipId, 'SECRET reason');

  test(
    'is in no list, count, facet, map or table of members; the organisation’s page says until when it was',
    within(async (ctx, year) => {
      const { global } = year.alliances;
      const before = await countMembers(ctx, global);
      await leave(ctx, year);
      expect(await countMembers(ctx, global)).toBe(before - 1);
      const facets = await memberFacets(ctx, global);
      expect(facets.kinds).toEqual([{ kind: 'ngo', count: before - 1 }]);
      expect(facets.countries).toMatchObject([{ slug: 'kenya', count: before - 1 }]);
      expect(await countMembersByCountry(ctx, global)).toMatchObject([{ count: before - 1 }]);
      expect((await listAlliancesWithMembers(ctx)).find(({ id }) => id === global)?.count).toBe(before - 1);
      const lists = [
        await listMembers(ctx, global, {}),
        await listMembersForExport(ctx, global, {}),
        await listPartsOfAlliance(ctx, global)
      ];
      expect(JSON.stringify(lists)).not.toContain('old Organisation');
      const page = await getOrganisation(ctx, 'old');
      expect(page.memberships).toMatchObject([{ role: 'member', endedAt: ctx.now }]);
      expect(JSON.stringify(page)).not.toContain('SECRET');
    })
  );

  test(
    'is reviewed by the secretariat in whose reach it is, and listed to its own people',
    within(async (ctx, year) => {
      const { old, local, people } = year;
      await leave(ctx, year);
      expect(await getMembershipForReview(await as(ctx, people.officer), old.membershipId)).toMatchObject({
        endedReason: 'SECRET reason'
      });
      expect(await getMembershipForReview(await as(ctx, people.sibling), local.membershipId)).toMatchObject({
        name: 'local Organisation'
      });
      for (const person of [people.sibling, people.other, people.focal])
        await expect(getMembershipForReview(await as(ctx, person), old.membershipId)).rejects.toThrow('membership');
      expect(await listMembershipsOf(ctx, old.id)).toMatchObject([{ endedHow: 'left' }]);
    })
  );

  test(
    'the directory finds members by the countries in which they work too, and says when each confirmed',
    within(async (ctx, { alliances, old, places }) => {
      await ctx.db
        .insertInto('organisationPlace')
        .values({ organisationId: old.id, placeId: places.bangladesh })
        .execute();
      const found = await listMembers(ctx, alliances.global, { countries: ['bangladesh'] });
      expect(found).toMatchObject([{ slug: 'old', confirmedAt: null, unconfirmedAt: null }]);
      expect(await listMembers(ctx, alliances.global, { homes: ['bangladesh'] })).toEqual([]);
      expect((await memberFacets(ctx, alliances.global)).countries).toContainEqual({
        slug: 'bangladesh',
        countryCode: 'BD',
        count: 1
      });
    })
  );
});
