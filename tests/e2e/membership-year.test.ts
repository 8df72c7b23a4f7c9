import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMembershipYear } from '../../src/lib/server/membership/year/year.ts';
import { axeProblems, openBrowser, overflow, visit } from '../support/browser.ts';
import { contextOver } from '../support/context.ts';
import { eventually, openSite, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
});
afterAll(async () => {
  try {
    await browser.close();
    expect(site.log()).toEqual([]);
  } finally {
    await site.remove();
  }
});

/** A member of the site with somebody who speaks for it, by its place in the directory. */
async function memberAt(offset: number) {
  const member = await site.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select(['m.id as membershipId', 'm.allianceId', 'o.id', 'o.name'])
    .where('m.role', '=', 'member')
    .where('a.level', '=', 'global')
    .where('o.status', '=', 'active')
    .orderBy('o.id')
    .offset(offset)
    .limit(1)
    .executeTakeFirstOrThrow();
  const focal = await signIn(site.db, { roles: [{ role: 'focal-point', on: { organisationId: member.id } }] });
  return { ...member, focal };
}
const enter = (token: string) => [{ name: 'session', value: token, url: site.url }];

describe.each([false, true])('with JavaScript %s', (javaScriptEnabled) => {
  test('a focal point confirms by the button of the mail, without an account', async () => {
    const { membershipId, focal } = await memberAt(javaScriptEnabled ? 1 : 0);
    await runMembershipYear(contextOver(site.db, { now: new Date(), actor: { kind: 'system' } }));
    const { email } = await site.db
      .selectFrom('person')
      .select('email')
      .where('id', '=', focal.personId)
      .executeTakeFirstOrThrow();
    const find = () =>
      site.db
        .selectFrom('mail')
        .select('text')
        .where('toAddress', '=', email!)
        .where('kind', '=', 'membership.confirm')
        .executeTakeFirst();
    await eventually(async () => (await find()) !== undefined);
    const path = /(\/answer\/[\w.-]+)/.exec((await find())!.text)![1]!;
    const { context, page, complaints } = await visit(browser, site.url, { javaScriptEnabled, locale: 'en' });
    const row = () =>
      site.db.selectFrom('confirmation').selectAll().where('membershipId', '=', membershipId).executeTakeFirstOrThrow();
    const before = await row();
    await page.goto(site.url + path);
    expect(await row()).toEqual(before);
    await page.locator('form[action="?/confirm"] button').click();
    await page.waitForURL(`**${path}`);
    await eventually(async () => (await row()).answer === 'stays');
    await page.goto(site.url + path);
    expect(await page.locator('main form').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('stays');
    // The link signs nobody in.
    expect((await context.cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a focal point edits the entry and asks for another name, and the secretariat makes the change', async () => {
    const member = await memberAt(javaScriptEnabled ? 3 : 2);
    const { context, page, complaints } = await visit(browser, site.url, { javaScriptEnabled, locale: 'en' });
    await context.addCookies(enter(member.focal.token));
    await page.goto(`${site.url}/desk/member/${member.id}`);
    await page.locator(`main a[href$="/desk/member/${member.id}/people"]`).click();
    await page.waitForURL('**/people');
    await page.goto(`${site.url}/desk/member/${member.id}`);
    await page.locator(`main a[href$="/desk/member/${member.id}/edit"]`).last().click();
    await page.waitForURL('**/edit');
    await page.locator('#website').fill('not a page');
    await page.locator('#summary').fill('We build play streets.');
    await page.locator('main form.form button').click();
    await page.locator('.errors').waitFor();
    expect(await page.locator('#summary').inputValue()).toBe('We build play streets.');
    await page.locator('#website').fill('play.example');
    await page.locator('#offers').fill('Street closures, explained.');
    await page.locator('main form.form button').click();
    await page.waitForURL(new RegExp(`/desk/member/${member.id}\\?said=`));
    expect(await page.locator('main').textContent()).toContain('We build play streets.');
    await page.locator('main a[href$="/name"]').click();
    await page.waitForURL('**/name');
    await page.locator('#name').fill(`${member.name} International`);
    await page.locator('#reason').fill('We work in more countries now.');
    await page.locator('main form.form button').click();
    await page.waitForURL(new RegExp(`/desk/member/${member.id}\\?said=`));
    // One waits, so there is nothing to fill in for a second.
    await page.goto(`${site.url}/desk/member/${member.id}/name`);
    expect(await page.locator('main').textContent()).toContain(`${member.name} International`);
    expect(await page.locator('main form').count()).toBe(0);
    const { id } = await site.db
      .selectFrom('organisationChange')
      .select('id')
      .where('organisationId', '=', member.id)
      .executeTakeFirstOrThrow();
    expect((await page.goto(`${site.url}/desk/changes/${id}`))!.status()).toBe(404);
    const officer = await signIn(site.db, { roles: [{ role: 'officer', on: { allianceId: member.allianceId } }] });
    await context.addCookies(enter(officer.token));
    await page.goto(`${site.url}/desk/changes/${id}`);
    await page.locator('button[name=accept][value=yes]').click();
    await page.waitForURL(/\/desk\?said=done$/);
    const organisation = await site.db
      .selectFrom('organisation')
      .selectAll()
      .where('id', '=', member.id)
      .executeTakeFirstOrThrow();
    expect(organisation.name).toBe(`${member.name} International`);
    // The name until now stays one that is found.
    expect([...organisation.aliases, organisation.shortName]).toContain(member.name);
    // What it offers is for everybody to read, as the form said.
    await page.goto(`${site.url}/members/${organisation.slug}`);
    expect(await page.locator('article').textContent()).toContain('Street closures, explained.');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('the pages of a member are for everybody: nothing against them from axe, nothing wider than a phone', async () => {
  const member = await memberAt(4);
  await site.db.updateTable('membership').set({ confirmedAt: null }).where('id', '=', member.membershipId).execute();
  const officer = await signIn(site.db, { roles: [{ role: 'officer', on: { allianceId: member.allianceId } }] });
  const problems: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [locale, width] of [
      ['', 360],
      ['/ar', 1280]
    ] as const) {
      const { context, page } = await visit(browser, site.url, { colorScheme, viewport: { width, height: 900 } });
      const look = async (path: string) => {
        await page.goto(site.url + locale + path);
        problems.push(...(await axeProblems(page)).map((problem) => `${path} ${colorScheme} ${problem}`));
        const { pixels, by } = await overflow(page);
        if (pixels > 0) problems.push(`${locale}${path} is ${pixels} wider: ${by.join(' ')}`);
      };
      await context.addCookies(enter(member.focal.token));
      for (const path of ['', '/edit', '/name']) await look(`/desk/member/${member.id}${path}`);
      await look('/members');
      await context.addCookies(enter(officer.token));
      await look(`/desk/memberships/${member.membershipId}`);
      await context.close();
    }
  expect(problems).toEqual([]);
}, 240_000);
