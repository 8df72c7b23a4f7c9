import sharp from 'sharp';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runMembershipYear } from '../../src/lib/server/membership/year/year.ts';
import { openBrowser } from '../support/browser.ts';
import { contextOver } from '../support/context.ts';
import * as steps from '../support/joining-steps.ts';
import { openSite, type Site } from '../support/program.ts';
import { signIn, type SomebodySignedIn } from '../support/signed-in.ts';

/*
 * An organisation joins, from the first page that it reads to the confirmation a year later, on a phone: each person
 * in a browser of their own.
 */
let site: Site;
let browser: Browser;
let officer: SomebodySignedIn;
let committee: SomebodySignedIn[];
let logo: Buffer;

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  const { id } = await site.db
    .selectFrom('alliance')
    .select('id')
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  const as = (name: string, role: 'officer' | 'steering-member' | 'chair') =>
    signIn(site.db, { name, roles: [{ role, on: { allianceId: id } }] });
  officer = await as('Olga Officer', 'officer');
  committee = [
    await as('Ada Adan', 'steering-member'),
    await as('Ben Bett', 'chair'),
    await as('Cleo Cruz', 'steering-member')
  ];
  logo = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
});
afterAll(async () => {
  try {
    await browser.close();
    expect(site.log()).toEqual([]);
  } finally {
    await site.remove();
  }
});

/** Somebody does something in a browser of their own, which is closed after it. */
async function by(way: steps.Way, who: SomebodySignedIn | null, does: (page: steps.Page) => Promise<void>) {
  const page = await steps.comes(way, who?.token);
  await does(page);
  await steps.leaves(page);
}

const applicationOf = ({ organisation }: steps.Way) =>
  site.db.selectFrom('application').selectAll().where('name', '=', organisation).executeTakeFirstOrThrow();

async function decisionOn(applicationId: number) {
  const decisions = await site.db
    .selectFrom('decision')
    .selectAll()
    .where('applicationId', '=', applicationId)
    .execute();
  expect(decisions.length).toBe(1);
  return decisions[0]!;
}

async function applies(way: steps.Way): Promise<string> {
  await by(way, null, (page) => steps.begins(way, page));
  await by(way, null, (page) => steps.resumes(way, page));
  expect((await applicationOf(way)).state).toBe('unconfirmed');
  await by(way, null, (page) => steps.confirms(way, page));
  const { state, reference } = await applicationOf(way);
  expect(state).toBe('screening');
  await steps.mailTo(way, 'application.receipt');
  return reference;
}

async function isScreened(way: steps.Way, reference: string): Promise<void> {
  const question = 'Who looks after the volunteers?';
  await by(way, officer, (page) => steps.asks(way, page, reference, question));
  expect((await applicationOf(way)).state).toBe('asked');
  const answer = 'Two of us do, each Sunday.';
  await by(way, null, (page) => steps.replies(way, page, question, answer));
  await by(way, officer, (page) => steps.recommends(way, page, reference, answer));
  expect((await applicationOf(way)).state).toBe('deciding');
}

async function isDecided(way: steps.Way): Promise<void> {
  const [involved, ...others] = committee;
  const { id } = await applicationOf(way);
  const decision = await decisionOn(id);
  await by(way, involved!, async (page) => {
    await steps.recuses(way, page, decision.id);
    for (const path of [`decisions/${decision.id}`, `applications/${(await applicationOf(way)).reference}`])
      expect((await page.goto(`${site.url}/desk/${path}`))!.status()).toBe(404);
  });
  for (const who of others) await by(way, who, (page) => steps.saysYes(way, page, decision.id));
  expect((await applicationOf(way)).state).toBe('approved');
  expect((await decisionOn(id)).result).toBe('approved');
}

