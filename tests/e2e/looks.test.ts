import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localHref } from '../../src/lib/href.ts';
import { instanceSecret } from '../../src/lib/server/instance.ts';
import { confirmationToken } from '../../src/lib/server/membership/tokens.ts';
import { subscriberToken } from '../../src/lib/server/newsletter/tokens.ts';
import { expectNoBarrier, openBrowser, visit, type Visit } from '../support/browser.ts';
import { contextOver } from '../support/context.ts';
import { openSite, type Site } from '../support/program.ts';
import { sitePages } from '../support/site-pages.ts';

let site: Site;
let browser: Browser;
/** What stands in the links that only their readers get. */
const secrets: Record<string, string> = {};
/** What each page says to a browser with JavaScript. */
const texts = new Map<string, string>();
const at = (path: string, locale: string) =>
  site.url +
  localHref(
    path.replace(/\{(\w+)\}/, (_, name: string) => secrets[name] ?? ''),
    locale
  );

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  await makeSecrets();
});
afterAll(async () => {
  await browser.close();
  await site.remove();
});

describe.each(['en', 'ar'] as const)('in %s', (locale) => {
  let reader: Visit;
  beforeAll(async () => {
    reader = await visit(browser, site.url, { colorScheme: 'light', locale });
  });
  afterAll(() => reader.context.close());

  test.each(sitePages)('%s has no barrier that axe knows, and fits both widths', async (path) => {
    const { page } = reader;
    await page.setViewportSize({ width: 1280, height: 900 });
    const answer = await page.goto(at(path, locale));
    expect(answer?.status()).toBe(path.includes('nothing-is-here') || path.includes('no-secret') ? 404 : 200);
    if (locale === 'en') texts.set(path, await page.locator('body').innerText());
    await expectNoBarrier(reader, locale);
  });

  test.each(['/contact', '/concern', '/newsletter'])(
    'the form of %s that came back has no barrier either',
    async (path) => {
      const { page } = reader;
      await page.goto(at(path, locale));
      await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
      await page.locator('main form[method=POST] button').last().click();
      await page.locator('[role=alert]').waitFor();
      await expectNoBarrier(reader, locale);
    }
  );

  test.each(['/', '/library', '/contact'])(
    'by the keyboard alone, %s is reached whole, and it shows where one is',
    async (path) => {
      const { page } = reader;
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(at(path, locale));
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main');
      const reachable = await page.evaluate(countReachable);
      const seen = new Set<string>();
      for (let n = 0; n < reachable + 20; n++) {
        const { id, isShown, isMarked } = await page.evaluate(lookAtFocus);
        if (id === '') break;
        expect([id, isShown, isMarked]).toEqual([id, true, true]);
        seen.add(id);
        await page.keyboard.press('Tab');
      }
      expect(seen.size).toBeGreaterThanOrEqual(reachable);
      await page.goto(at(path, locale));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL('**#main');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
    }
  );
});

test('every page says the same without JavaScript', async () => {
  const options = { javaScriptEnabled: false, locale: 'en', viewport: { width: 1280, height: 900 } };
  const { context, page } = await visit(browser, site.url, options);
  for (const [path, text] of texts) {
    await page.goto(at(path, 'en'));
    expect(await page.locator('body').innerText()).toBe(text);
  }
  expect(texts.size).toBe(sitePages.length);
  await context.close();
}, 300_000);

/** The links in the mails of one reader who waits and of one who reads, and the one that the program has said. */
async function makeSecrets(): Promise<void> {
  const ctx = contextOver(site.db, { now: new Date(), instance: { secret: await instanceSecret(site.db) } });
  const { id: allianceId } = await site.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  const row = { allianceId, locale: 'en', consent: 'yes', askedAt: new Date() };
  const rows = [
    { ...row, email: 'waiting@example.org' },
    { ...row, email: 'reading@example.org', confirmedAt: new Date() }
  ];
  const [waiting, reading] = await site.db.insertInto('subscriber').values(rows).returning('id').execute();
  secrets.confirm = subscriberToken(ctx, 'newsletter.confirm', waiting!.id);
  secrets.confirmed = subscriberToken(ctx, 'newsletter.confirm', reading!.id);
  secrets.preferences = subscriberToken(ctx, 'newsletter.preferences', reading!.id);
  secrets.leave = subscriberToken(ctx, 'newsletter.leave', reading!.id);
  const membership = await site.db
    .selectFrom('membership')
    .select('id')
    .where('role', '=', 'member')
    .executeTakeFirstOrThrow();
  const until = new Date(Date.now() + 30 * 86_400_000);
  const question = { membershipId: membership.id, year: 2026, askedAt: new Date(), dueAt: until };
  const asked = await site.db.insertInto('confirmation').values(question).returning('id').executeTakeFirstOrThrow();
  secrets.answer = confirmationToken(ctx, asked.id, until);
  secrets.setup = /\/setup\/([\w-]{32})$/m.exec(site.said())?.[1] ?? '';
  expect(secrets.setup).not.toBe('');
}

/** How many links, fields and buttons a reader can see and use. Of a group of radio buttons the keyboard reaches one. */
function countReachable(): number {
  const all = [
    ...document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary')
  ];
  const usable = all.filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.matches('[type=radio]')
  );
  return usable.length;
}

/** The focused element: which it is, whether the window shows it, and whether something marks it. */
function lookAtFocus(): { id: string; isShown: boolean; isMarked: boolean } {
  const element = document.activeElement;
  if (!element || element === document.body) return { id: '', isShown: true, isMarked: true };
  const all = [...document.querySelectorAll('*')];
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const isShown = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && right > left;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const isMarked = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  return { id: `${all.indexOf(element)} ${element.outerHTML.slice(0, 90)}`, isShown, isMarked };
}
