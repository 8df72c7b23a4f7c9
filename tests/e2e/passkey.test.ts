/* Passkeys with the authenticator that Chromium makes up (WebAuthn, section 11), and codes of an app. */
import { Secret, TOTP } from 'otpauth';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems, openBrowser, overflow, visit } from '../support/browser.ts';
import { fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { signIn, type SomebodySignedIn } from '../support/signed-in.ts';

let site: Site;
let origin: string;
let browser: Browser;
let globalId: number;

beforeAll(async () => {
  site = await openSite();
  // A passkey belongs to a name, never to a number (WebAuthn, section 5.1.2): the program says its address by name.
  origin = site.url;
  browser = await openBrowser();
  ({ id: globalId } = await site.db
    .selectFrom('alliance')
    .select('id')
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow());
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await site?.remove();
});

const officer = () => [{ role: 'officer' as const, on: { allianceId: globalId } }];

interface Device {
  page: Page;
  cdp: CDPSession;
  authenticatorId: string;
  close: () => Promise<void>;
}

/** A browser with an authenticator, signed in as somebody or as nobody. */
async function device(somebody?: SomebodySignedIn, javaScriptEnabled = true): Promise<Device> {
  const { context, page } = await visit(browser, origin, {
    javaScriptEnabled,
    viewport: { width: 360, height: 800 },
    extraHTTPHeaders: {}
  });
  if (somebody) await carry(page, somebody.token);
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  });
  return { page, cdp, authenticatorId, close: () => context.close() };
}

const carry = (page: Page, token: string) =>
  page.context().addCookies([{ name: 'session', value: token, url: origin, httpOnly: true, sameSite: 'Lax' }]);

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto(`${origin}/account/passkeys`);
  await page.locator('#new-name').fill(name);
  await page.locator('[data-passkey] button').click();
  await page.locator('.passkeys strong', { hasText: name }).waitFor();
}

/** Signs in with whatever passkey the device has. */
async function askForPasskey(page: Page): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.locator('[data-passkey=get] button').click();
}

const sessionOf = async (page: Page) =>
  (await page.context().cookies(origin)).find(({ name }) => name === 'session')?.value;

const passkeysOf = (personId: number) =>
  site.db.selectFrom('passkey').selectAll().where('personId', '=', personId).orderBy('id').execute();

