/* What each person does on the way of an organisation into the alliance, in a browser. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Browser, Page } from 'playwright-core';
export type { Page };
import { axeProblems, overflow, visit } from './browser.ts';
import { eventually, fromElsewhere, type Site } from './program.ts';
import { until } from './until.ts';

export interface Way {
  site: Site;
  browser: Browser;
  javaScriptEnabled: boolean;
  /** Whether the line breaks at each form that is sent. */
  cut: boolean;
  /** Whether each page on the way is looked at with axe. */
  looks: boolean;
  organisation: string;
  email: string;
  problems: string[];
}

/** Somebody's browser on a phone, signed in with a session or not. */
export async function comes(way: Way, token?: string): Promise<Page> {
  const { site, browser, javaScriptEnabled } = way;
  const { context, page } = await visit(browser, site.url, {
    javaScriptEnabled,
    locale: 'en',
    viewport: { width: 360, height: 760 },
    extraHTTPHeaders: fromElsewhere()
  });
  if (token) await context.addCookies([{ name: 'session', value: token, url: site.url }]);
  return page;
}

/** Ends what a person did: their browser is closed. */
export const leaves = (page: Page): Promise<void> => page.context().close();

/** A page is as wide as the phone; in one of the runs nothing is against it from axe either. */
export async function look(way: Way, page: Page): Promise<void> {
  const { pixels, by } = await overflow(page);
  const at = new URL(page.url()).pathname.replace(/[\w-]{40,}[\w.-]*/, 'TOKEN');
  if (pixels > 0) way.problems.push(`${at} is ${pixels} wider: ${by.join(' ')}`);
  if (way.looks) way.problems.push(...(await axeProblems(page)).map((problem) => `${at} ${problem}`));
}

/**
 * What stands in the fields of a page, without what only the program writes into them, and without files: which one was
 * chosen no browser fills in again.
 */
const typed = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main input, main select, main textarea')].flatMap((field) => {
      const { name, type, value, checked } = field as HTMLInputElement;
      if (!name || type === 'hidden' || type === 'file') return [];
      return [[name, type === 'checkbox' || type === 'radio' ? `${value} ${checked}` : value]];
    })
  );

/** The processes that show pages. */
async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/**
 * Sends a form over a line that breaks: the browser shows its error, which is a page of another process. What was typed
 * is written down while the process of the form ends. Nobody is back before that; a test would be, so it waits until a
 * process has ended, and, as that may be one of somebody before, for as long as a person looks at the error at least.
 */
async function seesError({ browser }: Way, page: Page, press: () => Promise<void>): Promise<void> {
  const before = await renderers(browser);
  await press();
  await until(() => page.url().startsWith('chrome-error:'));
  await until(async () => {
    const now = await renderers(browser);
    return before.some((id) => !now.includes(id));
  });
  await pause(500);
}

/** Breaks the line as the form goes out. The line is still away as the person goes back to the form. */
async function loseSending(way: Way, page: Page, press: () => Promise<void>): Promise<void> {
  const before = await typed(page);
  const from = page.url();
  await page.context().setOffline(true);
  await seesError(way, page, press);
  await page.goBack().catch(() => null);
  const isBack = page.url() === from;
  if (isBack) await findsTyped(page, before);
  await page.context().setOffline(false);
  // A page of which nothing may be kept has nothing to type in; its link is opened again.
  if (!isBack) await page.goto(from);
  expect([from, isBack || before.length === 0]).toEqual([from, true]);
}

/** Breaks the line after the form has arrived; it is there again as the person goes back to the form. */
async function loseAnswer(way: Way, page: Page, press: () => Promise<void>): Promise<void> {
  const before = await typed(page);
  const from = page.url();
  const context = page.context();
  let arrived = 0;
  await context.route('**/*', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch({ maxRedirects: 0 });
    arrived++;
    await route.abort('connectionreset');
  });
  await seesError(way, page, press);
  expect(arrived).toBe(1);
  await context.unroute('**/*');
  await page.goBack();
  expect(page.url()).toBe(from);
  if (before.length > 0) await findsTyped(page, before);
}

/** The browser fills the fields in again once the page is read. */
async function findsTyped(page: Page, before: string[][]): Promise<void> {
  await page.locator('h1').waitFor();
  await until(async () => isDeepStrictEqual(await typed(page), before), 5).catch(() => undefined);
  expect(await typed(page)).toEqual(before);
}

/**
 * Sends a form by the button at `selector` and comes where it leads. Where the line is cut, it breaks twice before: as
 * the form goes out, and before the answer comes. What was sent then has arrived, and a page of which nothing is kept
 * may have no such button any more. `choose` chooses a file, as no browser does again.
 */