/** What there is of an application and what came of it, in numbers: nothing is there twice. */
async function counts(way: steps.Way): Promise<Record<string, number>> {
  const { id, organisationId } = await applicationOf(way);
  const count = async (rows: Promise<unknown[]>) => (await rows).length;
  const { db } = site;
  const mails = (kind: string) =>
    count(db.selectFrom('mail').select('id').where('kind', '=', kind).where('toAddress', '=', way.email).execute());
  return {
    applications: await count(db.selectFrom('application').select('id').where('focalEmail', '=', way.email).execute()),
    messages: await count(db.selectFrom('applicationMessage').select('id').where('applicationId', '=', id).execute()),
    organisations: await count(
      db.selectFrom('organisation').select('id').where('name', '=', way.organisation).execute()
    ),
    memberships: await count(
      db.selectFrom('membership').select('id').where('organisationId', '=', organisationId).execute()
    ),
    confirmations: await count(
      db
        .selectFrom('confirmation as c')
        .innerJoin('membership as m', 'm.id', 'c.membershipId')
        .select('c.id')
        .where('m.organisationId', '=', organisationId)
        .execute()
    ),
    people: await count(
      db.selectFrom('personRole').select('id').where('organisationId', '=', organisationId).execute()
    ),
    begun: await mails('application.begun'),
    asked: await mails('application.message'),
    receipts: await mails('application.receipt'),
    welcomes: await mails('membership.welcome'),
    invitations: await mails('people.invitation')
  };
}
const once = {
  applications: 1,
  messages: 2,
  organisations: 1,
  memberships: 1,
  confirmations: 1,
  people: 2,
  begun: 1,
  asked: 1,
  receipts: 1,
  welcomes: 1,
  invitations: 1
};

/** Sets the dates of a member back, as if it had joined that long ago. */
async function setBack(organisationId: number, days: number): Promise<void> {
  const then = new Date(Date.now() - days * 86_400_000);
  await site.db
    .updateTable('membership')
    .set({ confirmedAt: then, since: then.toISOString().slice(0, 10) })
    .where('organisationId', '=', organisationId)
    .execute();
  await site.db.updateTable('organisation').set({ confirmedAt: then }).where('id', '=', organisationId).execute();
}

const today = () => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date());

/** The whole way. */
async function joins(way: steps.Way): Promise<void> {
  const reference = await applies(way);
  await isScreened(way, reference);
  await isDecided(way);
  expect((await steps.mailTo(way, 'membership.welcome')).text).toContain(way.organisation);
  await by(way, null, (page) => steps.settlesIn(way, page, logo));
  const { organisationId } = await applicationOf(way);
  const { slug, logoFileId } = await site.db
    .selectFrom('organisation')
    .select(['slug', 'logoFileId'])
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  expect(logoFileId).not.toBeNull();
  const inDirectory = async (page: steps.Page) => {
    await page.goto(`${site.url}/members?q=${encodeURIComponent(way.organisation)}`);
    await steps.look(way, page);
    await page.locator(`main a[href="/members/${slug}"]`).first().click();
    await page.waitForURL(`**/members/${slug}`);
    await steps.look(way, page);
    return (await page.locator('main').textContent()) ?? '';
  };
  await by(way, null, async (page) => {
    const entry = await inDirectory(page);
    for (const text of ['Streets to play in, every Sunday.', 'Kenya', 'Uganda']) expect(entry).toContain(text);
  });
  await setBack(organisationId!, 370);
  await runMembershipYear(contextOver(site.db, { now: new Date(), actor: { kind: 'system' } }));
  await by(way, null, (page) => steps.confirmsTheYear(way, page));
  await by(way, null, async (page) => expect(await inDirectory(page)).toContain(today()));
  expect(way.problems).toEqual([]);
  expect(await counts(way)).toEqual(once);
}

// Looked at where no line breaks: it is the same pages.
const ways: [string, Pick<steps.Way, 'javaScriptEnabled' | 'cut' | 'looks'>][] = [
  ['with JavaScript, each page looked at', { javaScriptEnabled: true, cut: false, looks: true }],
  ['with JavaScript, over a line that breaks at each form', { javaScriptEnabled: true, cut: true, looks: false }],
  ['without JavaScript, over a line that breaks at each form', { javaScriptEnabled: false, cut: true, looks: false }]
];

test.each(ways)(
  'an organisation joins on a phone and confirms a year later, %s',
  { timeout: 600_000 },
  async (_, how) => {
    const number = ways.findIndex(([, each]) => each === how) + 1;
    const name = ['Asubuhi', 'Barabara', 'Cheza', 'Daraja'][number - 1]!;
    await joins({
      ...how,
      site,
      browser,
      organisation: `${name} Play Streets`,
      email: `f@${name.toLowerCase()}.example`,
      problems: []
    });
  }
);
