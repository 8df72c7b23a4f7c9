import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localHref } from '../../src/lib/href.ts';
import { expectNoBarrier, openBrowser, visit, type Visit } from '../support/browser.ts';
import { openSite, post, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';

let site: Site;
let browser: Browser;
let token: string;
/** The path of an application that is begun and not sent. */
let own: string;

/** For everybody: what leads into the alliance, and what its mails lead to when their links are over. */
const open = [
  '/join/apply',
  '/join/link',
  '/join/link?sent=1',
  '/join/application/is-no-link',
  '/join/application/confirm/is-no-link',
  '{own}',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => `{own}/${step}`),
  '{own}/withdraw',
  '/sign-in',
  '/sign-in/sent',
  '/sign-in/link/is-no-link',
  '/sign-in/passkey',
  '/sign-out',
  '/invitation/is-no-link',
  '/account/address/is-no-link',
  '/account/gone'
];
const account = ['', '/password', '/passkeys', '/second-factor', '/sessions', '/data', '/journal'];
/** Forms that come back when nothing was filled in. */
const forms = ['/join/apply', '/join/link', '/sign-in', ...[1, 2, 3, 4, 5, 6, 7].map((step) => `{own}/${step}`)];

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  const { id: allianceId } = await site.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  ({ token } = await signIn(site.db, { roles: [{ role: 'officer', on: { allianceId } }] }));
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

  test.each(open)('%s has no barrier that axe knows, and fits a narrow phone', async (path) => {
    await stranger.page.goto(at(path));
    await expectNoBarrier(stranger, locale);
  });

  test.each(account)('/account%s has no barrier that axe knows, and fits a narrow phone', async (path) => {
    const answer = await member.page.goto(at(`/account${path}`));
    expect(answer?.status()).toBe(200);
    await expectNoBarrier(member, locale);
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
