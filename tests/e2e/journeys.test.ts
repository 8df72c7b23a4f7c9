import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, visit, type Visit } from '../support/browser.ts';
import { eventually, openSite, type Site } from '../support/program.ts';
import { until } from '../support/until.ts';

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

describe.each([true, false])('with JavaScript %s', (javaScriptEnabled) => {
  let visitor: Visit;
  const begin = async (locale = 'en') => {
    visitor = await visit(browser, site.url, { javaScriptEnabled, locale, viewport: { width: 1280, height: 900 } });
    return visitor.page;
  };
  const finish = async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  };
  const address = () => {
    const { pathname, search } = new URL(visitor.page.url());
    return pathname + search;
  };

  /** The second press breaks off what the first one began, which `waitForURL` takes for a failure. */
  const pressTwice = async (path: string) => {
    await visitor.page.locator('form.form button').dblclick({ noWaitAfter: true });
    await until(() => address().startsWith(`${path}?reference=`));
    // The second press may still be on its way.
    await visitor.page.waitForLoadState('networkidle');
  };

  test('a researcher finds a report by words and filters, and takes its citation', async () => {
    const page = await begin();
    await page.goto(site.url);
    await page.locator('main a[href="/library"]').first().click();
    await page.waitForURL('**/library');
    await page.locator('main [name=q]').fill('childrn air');
    await page.locator('main [name=q]').press('Enter');
    await page.waitForURL('**/library?q=childrn*');
    const facet = page.locator('nav.facets a[href*="type="]').first();
    const type = new URL((await facet.getAttribute('href')) ?? '', site.url).searchParams.get('type');
    await facet.click();
    await page.waitForURL(`**type=${type}*`);
    expect(address()).toContain('q=childrn');
    await page.locator('main a[href^="/library/"]').first().waitFor();
    await page.locator('nav.facets a[aria-current=true]').click();
    await page.waitForURL((url) => !url.search.includes('type='));
    expect(address()).toBe('/library?q=childrn+air');
    await page.goto(`${site.url}/library?q=air+pollution`);
    await page
      .locator('main a[href^="/library/"]')
      .filter({ hasText: /air pollution/i })
      .first()
      .click();
    await page.locator('#cite').waitFor();
    const download = page.waitForEvent('download');
    await page.locator('a[href$="/cite.ris"]').click();
    expect((await download).suggestedFilename()).toMatch(/^[\w-]+\.ris$/);
    await finish();
  });

  test('a change of language stays on the page and keeps the filters', async () => {
    const page = await begin();
    await page.goto(`${site.url}/library?type=report`);
    await page.locator('header a[hreflang=ar]').first().click();
    await page.waitForURL('**/ar/library?type=report');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await page.locator('header a[hreflang=en]').first().click();
    await page.waitForURL((url) => url.pathname === '/library' && url.search === '?type=report');
    await finish();
  });

  test('a first visitor is offered her language and never forced into it; whoever stays is not asked again', async () => {
    const page = await begin('es');
    await page.goto(`${site.url}/library?type=report`);
    expect(address()).toBe('/library?type=report');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const offer = page.locator('aside.offer');
    const link = offer.locator('a[hreflang=es]');
    expect(await link.getAttribute('lang')).toBe('es');
    await link.click();
    await page.waitForURL('**/es/library?type=report');
    expect(await offer.count()).toBe(0);
    await page.goto(`${site.url}/library?type=report`);
    const loaded = page.waitForEvent('load');
    await offer.locator('button[name=keep]').click();
    await loaded;
    expect(address()).toBe('/library?type=report');
    expect(await offer.count()).toBe(0);
    await page.goto(`${site.url}/about`);
    expect(await offer.count()).toBe(0);
    await finish();
  });

  test('a message that lacks something comes back whole; sent, it has a reference, a receipt and a notice', async () => {
    const page = await begin();
    const email = `amina-${javaScriptEnabled}@example.org`;
    await page.goto(`${site.url}/contact?topic=membership`);
    await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
    await page.locator('#text').fill('We want to join.\n\nHow?');
    await page.locator('form.form button').click();
    await page.locator('[role=alert]').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('We want to join.\n\nHow?');
    expect(await page.locator('#topic').inputValue()).toBe('membership');
    await page.locator('[role=alert] a[href="#email"]').click();
    await page.locator('#email:focus').waitFor();
    await page.keyboard.type(email);
    await page.locator('#name').fill('Amina Otieno');
    await page.locator('form.form button').click();
    await page.waitForURL('**/contact/sent?reference=*');
    const reference = new URL(page.url()).searchParams.get('reference') ?? '';
    expect(await page.locator('main').innerText()).toContain(reference);
    const kept = await site.db
      .selectFrom('message')
      .select(['text', 'topic', 'reference'])
      .where('email', '=', email)
      .execute();
    expect(kept).toEqual([{ text: 'We want to join.\n\nHow?', topic: 'membership', reference }]);
    const mails = () =>
      site.db
        .selectFrom('mail')
        .select(['kind', 'toAddress', 'replyTo'])
        .where('subject', 'like', `%${reference}%`)
        .orderBy('kind')
        .execute();
    await eventually(async () => (await mails()).length > 1);
    expect(await mails()).toEqual([
      { kind: 'contact.notice', toAddress: 'secretariat@alliance.example', replyTo: email },
      { kind: 'contact.receipt', toAddress: email, replyTo: null }
    ]);
    await finish();
  });

  test('a button pressed twice, and a page reloaded, send one message', async () => {
    const page = await begin();
    const email = `hasty-${javaScriptEnabled}@example.org`;
    await page.goto(`${site.url}/contact`);
    await page.locator('#topic').selectOption('other');
    await page.locator('#text').fill('Once only.');
    await page.locator('#name').fill('Hasty');
    await page.locator('#email').fill(email);
    await pressTwice('/contact/sent');
    await page.reload();
    await page.goBack();
    await page.goForward();
    expect(await site.db.selectFrom('message').select('text').where('email', '=', email).execute()).toEqual([
      { text: 'Once only.' }
    ]);
    await finish();
  });

  test('a concern pressed twice is one, one that lacked words too; the same words from another are another', async () => {
    const text = `Help me, ${javaScriptEnabled}`;
    const concerns = () => site.db.selectFrom('concern').select('text').where('text', '=', text).execute();
    const references = new Set<string>();
    for (const _ of ['one child', 'another child']) {
      const page = await begin();
      await page.goto(`${site.url}/concern`);
      const showing = await page.locator('[name=showing]').inputValue();
      await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
      await page.locator('form.form button').click();
      await page.locator('[role=alert]').waitFor();
      expect(await page.locator('[name=showing]').inputValue()).toBe(showing);
      await page.locator('#text').fill(text);
      await pressTwice('/concern/sent');
      references.add(page.url());
      await finish();
    }
    expect(references.size).toBe(2);
    expect(await concerns()).toHaveLength(2);
  });

  test('a concern is kept apart, and its mail says nothing of what was written', async () => {
    const page = await begin();
    const text = `A secret worry, ${javaScriptEnabled}.`;
    await page.goto(`${site.url}/about`);
    await page.locator('a[href="/concern"]').first().click();
    await page.locator('#text').fill(text);
    await page.locator('[name=urgent][value=yes]').check();
    await page.locator('form.form button').click();
    await page.waitForURL('**/concern/sent?reference=*');
    const reference = new URL(page.url()).searchParams.get('reference') ?? '';
    expect(
      await site.db
        .selectFrom('concern')
        .select(['text', 'urgent', 'contact'])
        .where('reference', '=', reference)
        .execute()
    ).toEqual([{ text, urgent: true, contact: null }]);
    const mails = await site.db.selectFrom('mail').selectAll().where('subject', 'like', `%${reference}%`).execute();
    expect(mails.map(({ toAddress }) => toAddress)).toEqual(['safe@alliance.example']);
    expect(JSON.stringify(mails)).not.toContain('secret worry');
    expect(site.said() + JSON.stringify(site.log())).not.toContain(reference);
    await finish();
  });
});
