import { sql } from 'kysely';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { waitingJobs } from '../../../../tests/support/jobs.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { sharedHosts } from '../membership/shared-hosts.ts';
import { makeMembers } from '../membership/test-members.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { toPicture } from '../platform/files/picture.ts';
import type { BeginInput } from './application-input.ts';
import { tidyDrafts, writeToApplicant } from './application-jobs.ts';
import { findDuplicate, membersAlike } from './application-duplicates.ts';
import { findOwnApplication, ownsFile } from './application-queries.ts';
import { saveStep } from './application-steps.ts';
import { mostShown } from './talk.ts';
import { applicationToken, findByToken } from './application-tokens.ts';
import {
  beginApplication,
  confirmAddress,
  mailLinks,
  renewLinks,
  sendApplication,
  withdrawApplication,
  writeAsApplicant
} from './applications.ts';

const withMembers = databaseOf(makeMembers);
type World = Awaited<ReturnType<typeof makeMembers>>;

const hello: BeginInput = {
  name: 'Streets for Play',
  website: '',
  focalName: 'Amina Otieno',
  focalEmail: 'amina@play.example',
  another: false,
  showing: '0d3ae3b6-4a5c-4f65-9f0a-2f8b3c1d9e77'
};

async function begin(ctx: Context, world: World, input: Partial<BeginInput> = {}): Promise<string> {
  const begun = await beginApplication(ctx, { id: world.global }, { ...hello, ...input });
  if (!('token' in begun)) throw new Error(JSON.stringify(begun));
  return begun.token;
}

async function fill(ctx: Context, world: World, token: string) {
  const steps = {
    organisation: { name: 'Streets for Play', kind: 'ngo', country: String(world.places.kenya) },
    countries: { places: [String(world.places.kenya)] },
    themes: { themes: [String(world.themes.mobility)] },
    work: { does: 'We play.', why: 'To play more.', offers: 'Chalk.' },
    safeguarding: { safeguarding: 'policy', safeguardingUrl: 'play.example/policy' },
    people: { focalName: 'Amina Otieno', focalEmail: 'amina@play.example', same: 'yes' },
    charter: {}
  } as const;
  for (const [step, values] of Object.entries(steps)) {
    const { problems } = await saveStep(ctx, token, step as keyof typeof steps, { ...values } as never);
    expect(problems).toEqual([]);
  }
}

const row = async (ctx: Context, token: string) => (await findByToken(ctx, 'application', token))!;

