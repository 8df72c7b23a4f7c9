/* Every page of the desk as those who have them see them: barriers, what sticks out, and the weight of its scripts. */
import { readdir, readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localHref } from '../../src/lib/href.ts';
import { axeProblems, expectNoBarrier, openBrowser, visit, type Visit } from '../support/browser.ts';
import { deskPages, filledIn, learnDesk } from '../support/desk-pages.ts';
import { openSite, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';
import { demoPages } from '../support/site-pages.ts';

let site: Site;
let browser: Browser;
/** References and ids of the made-up work, by what stands for them in the addresses. */
let known: Record<string, string | number> = {};

const all = Object.entries(deskPages).flatMap(([who, paths]) => paths.map((path) => [who, path] as const));

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite({ STARTER: 'demo' }), openBrowser()]);
  known = await learnDesk(site.db);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await site?.remove();
});

describe.each(['en', 'ar'] as const)('in %s', (locale) => {
  const visits = new Map<string, Visit>();
  beforeAll(async () => {
    for (const who of Object.keys(deskPages)) {
      const { token } = await signIn(site.db, { name: who, email: `${who}@demo.example`, locale });
      const visited = await visit(browser, site.url, { locale });
      await visited.context.addCookies([{ name: 'session', value: token, url: site.url }]);
      visits.set(who, visited);
    }
  });
  afterAll(async () => {
    for (const { context } of visits.values()) await context.close();
  });

  test.each(all)(
    '%s finds no barrier that axe knows on %s, and it fits both widths',
    async (who, path) => {
      const { page } = visits.get(who)!;
      const address = filledIn(path, known);
      const answer = await page.goto(site.url + localHref(address, locale));
      expect(answer?.status()).toBe(200);
      await expectNoBarrier(visits.get(who)!, locale);
    },
    180_000
  );
});

test.each(['en', 'ar'] as const)(
  'in %s nobody who is a stranger finds a barrier where they choose whom to be',
  async (locale) => {
    const stranger = await visit(browser, site.url, { locale });
    for (const path of demoPages) {
      const answer = await stranger.page.goto(site.url + localHref(path, locale));
      expect(answer?.status()).toBe(200);
      await expectNoBarrier(stranger, locale);
    }
    await stranger.context.close();
  }
);

