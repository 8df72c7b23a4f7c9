import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localHref } from '../../src/lib/href.ts';
import { expectNoBarrier, openBrowser, visit, type Visit } from '../support/browser.ts';
import { openSite, post, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';
import { accountPages, halfwayPages, joiningPages } from '../support/site-pages.ts';

let site: Site;
let browser: Browser;
let token: string;
/** Of a session in which the second factor is still to come. */
let halfway: string;
/** The path of an application that is begun and not sent. */
let own: string;

/** Forms that come back when nothing was filled in. */
const forms = ['/join/apply', '/join/link', '/sign-in', ...[1, 2, 3, 4, 5, 6, 7].map((step) => `{own}/${step}`)];

/** A provider that is never asked: the site offers it, and has a page for what comes of it. */
const outside = {
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'site',
  OIDC_CLIENT_SECRET: 's3cret',
  OIDC_NAME: 'Example ID'
};

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(outside), openBrowser()]);
  const { id: allianceId } = await site.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  ({ token } = await signIn(site.db, { roles: [{ role: 'officer', on: { allianceId } }] }));
  const signedIn = await signIn(site.db, { secondFactor: false });
  halfway = signedIn.token;
  const factor = {
    personId: signedIn.personId,
    secret: Buffer.alloc(20),
    createdAt: new Date(),
    confirmedAt: new Date()
  };
  await site.db.insertInto('secondFactor').values(factor).execute();
  const begun = await post(`${site.url}/join/apply`, {
    showing: crypto.randomUUID(),
    name: 'Street Play Society',
    focalName: 'Leila Hassan',
    focalEmail: 'leila@play.example'
  });
  own = (begun.headers.get('location') ?? '').replace(site.url, '').replace(/\/1$/, '');
  expect(own).toMatch(/^\/join\/application\/\d/);
});
afterAll(async () => {
  await browser.close();
  await site.remove();
});

describe.each(['en', 'ar'] as const)('in %s', (locale) => {
  let stranger: Visit;
  let member: Visit;
  const at = (path: string) => site.url + localHref(path.replace('{own}', own), locale);
  beforeAll(async () => {
    stranger = await visit(browser, site.url, { locale });
    member = await visit(browser, site.url, { locale });
    await member.context.addCookies([{ name: 'session', value: token, url: site.url }]);
  });
  afterAll(() => Promise.all([stranger.context.close(), member.context.close()]));

  test.each(joiningPages)('%s has no barrier that axe knows, and fits a narrow phone', async (path) => {
    const answer = await stranger.page.goto(at(path));
    expect(answer?.status()).toBe(path.includes('is-no-link') ? 404 : 200);
    await expectNoBarrier(stranger, locale);
  });

  test.each(accountPages)('%s has no barrier that axe knows, and fits a narrow phone', async (path) => {
    const answer = await member.page.goto(at(path));
    expect(answer?.status()).toBe(200);
    await expectNoBarrier(member, locale);
  });

  test.each(halfwayPages)('%s has no barrier that axe knows, and fits a narrow phone', async (path) => {
    const somebody = await visit(browser, site.url, { locale });
    await somebody.context.addCookies([{ name: 'session', value: halfway, url: site.url }]);
    const answer = await somebody.page.goto(at(path));
    expect([answer?.status(), new URL(somebody.page.url()).pathname]).toEqual([200, localHref(path, locale)]);
    await expectNoBarrier(somebody, locale);
    await somebody.context.close();
  });

  test.each(forms)('the form of %s that came back empty names each problem, without a barrier', async (path) => {
    const { page } = stranger;
    await page.goto(at(path));
    await page.evaluate(() => {
      for (const form of document.querySelectorAll('form')) form.noValidate = true;
      for (const field of document.querySelectorAll<HTMLInputElement>('main :is(input:not([type=hidden]), textarea)'))
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else field.value = '';
      for (const list of document.querySelectorAll<HTMLSelectElement>('main select')) list.value = '';
    });
    await page.locator('main form[method=POST] .row .button').first().click();
    await page.locator('.errors').waitFor();
    for (const link of await page.locator('.errors a').all()) {
      const id = (await link.getAttribute('href'))!.slice(1);
      expect(await page.locator(`[id="${id}"]`).count()).toBe(1);
    }
    await expectNoBarrier(stranger, locale);
  });
});