export async function send(
  way: Way,
  page: Page,
  selector: string,
  to: RegExp,
  choose: () => Promise<void> = () => Promise.resolve()
): Promise<void> {
  await look(way, page);
  const button = () => page.locator(selector).first();
  const press = async () => {
    await choose();
    await button().click({ noWaitAfter: true });
  };
  if (way.cut) {
    await loseSending(way, page, press);
    await loseAnswer(way, page, press);
    if ((await button().count()) === 0) return;
  }
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    press()
  ]);
  expect([selector, answer.status()]).toEqual([selector, 303]);
  await page.waitForURL(to);
  await page.locator('h1').waitFor();
}

/** The newest mail of a kind to an address, once it is written. */
export async function mailTo(way: Way, kind: string, email = way.email): Promise<{ subject: string; text: string }> {
  const find = () =>
    way.site.db
      .selectFrom('mail')
      .select(['subject', 'text'])
      .where('kind', '=', kind)
      .where('toAddress', '=', email)
      .orderBy('id', 'desc')
      .executeTakeFirst();
  await eventually(async () => (await find()) !== undefined);
  return (await find())!;
}

/** The address that a mail leads to; a mail begins with what the program knows of itself, here no port. */
export async function linkIn(way: Way, kind: string, path: RegExp, email = way.email): Promise<string> {
  const { text } = await mailTo(way, kind, email);
  const link = path.exec(text)?.[0];
  expect([kind, link]).toEqual([kind, expect.any(String)]);
  return way.site.url + link!;
}

const ownPage = /\/join\/application\/(?!confirm)[\w.-]+/;

/** The applicant begins, and answers the first three steps. */
export async function begins(way: Way, page: Page): Promise<void> {
  await page.goto(`${way.site.url}/join`);
  await page.locator('main a[href="/join/apply"]').first().click();
  await page.waitForURL('**/join/apply');
  await page.locator('#name').fill(way.organisation);
  await page.locator('#focalName').fill('Fatuma Said');
  await page.locator('#focalEmail').fill(way.email);
  // Sent again from the same showing of the form, it leads to the draft that is there.
  await send(way, page, 'form[action^="/join/apply"] .row button', /\/1$/);
  await page.locator('#shortName').fill(way.organisation.slice(0, 20));
  await page.locator('#kind').selectOption('ngo');
  await page.locator('#country').selectOption({ label: 'Kenya' });
  await page.locator('#city').fill('Mombasa');
  await goOn(way, page, 2);
  await page.locator('summary', { hasText: /^K$/ }).click();
  await page.locator('label.option', { hasText: /^\s*Kenya\s*$/ }).click();
  await goOn(way, page, 3);
  await page.locator('.themes label.option').first().click();
  await send(way, page, 'button[value=leave]:visible', ownPage);
}

const goOn = (way: Way, page: Page, step: number) =>
  send(way, page, '.row button[value=next]', new RegExp(`/${step}$`));

/** On another device, by the link in the mail: the rest of the steps, the second last time without what they need. */
export async function resumes(way: Way, page: Page): Promise<void> {
  await page.goto(await linkIn(way, 'application.begun', ownPage));
  await look(way, page);
  expect(await page.locator('main').textContent()).toContain(way.organisation);
  await page.locator('main .row a').first().click();
  await page.waitForURL(/\/4$/);
  for (const [name, text] of Object.entries(answers)) await page.locator(`#${name}`).fill(text);
  await goOn(way, page, 5);
  await page.locator('input[name=safeguarding][value=writing]').check();
  await page.locator('#safeguardingNote').fill('Two of us write it until March.');
  await goOn(way, page, 6);
  await page.locator('#signatoryEmail').fill(`signs-${way.email}`);
  // Shown again with what is missing, the form is gone back to like any other, with what was added.
  await page.locator('.row button[value=next]').click();
  await page.locator('#signatoryName[aria-invalid]').fill('Sam Signatory');
  expect(page.url()).toMatch(/\/6\?send$/);
  await goOn(way, page, 7);
  await page.locator('#accept').check();
  await goOn(way, page, 8);
  for (const text of Object.values(answers)) expect(await page.locator('main').textContent()).toContain(text);
  await send(way, page, '.row button[value=send]', ownPage);
}

export const answers = {
  does: 'We close streets on Sundays so that children play.',
  why: 'To learn from other cities.',
  offers: 'Our guide to play streets.'
};

/** The address is confirmed by the link in the mail; looking at it confirms nothing. */
export async function confirms(way: Way, page: Page): Promise<void> {
  await page.goto(await linkIn(way, 'application.confirm', /\/join\/application\/confirm\/[\w.-]+/));
  await send(way, page, 'main form button', ownPage);
  await look(way, page);
}

