import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeProblems, openBrowser, overflow, visit } from '../support/browser.ts';
import { eventually, openSite, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';

let site: Site;
let browser: Browser;
let alliance: number;
let organisation: number;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  const row = await site.db
    .selectFrom('organisation as o')
    .innerJoin('alliance as a', 'a.id', 'o.allianceId')
    .select(['o.id', 'o.allianceId'])
    .where('a.level', '=', 'global')
    .where('o.status', '=', 'active')
    .orderBy('o.id')
    .executeTakeFirstOrThrow();
  organisation = row.id;
  alliance = row.allianceId;
});
afterAll(async () => {
  try {
    await browser.close();
    expect(site.log()).toEqual([]);
  } finally {
    await site.remove();
  }
});

const owner = (email?: string) =>
  signIn(site.db, { name: 'Olive', email, roles: [{ role: 'owner', on: { allianceId: alliance } }] });
const focal = (name: string, email?: string) =>
  signIn(site.db, { name, email, roles: [{ role: 'focal-point', on: { organisationId: organisation } }] });
const get = (path: string, cookie = '') => fetch(site.url + path, { headers: { cookie }, redirect: 'manual' });
const head = (page: Page) => page.locator('h1').innerText();

test('the pages of an account and of people are right for axe, as narrow as a phone and in Arabic', async () => {
  const who = await owner();
  const paths = [
    '/account',
    '/account/sessions',
    '/account/data',
    '/account/journal',
    '/desk/people',
    '/desk/people?q=nobodyatall',
    '/desk/people/new',
    `/desk/people/${who.personId}`,
    '/desk/journal',
    `/desk/member/${organisation}/people`
  ];
  await focal('Amina');
  for (const { prefix, width } of [
    { prefix: '', width: 1280 },
    { prefix: '/ar', width: 360 }
  ]) {
    const { context, page } = await visit(browser, site.url, { viewport: { width, height: 800 } });
    await context.addCookies([{ name: 'session', value: who.token, url: site.url }]);
    for (const path of paths) {
      const response = await page.goto(site.url + prefix + path);
      expect([path, response?.status()]).toEqual([path, 200]);
      if (process.env.SHOTS)
        await page.screenshot({
          path: `${process.env.SHOTS}/${width}${path.replace(/\W+/g, '-')}.png`,
          fullPage: true
        });
      expect([path, await axeProblems(page), await overflow(page)]).toEqual([path, [], { pixels: 0, by: [] }]);
    }
    await context.close();
  }
}, 240_000);

test('what is private is not found by strangers, and by those of an organisation only where it is theirs', async () => {
  const amina = await focal('Amina');
  const other = await site.db
    .selectFrom('organisation')
    .select('id')
    .where('id', '<>', organisation)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  for (const path of [
    '/desk/people',
    '/desk/people/new',
    `/desk/people/${amina.personId}`,
    '/desk/journal',
    '/desk/journal/journal.csv',
    `/desk/member/${other.id}/people`
  ])
    expect([path, (await get(path, amina.cookie)).status]).toEqual([path, 404]);
  expect((await get(`/desk/member/${organisation}/people`, amina.cookie)).status).toBe(200);
  for (const path of ['/account', '/account/data', '/account/data.json', '/desk/people', '/desk/journal']) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 303]);
    expect(answer.headers.get('location')).toMatch(/^\/sign-in\?to=/);
  }
});

test.each([false, true])(
  'somebody moves to another address and hands over, with JavaScript %s',
  async (javaScriptEnabled) => {
    const mail = (what: string) => `${what}-${javaScriptEnabled}@people.example`;
    const amina = await focal('Amina', mail('amina'));
    const { context, page } = await visit(browser, site.url, { javaScriptEnabled });
    await context.addCookies([{ name: 'session', value: amina.token, url: site.url }]);
    await page.goto(`${site.url}/account`);
    await page.locator('#digest').selectOption('weekly');
    await page.locator('form[action$="?/digest"] button').click();
    await page.waitForURL('**/account?said=saved');
    expect(await page.locator('#digest').inputValue()).toBe('weekly');
    await page.locator('#email').fill(mail('new'));
    await page.locator('#email').press('Enter');
    await page.waitForURL('**/account?said=address');
    const find = () =>
      site.db.selectFrom('mail').select('text').where('toAddress', '=', mail('new')).executeTakeFirst();
    await eventually(async () => (await find()) !== undefined);
    const path = /\/account\/address\/[\w-]+/.exec((await find())!.text)![0];
    await page.goto(site.url + path);
    await page.locator('main button').click();
    await page.waitForURL('**/account/address/*?done=');
    const { email } = await site.db
      .selectFrom('person')
      .select('email')
      .where('id', '=', amina.personId)
      .executeTakeFirstOrThrow();
    expect(email).toBe(mail('new'));

    await page.goto(`${site.url}/desk/member/${organisation}/people`);
    const section = page.locator('section', { hasText: mail('new') });
    await section.locator('summary').click();
    await section.locator('[name=name]').fill('Njeri');
    await section.locator('[name=email]').fill(mail('njeri'));
    await section.locator('button').click();
    await page.waitForURL('**/account?said=given');
    const held = await site.db
      .selectFrom('personRole as r')
      .innerJoin('person as p', 'p.id', 'r.personId')
      .select('p.email')
      .where('r.organisationId', '=', organisation)
      .where('r.endedAt', 'is', null)
      .where('p.email', 'in', [mail('new'), mail('njeri')])
      .execute();
    expect(held).toEqual([{ email: mail('njeri') }]);
    await context.close();
  }
);

test('somebody takes their data along and deletes their account; the last owner is told why not', async () => {
  const amina = await focal('Amina', 'leaves@people.example');
  const file = await get('/account/data.json', amina.cookie);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect(await file.json()).toMatchObject({ account: { email: 'leaves@people.example' } });
  const { context, page } = await visit(browser, site.url, { javaScriptEnabled: false });
  await context.addCookies([{ name: 'session', value: amina.token, url: site.url }]);
  await page.goto(`${site.url}/account/data`);
  await page.locator('#confirm').fill('somebody@else.example');
  await page.locator('#confirm').press('Enter');
  await page.locator('.errors').waitFor();
  await page.locator('#confirm').fill('Leaves@people.example');
  await page.locator('#confirm').press('Enter');
  await page.waitForURL('**/account/gone');
  expect(await head(page)).toBe('Your account is deleted');
  expect((await get('/account', amina.cookie)).status).toBe(303);

  await site.db.updateTable('personRole').set({ endedAt: new Date() }).where('role', '=', 'owner').execute();
  const olive = await owner('last@people.example');
  await context.addCookies([{ name: 'session', value: olive.token, url: site.url }]);
  await page.goto(`${site.url}/account/data`);
  await page.locator('#confirm').fill('last@people.example');
  const [answer] = await Promise.all([page.waitForResponse(/account\/data/), page.locator('#confirm').press('Enter')]);
  expect(answer.status()).toBe(409);
  expect(await page.locator('[role=alert]').innerText()).toContain('last owner');
  await context.close();
});
