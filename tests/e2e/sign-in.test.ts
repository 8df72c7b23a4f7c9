import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOver } from '../support/context.ts';
import { axeProblems, openBrowser, overflow, visit } from '../support/browser.ts';
import { eventually, fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';
import { inviteLater } from '../../src/lib/server/people/invitations.ts';
import { hashPassword } from '../../src/lib/server/people/access/password-hash.ts';
import { storePassword } from '../../src/lib/server/people/access/passwords.ts';
import { personAt } from '../../src/lib/server/people/people.ts';

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

const right = 'zebra crossing at noon';
const ctx = () => contextOver(site.db, { now: new Date(), actor: { kind: 'operator' } });
const mailsTo = (email: string, kind = 'people.sign-in') =>
  site.db
    .selectFrom('mail')
    .selectAll()
    .where('toAddress', '=', email)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute();
/** The link in the newest mail; a link begins with what the program knows of itself, here no port. */
async function linkTo(email: string, count = 1, kind = 'people.sign-in'): Promise<string> {
  await eventually(async () => (await mailsTo(email, kind)).length >= count);
  const text = (await mailsTo(email, kind)).at(-1)!.text;
  return site.url + (/^http:\/\/localhost:0(\/\S+)$/m.exec(text)?.[1] ?? '');
}
async function withPassword(email: string): Promise<number> {
  const id = await personAt(ctx(), { name: 'Amina Otieno', email, locale: 'en' });
  await storePassword(ctx(), id, await hashPassword(right));
  return id;
}
const cookiesOf = (answer: Response) =>
  Object.fromEntries(answer.headers.getSetCookie().map((line) => line.split(';')[0]!.split('=')));
const sessionsOf = async (email: string) =>
  site.db
    .selectFrom('session as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select(['s.id', 's.method'])
    .where('p.email', '=', email)
    .execute();
const byPassword = (email: string, password: string, headers = {}) =>
  post(`${site.url}/sign-in`, { email, password, how: 'password' }, headers);

/** Where the browser runs no script axe cannot wait for its own answer. */
async function isFine(page: Page, scripts = true) {
  for (const colorScheme of scripts ? (['light', 'dark'] as const) : []) {
    await page.emulateMedia({ colorScheme });
    expect(await axeProblems(page)).toEqual([]);
  }
  expect((await overflow(page)).by).toEqual([]);
}

describe.each([false, true])('with JavaScript %s', (javaScriptEnabled) => {
  const phone = { javaScriptEnabled, locale: 'en', viewport: { width: 360, height: 760 } };

  test(
    'somebody is invited, opens the account, signs out, comes back by a link, and then by a password',
    { timeout: 240_000 },
    async () => {
      const email = `invited-${javaScriptEnabled}@people.example`;
      const id = await personAt(ctx(), { name: 'Amina Otieno', email, locale: 'en' });
      await inviteLater(ctx(), id);
      const { context, page, complaints } = await visit(browser, site.url, phone);
      const invitation = await linkTo(email, 1, 'people.invitation');
      await page.goto(invitation);
      await isFine(page, javaScriptEnabled);
      expect(await sessionsOf(email)).toEqual([]);
      await page.locator('main form button').click();
      await page.waitForURL('**/desk');
      await page.goto(invitation);
      expect(await page.locator('main form').count()).toBe(0);
      await isFine(page, javaScriptEnabled);

      await page.goto(`${site.url}/account/password`);
      await page.locator('#password').fill('password123');
      await page.locator('main form button').click();
      await page.locator('.errors[role=alert]').waitFor();
      expect(await page.locator('#password').inputValue()).toBe('');
      await isFine(page, javaScriptEnabled);
      await page.locator('#password').fill(right);
      await page.locator('main form button').click();
      await page.waitForURL('**/account/password?said=password');

      await page.goto(`${site.url}/sign-out`);
      await isFine(page, javaScriptEnabled);
      await page.locator('main form button').click();
      await page.locator('main form').waitFor({ state: 'detached' });
      expect(await sessionsOf(email)).toEqual([]);

      await page.goto(`${site.url}/desk?view=done`);
      await page.waitForURL('**/sign-in?to=*');
      await isFine(page, javaScriptEnabled);
      await page.locator('#email').fill(email);
      await page.locator('button[value=link]').click();
      await page.waitForURL('**/sign-in/sent');
      await isFine(page, javaScriptEnabled);
      const link = await linkTo(email);
      await page.goto(link);
      await isFine(page, javaScriptEnabled);
      expect(await sessionsOf(email)).toEqual([]);
      await page.locator('main form button').click();
      await page.waitForURL('**/desk?view=done');
      expect(await sessionsOf(email)).toMatchObject([{ method: 'link' }]);
      await page.goto(link);
      expect(await page.locator('main form').count()).toBe(0);
      await isFine(page, javaScriptEnabled);

      await page.goto(`${site.url}/sign-out`);
      await page.locator('main form button').click();
      await page.locator('main form').waitFor({ state: 'detached' });
      await page.goto(`${site.url}/sign-in`);
      await page.locator('summary', { hasText: 'password' }).click();
      await page.locator('#email').fill(email);
      await page.locator('#password').fill('not this one at all');
      await page.locator('#password').press('Enter');
      await page.locator('.errors[role=alert]').waitFor();
      expect(await page.locator('#email').inputValue()).toBe(email);
      await isFine(page, javaScriptEnabled);
      await page.locator('#password').fill(right);
      await page.locator('button[value=password]').click();
      await page.waitForURL('**/desk');
      // The same browser all along: nothing to tell of.
      expect(await mailsTo(email, 'people.new-device')).toEqual([]);
      expect(complaints.filter((line) => !line.startsWith('loads the script'))).toEqual([]);
      await context.close();
    }
  );
});

test(
  'the printed link makes the first owner, who is asked for a second factor, and makes no other',
  { timeout: 300_000 },
  async () => {
    const link = /(http:\S+\/setup\/[\w-]{32})$/m.exec(site.said())![1]!;
    const { context, page } = await visit(browser, site.url, {
      viewport: { width: 360, height: 760 }
    });
    await page.goto(link);
    await isFine(page);
    await page.locator('#name').fill('Olu Adeyemi');
    await page.locator('#email').fill('olu@people.example');
    await page.locator('#password').fill('adeyemi-adeyemi');
    await page.locator('main form button').click();
    await page.locator('.errors[role=alert]').waitFor();
    expect(await page.locator('#name').inputValue()).toBe('Olu Adeyemi');
    await isFine(page);
    await page.locator('#password').fill(right);
    await page.locator('main form button').click();
    await page.waitForURL('**/account/second-factor?to=*');
    const held = await site.db
      .selectFrom('personRole as r')
      .innerJoin('person as p', 'p.id', 'r.personId')
      .select('r.role')
      .where('p.email', '=', 'olu@people.example')
      .execute();
    expect(held).toEqual([{ role: 'owner' }]);
    expect((await page.goto(link))!.status()).toBe(404);
    expect((await post(link, { name: 'Eve', email: 'eve@people.example', language: 'en' })).status).toBe(404);
    await context.close();
  }
);

describe('attackers', () => {
  test('learn from no answer whether an address has an account', { timeout: 300_000 }, async () => {
    await withPassword('known@people.example');
    const times: Record<string, number[]> = {};
    const answers = new Set<string>();
    const ways = [
      ['known@people.example', { how: 'link' }],
      ['nobody@people.example', { how: 'link' }],
      ['known@people.example', { how: 'password', password: 'not the right one' }],
      ['nobody@people.example', { how: 'password', password: 'not the right one' }]
    ] as const;
    // By turns, so that what warms up on the way does so for all.
    for (let n = 0; n < 3; n++) {
      for (const [email, fields] of ways) {
        const began = performance.now();
        const answer = await post(`${site.url}/sign-in`, { ...fields, email });
        const text = (await answer.text()).replaceAll(email, 'EMAIL');
        (times[`${email} ${fields.how}`] ??= []).push(Math.round(performance.now() - began));
        answers.add(
          JSON.stringify([
            fields.how,
            answer.status,
            answer.headers.get('location'),
            answer.headers.getSetCookie(),
            text
          ])
        );
      }
    }
    console.log('milliseconds of answers', times);
    expect([...answers].map((answer) => (JSON.parse(answer) as unknown[]).slice(0, 2))).toEqual([
      ['link', 303],
      ['password', 422]
    ]);
    await eventually(async () => (await mailsTo('known@people.example')).length > 0);
    expect(await mailsTo('nobody@people.example')).toEqual([]);
  });

  test(
    'who guess are kept waiting, and neither the owner’s browser nor the link by mail is',
    { timeout: 300_000 },
    async () => {
      const email = 'guessed@people.example';
      await withPassword(email);
      const { device } = cookiesOf(await byPassword(email, right));
      const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => byPassword(email, `guess number ${n}`)));
      const slow = (await Promise.all(guesses.map((guess) => guess.text()))).filter((text) =>
        text.includes('quarter of an hour')
      );
      expect(slow).toHaveLength(7);
      expect((await byPassword(email, right)).status).toBe(422);
      expect((await byPassword(email, right, { cookie: `device=${device}` })).status).toBe(303);
      expect((await post(`${site.url}/sign-in`, { email, how: 'link' })).status).toBe(303);
      await linkTo(email);
    }
  );

  test('who planted cookies or send forms from elsewhere get no session', async () => {
    const email = 'planted@people.example';
    await withPassword(email);
    const before = await signIn(site.db, { email: 'former@people.example' });
    const answer = await byPassword(email, right, { cookie: `${before.cookie}; device=planted` });
    const { session, device } = cookiesOf(answer);
    expect([answer.status, session === before.token, device === 'planted']).toEqual([303, false, false]);
    expect(answer.headers.getSetCookie().every((line) => /HttpOnly/.test(line) || line.startsWith('posted'))).toBe(
      true
    );
    const desk = (cookie: string) => fetch(`${site.url}/desk`, { redirect: 'manual', headers: { cookie } });
    expect((await desk(before.cookie)).status).toBe(303);
    expect((await desk(`session=${session}`)).status).toBe(200);
    const forged = { origin: 'https://evil.example' };
    expect((await byPassword(email, right, forged)).status).toBe(403);
    const out = (headers: object) => post(`${site.url}/sign-out`, {}, { cookie: `session=${session}`, ...headers });
    expect((await out(forged)).status).toBe(403);
    expect((await desk(`session=${session}`)).status).toBe(200);
    expect((await out({})).status).toBe(303);
    expect((await desk(`session=${session}`)).status).toBe(303);
  });

  test('who forge or replay links get the way to a new one, and a mail leads to no host that a stranger named', async () => {
    const email = 'links@people.example';
    await withPassword(email);
    await post(
      `${site.url}/sign-in`,
      { email, how: 'link', to: '//evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', origin: 'https://evil.example' }
    );
    const link = await linkTo(email);
    expect((await mailsTo(email))[0]!.text).not.toContain('evil.example');
    expect((await mailsTo(email))[0]!.html).not.toContain('evil.example');
    const forged = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const url of [forged, link.replace('/sign-in/link/', '/invitation/'), `${site.url}/invitation/x`]) {
      const answer = await post(url, {});
      expect([answer.status, answer.headers.getSetCookie().some((line) => line.startsWith('session'))]).toEqual([
        404,
        false
      ]);
    }
    const answers = await Promise.all([post(link, {}), post(link, {}), post(link, {})]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
    // Used, with a letter changed, for another purpose, made up: one page, one status.
    const pages = await Promise.all(
      [link, forged, `${site.url}/sign-in/link/x`].map(async (url) => {
        const answer = await fetch(url);
        return [answer.status, (await answer.text()).replaceAll(new URL(url).pathname, '')];
      })
    );
    expect(pages.map(([status]) => status)).toEqual([404, 404, 404]);
    expect(new Set(pages.map(([, text]) => text)).size).toBe(1);
    expect(await sessionsOf(email)).toHaveLength(1);
  });

  test('lead nobody to another site', async () => {
    const email = 'led@people.example';
    await withPassword(email);
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/%2F/evil.example/..//x',
      '/%5Cevil.example',
      'javascript:alert(1)'
    ]) {
      const answer = await post(`${site.url}/sign-in`, { email, password: right, how: 'password', to });
      expect(answer.status).toBe(303);
      expect(new URL(answer.headers.get('location')!, site.url).origin).toBe(site.url);
      const { session } = cookiesOf(answer);
      const back = await fetch(`${site.url}/sign-in?to=${encodeURIComponent(to)}`, {
        redirect: 'manual',
        headers: { cookie: `session=${session}`, ...fromElsewhere() }
      });
      expect(new URL(back.headers.get('location')!, site.url).origin).toBe(site.url);
    }
    expect(
      (
        await post(`${site.url}/sign-in`, { email, password: right, how: 'password', to: '/es/desk?view=done' })
      ).headers.get('location')
    ).toBe('/es/desk?view=done');
  });

  test('who sign in elsewhere are told of to the owner, without an address of theirs', async () => {
    const email = 'told@people.example';
    await withPassword(email);
    await byPassword(email, right);
    const agent = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';
    await byPassword(email, right, { 'user-agent': agent });
    await eventually(async () => (await mailsTo(email, 'people.new-device')).length > 0);
    const [mail] = await mailsTo(email, 'people.new-device');
    expect(mail!.text).toContain('Firefox · Android');
    expect(mail!.text).not.toMatch(/10\.\d+\.\d+\.\d+/);
  });
});