test('with the keys alone a message is opened, read and answered in three actions', async () => {
  const { token } = await signIn(site.db, { name: 'Nadia', email: 'nadia@demo.example', locale: 'en' });
  const { context, page } = await visit(browser, site.url, { locale: 'en' });
  await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  await page.goto(`${site.url}/desk`);
  await page.locator('#palette').waitFor({ state: 'attached' });
  await page.keyboard.press('j');
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-task'))).toBe(true);
  await page.goto(`${site.url}/desk/messages/${known.message}`);
  await page.locator('#palette').waitFor({ state: 'attached' });
  await page.keyboard.press('r');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL((url) => !url.pathname.endsWith(String(known.message)));
  await page.locator('#palette').waitFor({ state: 'attached' });
  await page.keyboard.press('?');
  expect(await page.locator('#keys').isVisible()).toBe(true);
  expect(await axeProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Play Streets');
  await page.locator('#palette [role=option]', { hasText: 'Play Streets' }).first().waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await context.close();
}, 180_000);

test('the desk on a phone: the way out is there, records are read side by side, and no other language says what was done again', async () => {
  const { token } = await signIn(site.db, { name: 'Nadia', email: 'nadia@demo.example', locale: 'en' });
  const { context, page } = await visit(browser, site.url, { locale: 'en' });
  await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const locale of ['en', 'es', 'fr', 'ar']) {
    await page.goto(site.url + localHref('/desk?said=done&view=held', locale));
    const whole = await page.locator('.who').evaluate((list) => {
      list.querySelector('.name')!.textContent = 'Nadia Oluwaseun Wolfeschlegelsteinhausen';
      const shown = list.getBoundingClientRect();
      return [...list.querySelectorAll('a')].every((link) => {
        const { left, right, bottom } = link.getBoundingClientRect();
        return left >= 0 && right <= innerWidth && bottom <= shown.bottom + 1;
      });
    });
    expect([locale, whole]).toEqual([locale, true]);
    expect(await page.locator('.desk-notices [role=status]').count()).toBeGreaterThan(0);
    expect(await page.locator('a[href*="said="]').count()).toBe(0);
  }
  const [one, other] = await site.db.selectFrom('organisation').select('id').orderBy('id').limit(2).execute();
  await page.goto(`${site.url}/desk/organisations/${one!.id}/merge?with=${other!.id}`);
  const widths = await page
    .locator('.sides tbody tr:first-child td')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
  expect(widths).toHaveLength(2);
  expect(Math.min(...widths)).toBeGreaterThan(120);
  // No mail goes out of a demonstration, with a server or without.
  expect(await page.locator('.desk-notices').textContent()).not.toContain('mail');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('xyzzyxyzzy');
  await page.locator('#palette [role=status]', { hasText: 'xyzzyxyzzy' }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await context.close();
}, 180_000);

test('all scripts together weigh at most 60 KB', async () => {
  const folder = new URL('../../static/scripts/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(files.map(async (name) => brotliCompressSync(await readFile(new URL(name, folder)))));
  expect(files).toContain('desk.js');
  expect(sizes.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(60 * 1024);
});

test('each list is there as a table for whoever sees its page, as it is filtered, and for nobody else', async () => {
  const cookies = new Map<string, string>();
  const get = async (who: string, path: string) => {
    if (!cookies.has(who)) {
      const { token } = await signIn(site.db, { name: who, email: `${who}@demo.example`, locale: 'en' });
      cookies.set(who, `session=${token}`);
    }
    return fetch(site.url + path, { headers: { cookie: cookies.get(who)! } });
  };
  const rows = async (who: string, path: string) => {
    const answer = await get(who, path);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'text/csv; charset=utf-8']);
    return (await answer.text()).trim().split('\r\n').slice(1);
  };
  const { db } = site;
  const applications = await db.selectFrom('application').select('state').where('sentAt', 'is not', null).execute();
  expect((await rows('nadia', '/desk/applications.csv')).length).toBe(applications.length);
  expect((await rows('nadia', '/desk/applications.csv?state=screening')).length).toBe(
    applications.filter(({ state }) => state === 'screening').length
  );
  const mine = await (await get('nadia', '/desk')).text();
  expect((await rows('nadia', '/desk/tasks.csv')).length).toBe(mine.match(/data-task=/g)?.length);
  expect((await rows('nadia', '/desk/people.csv?q=ana%40demo.example')).join()).toMatch(/^[^,]+,ana@demo\.example,/);
  expect((await rows('nadia', '/desk/messages.csv?state=all')).join()).toContain(String(known.message));
  expect((await rows('nadia', '/desk/mails.csv?state=waiting')).length).toBeGreaterThan(0);
  expect((await rows('ruth', '/desk/concerns.csv')).join()).toContain(String(known.concern));
  for (const [who, list] of [
    ['nadia', 'concerns'],
    ['mei', 'people'],
    ['mei', 'messages'],
    ['sara', 'mails'],
    ['nadia', 'constructor']
  ])
    expect([list, (await get(who!, `/desk/${list}.csv`)).status]).toEqual([list, 404]);
});

test('a filter is kept under a name, and a form without one comes back with what it said', async () => {
  const { token } = await signIn(site.db, { name: 'Nadia', email: 'nadia@demo.example', locale: 'en' });
  const { context, page } = await visit(browser, site.url, { locale: 'en', javaScriptEnabled: false });
  await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  await page.goto(`${site.url}/desk/applications?state=screening&kind=&q=&page=1`);
  await page.locator('#name').fill('   ');
  await page.locator('form[action$="/saved?/save"] button').click();
  await page.locator('.errors').waitFor();
  await page.locator('#name').fill('To be read');
  await page.locator('form.form[action*="/save"] button').click();
  await page.waitForURL(/\/desk\/saved\?said=saved$/);
  expect(await page.locator('main').textContent()).toContain('Applications');
  await page.locator('main a', { hasText: 'To be read' }).click();
  await page.waitForURL('**/desk/applications?state=screening');
  await context.close();
});

test('what is put off says until when, and comes back by one button', async () => {
  const { token } = await signIn(site.db, { name: 'Nadia', email: 'nadia@demo.example', locale: 'en' });
  const { context, page } = await visit(browser, site.url, { locale: 'en', javaScriptEnabled: false });
  await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  const at = `${site.url}/desk/applications/${known.screening}`;
  await page.goto(at);
  expect(await page.locator('.task-bar').textContent()).not.toContain('until');
  await page.locator('summary[data-snooze]').click();
  await page.locator('form[action$="?/snooze"] button').click();
  await page.waitForURL(/\/desk\?said=later$/);
  await page.goto(at);
  expect(await page.locator('.task-bar .meta').textContent()).toMatch(/Put off until \d+ \w+ \d{4}/);
  await page.locator('.task-bar > form button', { hasText: 'Bring it back now' }).click();
  await page.waitForURL(/\/desk\?said=back$/);
  await context.close();
});

test('an objection stands in the open at the head of the application, for the secretariat that goes on with it', async () => {
  const { context, page } = await visit(browser, site.url, { locale: 'en', javaScriptEnabled: false });
  const comes = async (name: string) => {
    const { token } = await signIn(site.db, { name, email: `${name.toLowerCase()}@demo.example`, locale: 'en' });
    await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  };
  await comes('Grace');
  await page.goto(`${site.url}/desk/decisions/${known.decision}`);
  await page.locator('form[action$="?/free"] button').click();
  await page.locator('input[name=choice][value=no]').check();
  await page.locator('#note').fill('Their policy is not in force.');
  await page.locator('form[action$="?/say"] button').click();
  await page.waitForURL(/said=done/);
  await comes('Nadia');
  await page.goto(`${site.url}/desk/applications/${known.deciding}`);
  expect(await page.locator('main section').first().innerText()).toMatch(
    /^Result: not adopted, back to the secretariat\s+Grace Wanjiku\s+I object\s+Their policy is not in force\./
  );
  await context.close();
});
