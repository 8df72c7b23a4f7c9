import type { Browser } from 'playwright-core';

/** What a first visit brings over the wire, in bytes as they are sent: compressed, without headers. */
export interface FirstVisit {
  /** HTML, styles and pictures. */
  page: number;
  fonts: number;
  scripts: number;
  requests: number;
}

/** A first visit as a browser makes it that has nothing of the site yet: only what it really asks for counts. */
export async function firstVisit(browser: Browser, url: string, locale: string): Promise<FirstVisit> {
  const context = await browser.newContext({ locale, viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const found: FirstVisit = { page: 0, fonts: 0, scripts: 0, requests: 0 };
    const sizes: Promise<void>[] = [];
    page.on('requestfinished', (request) => {
      const kind = request.resourceType();
      const part = kind === 'font' ? 'fonts' : kind === 'script' ? 'scripts' : 'page';
      found.requests++;
      sizes.push(request.sizes().then(({ responseBodySize }) => void (found[part] += responseBodySize)));
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await Promise.all(sizes);
    return found;
  } finally {
    await context.close();
  }
}

/** The pages that are measured, and the languages: one of each script. */
export const measured = {
  paths: ['/', '/library', '/library/urban-air-pollution-and-children', '/events/wuf12', '/about'],
  locales: ['en', 'ar', 'bn']
};

/** What a first visit may bring at most. */
export const limits = { page: 50_000, fonts: 60_000, scripts: 0 };