test('going back on a shared computer shows nothing after signing out', async () => {
  const { token } = await signIn(site.db, { name: 'Shared Screen' });
  const own = await openBrowser({ keepsPages: true });
  try {
    const { page, context } = await visit(own, site.url, { extraHTTPHeaders: fromElsewhere() });
    await context.addCookies([{ name: 'session', value: token, url: site.url }]);
    await page.goto(`${site.url}/account`);
    expect(await page.locator('#name').inputValue()).toBe('Shared Screen');
    await page.goto(`${site.url}/account/sessions`);
    await page.goto(`${site.url}/sign-out`);
    await page.locator('main form button').click();
    await page.locator('main a[href="/sign-in"]').waitFor();
    const seen: string[] = [];
    for (let i = 0; i < 3; i++) {
      await page.goBack().catch(() => null);
      await page.locator('body').waitFor();
      seen.push(`${new URL(page.url()).pathname} ${await page.locator('#name').count()}`);
    }
    expect(seen.filter((each) => each.startsWith('/account') || each.endsWith('1'))).toEqual([]);
  } finally {
    await own.close();
  }
});

test('a browser whose session was ended elsewhere loses it and what it keeps; a form leaves it what was typed', async () => {
  const cookie = 'session=ended-elsewhere';
  const asked = await fetch(`${site.url}/desk`, { redirect: 'manual', headers: { cookie } });
  expect([asked.status, asked.headers.get('clear-site-data')]).toEqual([303, '"cache"']);
  expect(asked.headers.getSetCookie()).toEqual([expect.stringMatching(/^session=; Max-Age=0; Path=\//)]);
  const stranger = await fetch(`${site.url}/desk`, { redirect: 'manual' });
  expect([stranger.status, stranger.headers.get('clear-site-data')]).toEqual([303, null]);
  const sent = await post(`${site.url}/account?/change`, { name: 'Typed' }, { cookie });
  expect([sent.status, sent.headers.get('clear-site-data'), sent.headers.getSetCookie()]).toEqual([401, null, []]);
});
