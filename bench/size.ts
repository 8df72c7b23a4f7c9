/**
 * What a first visit brings over the wire, as Chromium counts it on the built program:
 *
 *   node bench/size.ts
 *
 * A line a figure: page and language, part, bytes (compressed, without headers). The limits hold in tests/e2e/size.test.ts.
 */
import { localHref } from '../src/lib/href.ts';
import { openBrowser } from '../tests/support/browser.ts';
import { makePlace, serve } from '../tests/support/program.ts';
import { firstVisit, measured } from './lib/first-visit.ts';

const print = (name: string, value: number, unit: string): void =>
  console.log(`${name.padEnd(64)} ${String(value).padStart(7)} ${unit}`);

const place = await makePlace();
const browser = await openBrowser();
try {
  const program = await serve(place.settings);
  for (const path of measured.paths) {
    for (const locale of measured.locales) {
      const { page, fonts, scripts, requests } = await firstVisit(
        browser,
        program.url + localHref(path, locale),
        locale
      );
      const name = localHref(path, locale);
      print(`${name}: HTML, styles, pictures`, page, 'bytes');
      print(`${name}: fonts`, fonts, 'bytes');
      print(`${name}: JavaScript`, scripts, 'bytes');
      print(`${name}: requests`, requests, '');
    }
  }
} finally {
  await browser.close();
  await place.clean();
}
