import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addResource } from '../../src/lib/server/library/resources.ts';
import { openBrowser, visit } from '../support/browser.ts';
import { contextOver } from '../support/context.ts';
import { eventually, openSite, post, type Site } from '../support/program.ts';

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

const subscriber = (email: string) =>
  site.db.selectFrom('subscriber').selectAll().where('email', '=', email).executeTakeFirstOrThrow();
/** Waits for the mail that a job writes. */
async function mailOf(kind: string, email: string) {
  const find = () =>
    site.db.selectFrom('mail').selectAll().where('toAddress', '=', email).where('kind', '=', kind).executeTakeFirst();
  await eventually(async () => (await find()) !== undefined);
  return (await find())!;
}
/** A link in a mail begins with what the program knows of itself, here no port. */
const linkIn = (text: string, page: string) =>
  site.url + (new RegExp(`http://localhost:0(/newsletter/${page}/[\\w.-]+)`).exec(text)?.[1] ?? '');

describe.each([true, false])('with JavaScript %s', (javaScriptEnabled) => {
  test('a reader signs up, confirms by her mail, says what she wants, and leaves with one press', async () => {
    const email = `reader-${javaScriptEnabled}@example.org`;
    const { context, page, complaints } = await visit(browser, site.url, { javaScriptEnabled, locale: 'en' });
    await page.goto(site.url);
    await page.locator('#newsletter-email').fill(email);
    await page.locator('form:has(#newsletter-email) button').click();
    await page.waitForURL('**/newsletter/sent');
    const confirm = linkIn((await mailOf('newsletter.confirm', email)).text, 'confirm');
    expect(await subscriber(email)).toMatchObject({ confirmedAt: null, leftAt: null, locale: 'en' });

    await page.goto(confirm);
    // A program that only looks at the link confirms nothing, and finds no other link.
    expect(await subscriber(email)).toMatchObject({ confirmedAt: null });
    expect(await page.content()).not.toContain('/newsletter/preferences/');
    await page.locator('main form button').click();
    await page.waitForURL('**/newsletter/preferences/**');
    expect((await subscriber(email)).confirmedAt).not.toBeNull();
    await page.goto(confirm);
    expect(await page.content()).not.toContain('/newsletter/preferences/');
    await page.locator('main form button').click();
    await page.waitForURL('**/newsletter/preferences/**');

    await page.locator('#language').selectOption('es');
    const theme = page.locator('[name=themes]').first();
    const themeId = Number(await theme.getAttribute('value'));
    await theme.check();
    await page.locator('main form button').first().click();
    await page.waitForURL('**/newsletter/preferences/*?said=saved');
    expect(await subscriber(email)).toMatchObject({ locale: 'es', themeIds: [themeId] });
    expect(await page.locator('#language').inputValue()).toBe('es');

    await page.locator('main a[href*="/newsletter/leave/"]').click();
    await page.waitForURL('**/newsletter/leave/**');
    const loaded = page.waitForEvent('load');
    await page.locator('main form button').click();
    await loaded;
    expect(await page.locator('main form').count()).toBe(0);
    const left = await subscriber(email);
    expect(left).toMatchObject({ themeIds: [] });
    expect(left.leftAt).not.toBeNull();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a mail program leaves for its reader with one bare request, and a second one does no harm', async () => {
  const email = 'one-click@example.org';
  const ask = () => post(`${site.url}/newsletter`, { email, consent: 'yes' });
  expect((await ask()).status).toBe(303);
  const confirm = linkIn((await mailOf('newsletter.confirm', email)).text, 'confirm');
  expect((await post(confirm, {})).status).toBe(303);
  await ask();
  const { headers } = await mailOf('newsletter.reminder', email);
  expect(headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
  const leave = linkIn((headers as Record<string, string>)['List-Unsubscribe'] ?? '', 'leave');
  for (let n = 0; n < 2; n++) {
    const answer = await fetch(leave, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual'
    });
    expect(answer.status).toBe(200);
    expect((await subscriber(email)).leftAt).not.toBeNull();
  }
  expect(
    (
      await fetch(
        leave.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        { method: 'POST', body: new URLSearchParams() }
      )
    ).status
  ).toBe(404);
});

test('a form from another site is refused', async () => {
  const answer = await post(
    `${site.url}/newsletter`,
    { email: 'forged@example.org', consent: 'yes' },
    { origin: 'https://evil.example' }
  );
  expect(answer.status).toBe(403);
  for (const table of ['subscriber', 'subscriberWish'] as const)
    expect(await site.db.selectFrom(table).select('id').where('email', '=', 'forged@example.org').execute()).toEqual(
      []
    );
});

test('a page from memory is renewed when another process changes what it shows', async () => {
  const page = async () => {
    const answer = await fetch(`${site.url}/library`);
    return { etag: answer.headers.get('etag'), text: await answer.text() };
  };
  const before = await page();
  expect((await page()).etag).toBe(before.etag);
  const ctx = contextOver(site.db, { now: new Date(), actor: { kind: 'system' } });
  const { id: allianceId } = await ctx.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  await addResource(ctx, {
    allianceId,
    slug: 'streets-made-new',
    type: 'report',
    language: 'en',
    languages: ['en'],
    texts: [{ language: 'en', title: 'Streets made new', summary: 'What changed.', body: '' }],
    year: 2026,
    yearNote: null,
    authors: [],
    publisher: null,
    latestYear: null,
    edition: null,
    urlIsList: false,
    own: true,
    licence: null,
    seriesId: null,
    url: 'https://alliance.example/streets',
    keywords: [],
    note: null,
    seenOnHub: false,
    themes: [],
    placeIds: [],
    sources: []
  });
  await eventually(async () => (await page()).text.includes('Streets made new'));
  expect((await fetch(`${site.url}/ar/library/streets-made-new`)).status).toBe(200);
  await eventually(async () =>
    (await (await fetch(`${site.url}/search?q=streets+made+new`)).text()).includes('streets-made-new')
  );
});
