import { describe, expect, test } from 'vitest';
import { waitingJobs } from '../../../../tests/support/jobs.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { newOrganisation } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { runMembershipYear } from '../membership/year/year.ts';
import type { Context } from '../platform/context.ts';
import { writeWelcomeMails } from './deciding/decision-mails.ts';
import { openDecision } from './deciding/decisions.ts';
import { actAs, addApplication, makeCommittee, setRulesOf, type Committee } from './test-applications.ts';

const withCommittee = databaseOf(makeCommittee);
const paper = { recommendation: 'approve', paper: 'SECRETPAPER', reason: 'You do good work', days: null } as const;

/** An application that the secretariat alone has approved, with what became of it. */
async function approve(ctx: Context, world: Committee, changes: Record<string, unknown> = {}, rules = {}) {
  const { global } = world.alliances;
  await setRulesOf(ctx, global, { method: 'secretariat', ...rules });
  const { id, reference } = await addApplication(ctx, global, changes);
  await openDecision(await actAs(ctx, world.people.officer), reference, paper);
  const application = await ctx.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const organisationId = application.organisationId!;
  const organisation = await ctx.db
    .selectFrom('organisation')
    .selectAll()
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  return { application, organisation };
}

const addFile = (ctx: Context, sha256: string) =>
  ctx.db
    .insertInto('file')
    .values({ sha256, bytes: 3, mediaType: 'image/webp', name: 'x', public: false, createdAt: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
    .then(({ id }) => id);

const membershipOf = (ctx: Context, organisationId: number) =>
  ctx.db.selectFrom('membership').selectAll().where('organisationId', '=', organisationId).execute();

describe('an organisation that is approved', () => {
  test(
    'has a record of its answers, its themes and countries, and a page in the directory',
    withCommittee(async (ctx, world) => {
      const { places, themes } = world;
      const { organisation } = await approve(ctx, world, {
        countryId: places.kenya,
        placeIds: [places.kenya, places.bangladesh],
        themeIds: [themes.mobility],
        offers: 'Chalk'
      });
      expect(organisation).toMatchObject({
        slug: 'play-streets',
        name: 'Play Streets',
        kind: 'ngo',
        status: 'active',
        countryId: places.kenya,
        countryConfirmed: true,
        language: 'sw',
        offers: 'Chalk',
        confirmedAt: ctx.now
      });
      const own = <T extends 'organisationTheme' | 'organisationPlace'>(table: T) =>
        ctx.db
          .selectFrom(table as 'organisationTheme')
          .selectAll()
          .where('organisationId', '=', organisation.id)
          .execute();
      expect(await own('organisationTheme')).toMatchObject([{ themeId: themes.mobility }]);
      expect((await own('organisationPlace')).length).toBe(2);
      const found = await ctx.db
        .selectFrom('searchDoc')
        .select('places')
        .where('kind', '=', 'organisation')
        .where('entity', '=', organisation.id)
        .execute();
      // It is found where it is at home and wherever it works.
      expect(found.map((one) => [...one.places].sort())).toEqual([[places.kenya, places.bangladesh].sort()]);
    })
  );

  test(
    'of a name that others have gets an address of its own',
    withCommittee(async (ctx, world) => {
      await addOrganisation(ctx, newOrganisation(world, 'play-streets', { name: 'Play Streets of old' }));
      await addOrganisation(ctx, newOrganisation(world, 'play-streets-2', { name: 'Play Streets of older' }));
      const { organisation } = await approve(ctx, world);
      expect(organisation.slug).toBe('play-streets-3');
    })
  );

  test(
    'and was known keeps its record, its address and its first year, and the name that it had as another one',
    withCommittee(async (ctx, world) => {
      const { global } = world.alliances;
      const id = await addOrganisation(
        ctx,
        newOrganisation(world, 'old', {
          name: 'Playing in Streets',
          memberships: [{ allianceId: global, role: 'member', firstSeen: 2019 }]
        })
      );
      const logo = await addFile(ctx, 'a'.repeat(64));
      await ctx.db.updateTable('organisation').set({ logoFileId: logo }).where('id', '=', id).execute();
      await ctx.db
        .updateTable('membership')
        .set({ endedAt: ctx.now, endedHow: 'left', endedReason: 'Tired' })
        .where('organisationId', '=', id)
        .execute();
      const { organisation } = await approve(ctx, world, { organisationId: id });
      expect(organisation).toMatchObject({
        id,
        slug: 'old',
        name: 'Play Streets',
        aliases: ['Playing in Streets'],
        logoFileId: logo
      });
      expect(await membershipOf(ctx, id)).toMatchObject([
        { firstSeen: 2019, since: '2026-11-01', endedAt: null, endedHow: null, endedReason: null }
      ]);
      const facts = await ctx.db
        .selectFrom('journal')
        .select('fact')
        .where('subjectKind', '=', 'organisation')
        .where('subjectId', '=', id)
        .execute();
      // Added once, long before.
      expect(facts.map(({ fact }) => fact)).toEqual(['organisation.added', 'organisation.joined']);
    })
  );

  test(
    'shows its logo to all, and its safeguarding policy to nobody more',
    withCommittee(async (ctx, world) => {
      const [logo, policy] = [await addFile(ctx, 'b'.repeat(64)), await addFile(ctx, 'c'.repeat(64))];
      await approve(ctx, world, { logoFileId: logo, safeguardingFileId: policy });
      const files = await ctx.db.selectFrom('file').select(['id', 'public']).orderBy('id').execute();
      expect(files).toEqual([
        { id: logo, public: true },
        { id: policy, public: false }
      ]);
    })
  );

  test(
    'gives accounts and roles to those who speak for it, invites each, and gives the focal point its first tasks',
    withCommittee(async (ctx, world) => {
      const { organisation } = await approve(ctx, world);
      const roles = await ctx.db
        .selectFrom('personRole as r')
        .innerJoin('person as p', 'p.id', 'r.personId')
        .select(['p.id', 'p.email', 'p.locale', 'r.role', 'r.givenBy'])
        .where('r.organisationId', '=', organisation.id)
        .orderBy('r.id')
        .execute();
      expect(roles).toMatchObject([
        { email: 'fatuma@play.example', locale: 'sw', role: 'focal-point', givenBy: null },
        { email: 'sam@play.example', locale: 'sw', role: 'signatory', givenBy: null }
      ]);
      const invited = await waitingJobs(ctx, 'people.invite');
      expect(invited).toEqual(roles.map(({ id }) => ({ id })));
      const tasks = await ctx.db.selectFrom('task').selectAll().where('doneAt', 'is', null).execute();
      expect(tasks).toMatchObject([
        { kind: 'organisation.first-steps', subjectId: organisation.id, personId: roles[0]!.id, audience: null }
      ]);
    })
  );

  test(
    'by one person for both roles has one account, one invitation and one welcome',
    withCommittee(async (ctx, world) => {
      const { application } = await approve(ctx, world, { signatoryName: null, signatoryEmail: 'FATUMA@play.example' });
      const people = await ctx.db.selectFrom('person').select('id').where('email', 'like', '%play.example').execute();
      expect(people).toHaveLength(1);
      expect(await waitingJobs(ctx, 'people.invite')).toHaveLength(1);
      await writeWelcomeMails(ctx, application.id);
      expect(await ctx.db.selectFrom('mail').select('toAddress').execute()).toEqual([
        { toAddress: 'fatuma@play.example' }
      ]);
    })
  );

  test(
    'is a member since today under the charter that it accepted, and is not asked the next morning but a year later',
    withCommittee(async (ctx, world) => {
      const { organisation, application } = await approve(ctx, world);
      expect(await membershipOf(ctx, organisation.id)).toMatchObject([
        {
          allianceId: world.alliances.global,
          role: 'member',
          since: '2026-11-01',
          charterId: application.charterId,
          confirmedAt: ctx.now,
          firstSeen: 2026
        }
      ]);
      // Whoever has an account can be asked.
      await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).execute();
      const at = (days: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + days * 86_400_000) });
      expect((await runMembershipYear(at(1))).asked).toBe(0);
      expect((await runMembershipYear(at(366))).asked).toBe(1);
    })
  );
});

