/* A real browser for the journeys. */
import axe, { type AxeResults } from 'axe-core';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request
} from 'playwright-core';
import { expect } from 'vitest';

const quiet =
  '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** The Chromium of `CHROMIUM_PATH`, or the system's; `keepsPages` whole in memory to go back to, as people's do. */
export function openBrowser({ keepsPages = false } = {}): Promise<Browser> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    args: [...quiet.split(' '), ...root]
  });
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the browser so far: requests to others, files that are not there, what the policy forbade. */
  complaints: string[];
}

/** The pages that have a script as an extra: the desk, the account, and signing in. All others have none. */
const withExtra = /^(\/\w\w)?\/(desk|account|sign-in)(\/|$)/;
const isExtra = (request: Request): boolean =>
  withExtra.test(new URL(request.frame().url()).pathname) && new URL(request.url()).pathname.startsWith('/scripts/');

/** Somebody who comes to the site for the first time. */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(90_000);
  const complaints: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) complaints.push(`asks ${url}`);
    if (request.resourceType() === 'script' && !isExtra(request)) complaints.push(`loads the script ${url}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== 'document')
      complaints.push(`${response.status()} ${response.url()}`);
  });
  context.on('console', (message) => {
    // The browser's own line on a page that answers 404 or 422.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  return { context, page: await context.newPage(), complaints };
}

/** What axe has to say against a page as it is shown now, a line for each element; `rules` for some rules only. */
export async function axeProblems(page: Page, rules?: string[]): Promise<string[]> {
  // Evaluated, not added as an element: the page's policy allows no script of others.
  await page.evaluate(`window.axe ?? (() => { ${axe.source} })()`);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  // What passed is much more, and takes twice as long to be handed over as the whole look.
  const found = page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`);
  return ((await found) as AxeResults['violations']).flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.split('\n')[1]?.trim()}`)
  );
}

/** Which window and colours axe sees a page in: between its two languages, a page is seen in both. */
const looks = { en: [1280, 'light'], ar: [360, 'dark'] } as const;

/** Expects that axe has nothing against a page, that it fits a wide window and a phone, and that nothing went wrong. */
export async function expectNoBarrier({ page, complaints }: Visit, locale: 'en' | 'ar'): Promise<void> {
  const [seen, colorScheme] = looks[locale];
  await page.emulateMedia({ colorScheme });
  for (const width of [1280, 360].sort((width) => (width === seen ? 1 : -1))) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    expect([width, await overflow(page)]).toEqual([width, { pixels: 0, by: [] }]);
  }
  expect(await axeProblems(page)).toEqual([]);
  expect(complaints.splice(0)).toEqual([]);
}

/** By how many pixels a page is wider than its window, and what sticks out. */
export function overflow(page: Page): Promise<{ pixels: number; by: string[] }> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    const pixels = scrollWidth - clientWidth;
    return { pixels, by: pixels > 0 ? out.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)) : [] };
  });
}
