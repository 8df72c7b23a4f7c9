import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstVisit, limits, measured } from '../../bench/lib/first-visit.ts';
import { localHref } from '../../src/lib/href.ts';
import { openBrowser } from '../support/browser.ts';
import { openSite, type Site } from '../support/program.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
});
afterAll(async () => {
  try {
    await browser.close();
  } finally {
    await site.remove();
  }
});

test.each(measured.locales)(
  'a first visit in %s brings at most 50 KB and 60 KB of fonts, and no script',
  async (locale) => {
    for (const path of measured.paths) {
      const address = localHref(path, locale);
      const { page, fonts, scripts } = await firstVisit(browser, site.url + address, locale);
      console.log(`${address}: ${page} bytes, fonts ${fonts}`);
      expect(page, address).toBeGreaterThan(5000);
      expect(page, address).toBeLessThanOrEqual(limits.page);
      expect(fonts, address).toBeLessThanOrEqual(limits.fonts);
      expect(scripts, address).toBe(limits.scripts);
    }
  },
  300_000
);