const codeOf = (secret: string, step = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({
    timestamp: Date.now() + step * 30_000
  });

describe('passkeys', () => {
  test('one is added, signs in with both factors, is renamed and removed, and then opens nothing', async () => {
    const amina = await signIn(site.db, { roles: officer(), secondFactor: true });
    await site.db.insertInto('secondFactor').values(confirmed(amina.personId)).execute();
    const { page, close } = await device(amina);
    await addPasskey(page, 'Blue phone');
    await page.context().clearCookies();
    await askForPasskey(page);
    await page.waitForURL(`${origin}/desk`);
    const { method, secondFactorAt } = await site.db
      .selectFrom('session')
      .selectAll()
      .where('personId', '=', amina.personId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect({ method, factor: secondFactorAt !== null }).toEqual({ method: 'passkey', factor: true });
    expect(await page.locator('.resting').count()).toBe(0);
    await page.goto(`${origin}/account/passkeys`);
    await page.locator('.passkeys summary').click();
    await page.locator('.passkeys input[name=name]').fill('Old phone');
    await page.locator('form[action="?/rename"] button').click();
    await page.locator('.passkeys strong', { hasText: 'Old phone' }).waitFor();
    await page.locator('.passkeys summary').click();
    await page.locator('form[action="?/remove"] button').click();
    await page.waitForFunction(() => !document.querySelector('.passkeys strong'));
    await page.context().clearCookies();
    await askForPasskey(page);
    await page.locator('[data-passkey=get] [role=alert]').waitFor();
    expect(await sessionOf(page)).toBeUndefined();
    await close();
  });

  test('a device that does not make sure who holds it is refused', async () => {
    const { page, cdp, authenticatorId, close } = await device(await signIn(site.db));
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.goto(`${origin}/account/passkeys`);
    await page.locator('#new-name').fill('Nobody');
    await page.locator('[data-passkey] button').click();
    await page.locator('[data-passkey] [role=alert]').waitFor();
    expect(await page.locator('.passkeys strong').count()).toBe(0);
    await close();
  });

  test('a counter that did not move on is refused: the passkey was copied', async () => {
    const amina = await signIn(site.db);
    const { page, close } = await device(amina);
    await addPasskey(page, 'Phone');
    await site.db.updateTable('passkey').set({ counter: 1000 }).where('personId', '=', amina.personId).execute();
    await page.context().clearCookies();
    await askForPasskey(page);
    await page.locator('[data-passkey=get] [role=alert]').waitFor();
    expect(await sessionOf(page)).toBeUndefined();
    await close();
  });

  test('an answer that is sent again, from elsewhere, for another challenge or changed signs nobody in', async () => {
    const amina = await signIn(site.db);
    const { page, close } = await device(amina);
    await addPasskey(page, 'Phone');
    await page.context().clearCookies();
    let sent = '';
    page.on('request', (request) => {
      if (request.url() === `${origin}/sign-in/passkey`) sent = request.postData() ?? '';
    });
    await askForPasskey(page);
    await page.waitForURL(`${origin}/desk`);
    await close();
    const headers = { origin, 'content-type': 'application/json', ...fromElsewhere() };
    const begin = async () => {
      const response = await fetch(`${origin}/sign-in/passkey/options`, { method: 'POST', headers, body: '{}' });
      return response.headers.getSetCookie()[0]!.split(';')[0]!;
    };
    const answer = async (body: string, changes: Record<string, string> = {}) => {
      const response = await fetch(`${origin}/sign-in/passkey`, {
        method: 'POST',
        headers: { ...headers, ...fromElsewhere(), ...changes },
        body
      });
      expect(response.headers.getSetCookie().filter((cookie) => /^session=./.test(cookie))).toEqual([]);
      return response.status;
    };
    expect(await answer(sent)).toBe(422);
    expect(await answer(sent, { cookie: await begin() })).toBe(422);
    expect(await answer(sent, { cookie: await begin(), origin: 'https://evil.example' })).toBe(403);
    expect(await answer(sent, { cookie: await begin(), 'content-type': 'text/plain' })).toBe(415);
    for (const body of ['{}', '{"response":null}', '{"response":{"id":7}}', '{"response":{"id":{"a":1},"response":7}}'])
      expect(await answer(body, { cookie: await begin() })).toBe(422);
    for (const body of ['', '[]', '7', '{']) expect(await answer(body, { cookie: await begin() })).toBe(400);
  });

  test('nobody touches the passkey of somebody else, nor adds one without a session', async () => {
    const amina = await signIn(site.db);
    const { page, close } = await device(amina);
    await addPasskey(page, 'Phone of Amina');
    await close();
    const [own] = await passkeysOf(amina.personId);
    const benta = await signIn(site.db);
    const { cookie } = benta;
    for (const [action, fields] of [
      ['rename', { name: 'Mine' }],
      ['remove', {}]
    ] as const) {
      const answer = await post(
        `${origin}/account/passkeys?/${action}`,
        { id: String(own!.id), ...fields } as Record<string, string>,
        { cookie }
      );
      expect(answer.status).toBe(404);
    }
    expect(await passkeysOf(amina.personId)).toMatchObject([{ name: 'Phone of Amina' }]);
    const list = await (await fetch(`${origin}/account/passkeys`, { headers: { cookie } })).text();
    expect(list).not.toContain('Phone of Amina');
    for (const path of ['options', 'add']) {
      const headers = { origin, 'content-type': 'application/json', ...fromElsewhere() };
      const answer = await fetch(`${origin}/account/passkeys/${path}`, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(401);
    }
  });

  test('whoever has only the first factor cannot add a passkey beside the codes that a role needs', async () => {
    const amina = await signIn(site.db, { roles: officer(), secondFactor: false });
    await site.db.insertInto('secondFactor').values(confirmed(amina.personId)).execute();
    const { cookie } = amina;
    const page = await fetch(`${origin}/account/passkeys`, { headers: { cookie }, redirect: 'manual' });
    expect(page.headers.get('location')).toBe('/sign-in/code?to=%2Faccount%2Fpasskeys');
    const headers = { origin, cookie, 'content-type': 'application/json', ...fromElsewhere() };
    const answer = await fetch(`${origin}/account/passkeys/options`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
  });

  test('without JavaScript there is no button, and the page says what it takes', async () => {
    const { page, close } = await device(await signIn(site.db), false);
    await page.goto(`${origin}/account/passkeys`);
    expect(await page.locator('[data-without-passkey]').isVisible()).toBe(true);
    expect(await page.locator('#new-name').isVisible()).toBe(false);
    await close();
  });
});

/** Codes in use, of a secret that nobody knows. */
const confirmed = (personId: number) => ({
  personId,
  secret: Buffer.alloc(48),
  createdAt: new Date(),
  confirmedAt: new Date()
});

describe.each([true, false])('codes of an app (JavaScript: %s)', (javaScriptEnabled) => {
  test('somebody whose role needs them sets them up, and next time gives one and is led on', async () => {
    const amina = await signIn(site.db, { roles: officer(), secondFactor: false });
    const { page, close } = await device(amina, javaScriptEnabled);
    await page.goto(`${origin}/desk`);
    await page.locator('.resting a').click();
    await page.waitForURL('**/account/second-factor?**');
    await page.locator('form[action*="begin"] button').click();
    await page.locator('.square-code').waitFor();
    const secret = (await page.locator('.secret').textContent())!;
    await page.locator('#code').fill('000000');
    await page.locator('form[action*="confirm"] button').click();
    await page.locator('[role=alert] a[href="#code"]').waitFor();
    expect(await page.locator('.secret').textContent()).toBe(secret);
    const before = await sessionOf(page);
    const used = codeOf(secret);
    await page.locator('#code').fill(used);
    await page.locator('form[action*="confirm"] button').click();
    await page.locator('.recovery-codes').waitFor();
    const codes = await page.locator('.recovery-codes li').allTextContents();
    expect(codes).toHaveLength(10);
    expect(await sessionOf(page)).not.toBe(before);
    await page.locator('main a.button').click();
    await page.waitForURL(`${origin}/desk`);
    expect(await page.locator('.resting').count()).toBe(0);
    await page.goto(`${origin}/account/second-factor`);
    expect(await page.content()).not.toContain(secret);
    expect(await page.content()).not.toContain(codes[0]!);
    expect(await page.locator('form[action*="remove"]').count()).toBe(0);

    const again = await signIn(site.db, { email: await emailOf(amina.personId), secondFactor: false });
    await page.context().clearCookies();
    await carry(page, again.token);
    await page.goto(`${origin}/sign-in/code?to=%2Fdesk%3Fview%3Dlater`);
    await page.locator('#code').fill(used);
    await page.locator('main form button').click();
    await page.locator('[role=alert]').waitFor();
    await page.locator('#code').fill(codes[0]!.trim());
    await page.locator('main form button').click();
    await page.waitForURL(`${origin}/desk?view=later`);
    expect(await sessionOf(page)).not.toBe(again.token);
    await close();
  });
});

test('the step after signing in leads to no other site, and to nobody who has not signed in', async () => {
  const visitor = await fetch(`${origin}/sign-in/code?to=//evil.example`, { redirect: 'manual' });
  expect(visitor.headers.get('location')).toBe('/sign-in?to=%2Fdesk');
  const amina = await signIn(site.db, { secondFactor: true });
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
    const headers = { cookie: amina.cookie };
    const answer = await fetch(`${origin}/sign-in/code?to=${encodeURIComponent(to)}`, { headers, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/desk');
  }
});

test('a code is taken from our own pages only', async () => {
  const { cookie, personId } = await signIn(site.db, { secondFactor: false });
  await site.db.insertInto('secondFactor').values(confirmed(personId)).execute();
  const answer = await post(`${origin}/sign-in/code`, { code: '123456' }, { cookie, origin: 'https://evil.example' });
  expect(answer.status).toBe(403);
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('the pages have no fault that axe knows, and fit into 360 pixels', async () => {
    const amina = await signIn(site.db, { roles: officer(), secondFactor: false });
    const { context, page } = await visit(browser, origin, { colorScheme, viewport: { width: 360, height: 800 } });
    await carry(page, amina.token);
    const look = async () => {
      expect(await axeProblems(page)).toEqual([]);
      expect((await overflow(page)).by).toEqual([]);
    };
    await page.goto(`${origin}/account/second-factor`);
    await look();
    await page.locator('form[action*="begin"] button').click();
    await page.locator('.square-code').waitFor();
    await look();
    await page.locator('#code').fill(codeOf((await page.locator('.secret').textContent())!));
    await page.locator('form[action*="confirm"] button').click();
    await page.locator('.recovery-codes').waitFor();
    await look();
    for (const path of ['/account/second-factor', '/account/passkeys', '/ar/account/passkeys', '/desk']) {
      await page.goto(origin + path);
      await look();
    }
    const again = await signIn(site.db, { email: await emailOf(amina.personId), secondFactor: false });
    await carry(page, again.token);
    for (const path of ['/sign-in/code', '/bn/sign-in/code', '/desk']) {
      await page.goto(origin + path);
      await look();
    }
    await context.close();
  });
});

async function emailOf(personId: number): Promise<string> {
  const { email } = await site.db
    .selectFrom('person')
    .select('email')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  return email!;
}