describe('an application', () => {
  test(
    'is begun, filled in, sent, confirmed and arrives as one task of the secretariat',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      expect((await sendApplication(ctx, token)).missing).toContain('organisation');
      await fill(ctx, world, token);
      expect(await sendApplication(ctx, token)).toEqual({ missing: [] });
      const { id, state } = await row(ctx, token);
      expect(state).toBe('unconfirmed');
      const confirm = await applicationToken(ctx, 'application.confirm', id);
      await expect(confirmAddress(ctx, token)).rejects.toThrow(NotFound);
      await confirmAddress(ctx, confirm);
      await confirmAddress(ctx, confirm);
      expect((await row(ctx, token)).state).toBe('screening');
      const tasks = await ctx.db.selectFrom('task').selectAll().execute();
      expect(tasks).toMatchObject([{ kind: 'application.screen', subjectId: id, doneAt: null }]);
      await withdrawApplication(ctx, token, 'Moved');
      const [task] = await ctx.db.selectFrom('task').selectAll().execute();
      expect(task?.doneAt).not.toBeNull();
    })
  );

  test(
    'sent twice from one showing is one, and its mail says nothing that was typed',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      expect(await begin(ctx, world)).toBe(token);
      await writeToApplicant(ctx, 'begun', (await row(ctx, token)).id);
      await writeToApplicant(ctx, 'begun', (await row(ctx, token)).id);
      const mails = await ctx.db.selectFrom('mail').selectAll().execute();
      expect(mails).toHaveLength(1);
      expect(mails[0]!.text).not.toContain('Streets');
      expect(mails[0]!.text).toContain('/join/application/');
    })
  );

  test(
    'of a member is led to its entry, unless it is another organisation',
    withMembers(async (ctx, world) => {
      const twice = { name: 'ecole  DES villes', showing: null };
      expect(await beginApplication(ctx, { id: world.global }, { ...hello, ...twice })).toMatchObject({
        member: { slug: 'ecole' }
      });
      expect(await beginApplication(ctx, { id: world.global }, { ...hello, ...twice, another: true })).toHaveProperty(
        'token'
      );
    })
  );

  test(
    'finds who is known by each of its names and its site, not by a site that many share',
    withMembers(async (ctx, world) => {
      const found = async (name: string, website: string | null = null) =>
        (await findDuplicate(ctx, world.global, { name, website })).member?.slug;
      await ctx.db
        .updateTable('organisation')
        .set({ aliases: ['مدينة الأطفال الأولى'] })
        .where('slug', '=', 'zebra')
        .execute();
      for (const name of ['edv_1', ' Ecoles  UNIES ', 'École des Villes']) expect(await found(name)).toBe('ecole');
      expect(await found('مدينه الاطفال الاولي')).toBe('zebra');
      expect(await found('Another', 'https://www.zebra.example/about')).toBe('zebra');
      for (const name of ['Écoles', 'EdV', 'Local 100%', 'Former 100%', 'Draft 100%'])
        expect(await found(name)).toBeUndefined();
      for (const host of sharedHosts) {
        const website = `https://www.${host}/page`;
        await ctx.db.updateTable('organisation').set({ website }).where('slug', '=', 'zebra').execute();
        expect(await found('Another', `https://${host}/other`)).toBeUndefined();
      }
    })
  );

  test(
    'finds a member by the indexes of names and sites, however many there are',
    withMembers(async (ctx, world) => {
      await sql`insert into organisation (alliance_id, slug, name, kind, created_at)
        select ${world.global}, 'many-' || n, 'Many ' || n, 'ngo', now() from generate_series(1, 3000) n`.execute(
        ctx.db
      );
      await sql`insert into membership (organisation_id, alliance_id, role)
        select id, ${world.global}, 'member' from organisation where slug like 'many-%'`.execute(ctx.db);
      await sql`analyze organisation, membership`.execute(ctx.db);
      const wanted = { name: 'zebra 100%', website: 'https://zebra.example' };
      const plan = JSON.stringify(await membersAlike(ctx, world.global, wanted).explain('json'));
      expect(plan).toContain('organisation_known_names');
      expect(plan).toContain('organisation_host');
      expect(plan).not.toContain(
        '"Seq Scan","Parallel Aware":false,"Async Capable":false,"Relation Name":"organisation"'
      );
      expect(await membersAlike(ctx, world.global, wanted).execute()).toMatchObject([{ slug: 'zebra' }]);
    })
  );

  test(
    'takes nothing from a form but its own fields, and keeps what is not complete',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      const evil = { name: '<b>x</b>', state: 'approved', organisation_id: '1', organisationId: '1', sentAt: 'now' };
      const { problems } = await saveStep(ctx, token, 'organisation', evil);
      expect(problems.map(({ field }) => field)).toEqual(['kind', 'country']);
      expect(await row(ctx, token)).toMatchObject({
        name: '<b>x</b>',
        state: 'draft',
        organisationId: null,
        sentAt: null
      });
    })
  );

  test(
    'opens by no forged or ended link, nor by one that new links took the place of',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      const other = await begin(ctx, world, { name: 'Other', showing: null });
      const [id] = token.split(/[-.]/);
      expect(await findOwnApplication(ctx, other.replace(/^\d+/, id!))).toBeUndefined();
      const year = { ...ctx, now: new Date(ctx.now.getTime() + 366 * 86_400_000) };
      expect(await findOwnApplication(year, token)).toBeUndefined();
      await renewLinks(ctx, token);
      expect(await findOwnApplication(ctx, token)).toBeUndefined();
      expect(await ownsFile(ctx, other, 1)).toBe(false);
    })
  );

  test(
    'is not told of to who asks for its link: one statement and one job, whether there is one or not',
    withMembers(async (ctx, world) => {
      await begin(ctx, world);
      const known = hello.focalEmail;
      const asked = async (email: string) =>
        countQueries(ctx, (counted) => mailLinks(counted, { id: world.global }, email));
      const before = (await waitingJobs(ctx, 'application.link')).length;
      expect([await asked(known), await asked(known.toUpperCase()), await asked('nobody@nowhere.example')]).toEqual([
        1, 1, 1
      ]);
      expect((await waitingJobs(ctx, 'application.link')).length).toBe(before + 3);
    })
  );

  test(
    'shows what was written last, however much there is',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      const { id } = await row(ctx, token);
      const message = (n: number) => ({ applicationId: id, text: String(n), at: ctx.now });
      const step = { applicationId: id, state: 'asked', at: ctx.now };
      await ctx.db
        .insertInto('applicationMessage')
        .values(Array.from({ length: mostShown + 1 }, (_, n) => message(n)))
        .execute();
      await ctx.db
        .insertInto('applicationStep')
        .values([...Array.from({ length: mostShown }, () => step), { ...step, state: 'screening' }])
        .execute();
      const own = (await findOwnApplication(ctx, token))!;
      expect([own.messages.length, own.messages[0]!.text, own.messages.at(-1)!.text]).toEqual([500, '1', '500']);
      expect([own.history.length, own.history.at(-1)!.state]).toEqual([500, 'screening']);
    })
  );

  test(
    'keeps what a later window took the place of',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      await saveStep(ctx, token, 'work', { does: 'First' }, { seen: 'x' });
      const { replaced } = await saveStep(ctx, token, 'work', { does: 'Second' }, { seen: 'x' });
      expect(replaced).toBe(true);
      expect((await row(ctx, token)).replaced).toMatchObject({ step: 'work', does: 'First' });
    })
  );

  test(
    'that asked is answered once from one showing',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      const { id } = await row(ctx, token);
      await ctx.db.updateTable('application').set({ state: 'asked' }).where('id', '=', id).execute();
      const said = { text: 'Here it is', showing: '7c1b2a90-6d4e-4b1f-8a35-5e0f9d2c4b16' };
      await writeAsApplicant(ctx, token, said);
      await writeAsApplicant(ctx, token, said);
      // Back on the page after the answer was lost: another showing, the same words.
      await writeAsApplicant(ctx, token, { ...said, showing: null });
      expect((await row(ctx, token)).state).toBe('screening');
      expect(await ctx.db.selectFrom('applicationMessage').selectAll().execute()).toHaveLength(1);
    })
  );

  test(
    'is written about in other words from a page that was gone back to: another message, and sent again none',
    withMembers(async (ctx, world) => {
      const token = await begin(ctx, world);
      const { id } = await row(ctx, token);
      await ctx.db.updateTable('application').set({ state: 'screening' }).where('id', '=', id).execute();
      const showing = '7c1b2a90-6d4e-4b1f-8a35-5e0f9d2c4b16';
      for (const text of ['Here it is', 'And one more thing', 'And one more thing', 'Here it is'])
        await writeAsApplicant(ctx, token, { text, showing });
      const messages = await ctx.db.selectFrom('applicationMessage').select('text').orderBy('id').execute();
      expect(messages.map(({ text }) => text)).toEqual(['Here it is', 'And one more thing']);
    })
  );

  test(
    'that nobody touches is told of a week before it is deleted',
    withMembers(async (ctx, world) => {
      await begin(ctx, world);
      const after = (days: number) => ({ ...ctx, now: new Date(ctx.now.getTime() + days * 86_400_000) });
      expect(await tidyDrafts(after(52))).toEqual({ warned: 0, deleted: 0 });
      expect(await tidyDrafts(after(61))).toEqual({ warned: 1, deleted: 0 });
      expect(await tidyDrafts(after(69))).toEqual({ warned: 0, deleted: 1 });
    })
  );
});

describe('a logo', () => {
  test('is drawn anew without what else the file held; an SVG, a bomb and a broken one are refused', async () => {
    const plain = sharp({ create: { width: 1600, height: 900, channels: 3, background: 'red' } });
    const png = await plain
      .clone()
      .png()
      .withExif({ IFD0: { Artist: 'SECRET' } })
      .toBuffer();
    const drawn = await toPicture(png, 800);
    if ('problem' in drawn) throw new Error(drawn.problem);
    const head = await sharp(drawn.bytes).metadata();
    expect(head).toMatchObject({ format: 'webp', width: 800 });
    expect(head.exif).toBeUndefined();
    expect(await toPicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 800)).toEqual({
      problem: 'picture-type'
    });
    const bomb = sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } });
    expect(await toPicture(await bomb.png().toBuffer(), 800)).toEqual({ problem: 'picture-huge' });
    expect(await toPicture(png.subarray(0, 200), 800)).toEqual({ problem: 'picture-broken' });
  });
});