/** The officer reads the application from the queue and asks for more. */
export async function asks(way: Way, page: Page, reference: string, text: string): Promise<void> {
  await page.goto(`${way.site.url}/desk`);
  await look(way, page);
  await page.locator('main a', { hasText: way.organisation }).first().click();
  await page.waitForURL(`**/desk/applications/${reference}`);
  expect(await page.locator('main').textContent()).toContain(answers.does);
  await page.locator('form[action$="?/ask"] textarea').fill(text);
  await send(way, page, 'form[action$="?/ask"] button:not([formaction])', /said=sent/);
}

/** The applicant answers on the page that the mail leads to. */
export async function replies(way: Way, page: Page, asked: string, text: string): Promise<void> {
  const { text: mail } = await mailTo(way, 'application.message');
  expect(mail).toContain(asked);
  await page.goto(await linkIn(way, 'application.message', ownPage));
  expect(await page.locator('main').textContent()).toContain(asked);
  await page.locator('form[action$="?/write"] textarea').fill(text);
  await send(way, page, 'form[action$="?/write"] button', /said=sent/);
  expect(await page.locator('main').textContent()).toContain(text);
}

/** The officer fills the checklist and recommends. */
export async function recommends(way: Way, page: Page, reference: string, told: string): Promise<void> {
  await page.goto(`${way.site.url}/desk/applications/${reference}`);
  expect(await page.locator('main').textContent()).toContain(told);
  for (const item of await page.locator('.check select').all()) await item.selectOption('yes');
  await page.locator('.check input[type=text]').first().fill('Seen on their page.');
  await send(way, page, 'form[action$="?/checks"] button', /said=saved/);
  expect(await page.locator('.check input[type=text]').first().inputValue()).toBe('Seen on their page.');
  await page.locator('input[name=recommendation][value=approve]').check();
  await page.locator('#paper').fill('They close streets every Sunday; we recommend them.');
  await send(way, page, 'form[action$="?/recommend"] button', /said=done/);
}

/** A steering member with an interest withdraws, and finds neither the file nor the votes any more. */
export async function recuses(way: Way, page: Page, decision: number): Promise<void> {
  const at = `${way.site.url}/desk/decisions/${decision}`;
  await page.goto(`${way.site.url}/desk`);
  await page.locator(`main a`, { hasText: way.organisation }).first().click();
  await page.waitForURL(at);
  expect(await page.locator('main').textContent()).not.toContain(answers.does);
  await page.locator('#recusal').fill('I sit on their board.');
  await page.locator('#sure').check();
  await send(way, page, 'form[action$="?/recuse"] button', /\/desk\?said=recused$/);
}

/** A steering member says to be free, reads, and says yes. */
export async function saysYes(way: Way, page: Page, decision: number): Promise<void> {
  await page.goto(`${way.site.url}/desk/decisions/${decision}`);
  await send(way, page, 'form[action$="?/free"] button', /\/decisions\/\d+$/);
  expect(await page.locator('main').textContent()).toContain(answers.does);
  await page.locator('input[name=choice][value=yes]').check();
  await send(way, page, 'form[action$="?/say"] button', /\/d(esk|ecisions)/);
}

/** The focal point opens the account, and does the first steps of a member. */
export async function settlesIn(way: Way, page: Page, logo: Buffer): Promise<void> {
  await page.goto(await linkIn(way, 'people.invitation', /\/invitation\/[\w.-]+/));
  await send(way, page, 'main form button', /\/desk$/);
  await page.goto(`${way.site.url}/desk`);
  await look(way, page);
  await page.locator('main a', { hasText: way.organisation }).first().click();
  await page.waitForURL('**/desk/member/*');
  await look(way, page);
  await page.locator('main a[href$="/edit"]').first().click();
  await page.waitForURL('**/edit');
  await page.locator('#summary').fill('Streets to play in, every Sunday.');
  await page.locator('#website').fill('https://play.example');
  await page.locator('.letters summary', { hasText: 'U' }).click();
  await page.locator('label.option', { hasText: /^\s*Uganda\s*$/ }).click();
  await send(way, page, 'form.form button', /\/desk\/member\/\d+\?said=(settled|saved)$/, () =>
    page.locator('#logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo })
  );
  await look(way, page);
}

/** A year later the button of the mail is pressed, without an account. */
export async function confirmsTheYear(way: Way, page: Page): Promise<void> {
  await page.goto(await linkIn(way, 'membership.confirm', /\/answer\/[\w.-]+/));
  await send(way, page, 'form[action="?/confirm"] button', /\/answer\//);
  await look(way, page);
}