describe('the welcome', () => {
  const words = 'Karibu {name} wa {organisation} katika {alliance}, {date}. {unknown} <b>{name}</b>';

  test(
    'is the alliance’s own text in the language of the applicant, with what it names put in, once',
    withCommittee(async (ctx, world) => {
      const { application } = await approve(ctx, world, {}, { welcome: { sw: words, en: 'ENGLISH' } });
      expect(await waitingJobs(ctx, 'membership.welcome')).toEqual([{ id: application.id }]);
      await writeWelcomeMails(ctx, application.id);
      await writeWelcomeMails(ctx, application.id);
      const mails = await ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();
      expect(mails.map(({ toAddress }) => toAddress)).toEqual(['fatuma@play.example', 'sam@play.example']);
      const { text, html, locale } = mails[0]!;
      expect(locale).toBe('sw');
      expect(text).toContain('Karibu Fatuma wa Play Streets katika World Alliance');
      expect(text).toMatch(/2026/);
      expect(text).toContain('{unknown}');
      expect(text).toContain('You do good work');
      expect(text).toContain('https://alliance.example/sw/members/play-streets');
      expect(html).toContain('&#60;b&#62;');
      expect(text + html).not.toMatch(/ENGLISH|SECRET/);
    })
  );

  test(
    'is the product’s where the alliance has none in that language',
    withCommittee(async (ctx, world) => {
      const { application } = await approve(ctx, world, {}, { welcome: { en: 'ENGLISH' } });
      await writeWelcomeMails(ctx, application.id);
      const { text } = await ctx.db.selectFrom('mail').selectAll().limit(1).executeTakeFirstOrThrow();
      expect(text).not.toContain('ENGLISH');
      expect(text).toContain('Play Streets');
      expect(text).not.toMatch(/\{(name|organisation|alliance|date)\}/);
    })
  );

  test(
    'asks for the first steps only the focal point, for whom they wait',
    withCommittee(async (ctx, world) => {
      const { application } = await approve(ctx, world);
      await writeWelcomeMails(ctx, application.id);
      const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'text']).execute();
      const waits = await ctx.db
        .selectFrom('task as t')
        .innerJoin('person as p', 'p.id', 't.personId')
        .select('p.email')
        .where('t.kind', '=', 'organisation.first-steps')
        .execute();
      const asked = mails.filter(({ text }) => /wekeni nembo/.test(text)).map(({ toAddress }) => toAddress);
      expect(asked).toEqual(waits.map(({ email }) => email));
      expect(mails.find(({ toAddress }) => toAddress === 'sam@play.example')!.text).toContain('Play Streets');
    })
  );

  test(
    'is not written for an application that was not approved',
    withCommittee(async (ctx, world) => {
      const { id } = await addApplication(ctx, world.alliances.global);
      await writeWelcomeMails(ctx, id);
      expect(await ctx.db.selectFrom('mail').select('id').execute()).toEqual([]);
    })
  );
});
