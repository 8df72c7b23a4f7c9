import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locales, type Locale } from '../../src/lib/locale.ts';
import { localHref, splitLocale } from '../../src/lib/href.ts';
import { readPage, tagsOf, type Page } from '../support/html.ts';
import { eventually, openSite, post, type Site } from '../support/program.ts';

let site: Site;
/** Every page of the site map in every language, by its address. */
const pages = new Map<string, Page>();
const problems: string[] = [];
const at = (path: string, locale: Locale = 'en') => site.url + localHref(path, locale);

beforeAll(async () => {
  site = await openSite();
  const map = await (await fetch(at('/sitemap.xml'))).text();
  const listed = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1] as string);
  const others = [
    '/search',
    '/search?q=streets',
    '/library?q=nothing-has-this-word',
    '/library?page=2',
    '/events?q=katowice&year=2022',
    '/events?place=no-such-place',
    '/blog?author=Tim%20Gill&sort=title',
    '/blog?year=2021&place=kenya&language=en&alliance=kenya',
    '/members?type=un&place=kenya',
    '/members?page=2',
    '/alliances?page=2',
    '/contact/sent',
    '/concern/sent',
    '/newsletter/sent'
  ];
  await visitAll([...listed, ...others.flatMap((path) => locales.map((locale) => at(path, locale)))]);
}, 300_000);
afterAll(() => site.remove());

/** Six at once: enough to keep the program busy. */
async function inTurn<T>(all: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  const iterator = all[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

const headers = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self';/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(strict-origin-when-cross-origin|same-origin)$/,
  'permissions-policy': /camera=\(\)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'x-frame-options': /^DENY$/
};

async function look(response: Response, status: number): Promise<Page> {
  const { url } = response;
  if (response.status !== status) problems.push(`${url}: ${response.status} instead of ${status}`);
  for (const [name, value] of Object.entries(headers)) {
    if (!value.test(response.headers.get(name) ?? ''))
      problems.push(`${url}: ${name} is ${response.headers.get(name)}`);
  }
  const page = readPage(await response.text(), url, splitLocale(new URL(url).pathname).locale);
  problems.push(...page.problems);
  return page;
}

const visitAll = (addresses: Iterable<string>) =>
  inTurn(addresses, async (address) => {
    pages.set(address, await look(await fetch(address, { headers: { accept: 'text/html' }, redirect: 'manual' }), 200));
  });

/** What was found wrong since the last look, each once. */
const found = () => [...new Set(problems.splice(0))];

test('every list takes the filters that all lists have, and keeps the rest out', async () => {
  const read = async (path: string) => (await fetch(at(path), { headers: { accept: 'text/html' } })).text();
  const all = await read('/events');
  const slugsIn = (html: string, folder: string) =>
    [
      ...new Set([...html.matchAll(new RegExp(`href="/${folder}/([a-z0-9-]+)"`, 'g'))].map((found) => found[1]!))
    ].filter((slug) => slug !== 'feed' && slug !== 'calendar');
  const some = slugsIn(await read('/events?year=2022&q=katowice'), 'events');
  expect(slugsIn(all, 'events').length).toBeGreaterThan(some.length);
  expect(some.length).toBeGreaterThan(0);
  expect(slugsIn(await read('/events?place=no-such-place'), 'events')).toEqual([]);
  expect(slugsIn(await read('/events?type=webinar'), 'events')).toEqual(['open-streets-ciclovias-webinar']);
  expect(slugsIn(await read('/events?theme=local-governance'), 'events')).toEqual(['it-starts-with-children-wuf12']);
  expect(await read('/events/it-starts-with-children-wuf12')).toContain('href="/events?theme=local-governance"');
  const byGill = slugsIn(await read('/blog?author=Tim%20Gill'), 'blog');
  expect(byGill.length).toBe(2);
  for (const slug of byGill) expect(await read(`/blog/${slug}`)).toContain('href="/blog?author=Tim%20Gill"');
  expect(await read('/blog?author=Cities%20Alliance')).toContain('href="/members/cities-alliance"');
  expect(await read('/alliances/kenya')).toContain('href="/library?place=kenya"');
  expect(slugsIn(await read('/members?type=un&place=kenya'), 'members')).toEqual(['un-habitat']);
  expect(await read('/members?kind=un&country=kenya')).toContain('/members/un-habitat');
});

test('a list that no filter can narrow has no column for them, and one that a filter has emptied keeps it', async () => {
  const filters = async (path: string) =>
    (await (await fetch(at(path), { headers: { accept: 'text/html' } })).text()).match(/ (id="|href="#)filters"/g);
  for (const path of ['/search', '/library', '/blog', '/events']) {
    expect(await filters(`${path}?q=nothing-has-this-word`)).toBeNull();
    expect(await filters(path)).toHaveLength(2);
    expect(await filters(`${path}?q=nothing-has-this-word&theme=climate`)).toHaveLength(2);
  }
});

describe('every public page in every language', () => {
  test('answers, with one heading, a title, its language, its headers, and no script, inline style or third party', () => {
    expect(found()).toEqual([]);
    expect(pages.size).toBeGreaterThan(500);
    for (const kind of ['about', 'members', 'alliances', 'library', 'blog', 'events']) {
      for (const locale of locales)
        expect(
          [...pages.keys()].some((page) => page.startsWith(at(`/${kind}/`, locale)) || page === at(`/${kind}`, locale))
        ).toBe(true);
    }
  });

  test('leads only to pages that are there, and to places on them that are there', async () => {
    const wanted = new Map<string, string>();
    for (const [page, { links }] of pages) for (const link of links) if (!wanted.has(link)) wanted.set(link, page);
    const bare = (link: string) => link.split('#')[0] as string;
    const fragment = (link: string) => decodeURIComponent(link.split('#')[1] ?? '');
    const unseen = new Set([...wanted.keys()].map(bare).filter((link) => !pages.has(link)));
    await inTurn(unseen, async (link) => {
      const response = await fetch(link, { headers: { accept: 'text/html' } });
      const isPage = response.headers.get('content-type')?.startsWith('text/html');
      if (isPage) pages.set(link, await look(response, 200));
      else if (response.status !== 200)
        problems.push(`${wanted.get(link)}: leads to ${link}, which answers ${response.status}`);
      else await response.body?.cancel();
    });
    for (const [link, page] of wanted) {
      const id = fragment(link);
      const target = pages.get(bare(link));
      if (id && target && !target.ids.has(id)) problems.push(`${page}: leads to ${link}, where nothing has that id`);
    }
    expect(found()).toEqual([]);
    console.log(`${pages.size} pages and ${wanted.size} links`);
  }, 240_000);

  test('is answered without an error in the log', () => {
    expect(site.log()).toEqual([]);
  });
});

describe.each(locales)('errors in %s', (locale) => {
  test('are pages too: nothing there, a broken address, too much text', async () => {
    for (const path of ['/nothing', '/library/nothing', '/events/nothing', '/newsletter/confirm/nothing']) {
      await look(await fetch(at(path, locale), { headers: { accept: 'text/html' } }), 404);
    }
    await look(await fetch(at('/library/%zz', locale)), 400);
    await look(await post(at('/contact', locale), { text: 'x'.repeat(300_000) }), 413);
    expect(found()).toEqual([]);
  });

  test('of a form stand beside its fields, and in a list that leads to them', async () => {
    for (const path of ['/contact', '/concern', '/newsletter']) {
      const page = await look(await post(at(path, locale), { name: 'Amina & <b>Otieno</b>', about: 'kept' }), 422);
      const invalid = page.tags.filter(({ attributes }) => attributes['aria-invalid'] === 'true');
      expect(invalid.length).toBeGreaterThan(0);
      expect(page.tags.some(({ attributes }) => attributes.role === 'alert')).toBe(true);
      for (const { attributes } of invalid) {
        expect(page.links).toContain(`${at(path, locale)}#${attributes.id}`);
        const sentence = `${attributes.id}-error`;
        expect(page.ids).toContain(sentence);
        // Said of the field itself, or of the group of choices that it begins.
        expect(page.tags.some((tag) => tag.attributes['aria-describedby']?.split(' ').includes(sentence))).toBe(true);
      }
    }
    expect(found()).toEqual([]);
  });
});

test('what was typed is still there when a form comes back', async () => {
  const typed = { name: 'Amina "<Otieno>"', text: 'one\n\n  two </textarea>', email: 'not an address', topic: 'media' };
  const html = await (await post(at('/contact'), typed)).text();
  const tags = tagsOf(html);
  const field = (id: string) => tags.find(({ attributes }) => attributes.id === id);
  expect(field('name')?.attributes.value).toBe(typed.name);
  expect(field('email')?.attributes.value).toBe(typed.email);
  expect(field('text')?.text).toBe(typed.text);
  expect(tags.find(({ name, attributes }) => name === 'option' && 'selected' in attributes)?.attributes.value).toBe(
    'media'
  );
});

test('members and alliances by the hundred fill pages, each of a hundred, and say how many there are in all', async () => {
  await sql`
    with added as (insert into organisation (alliance_id, slug, name, kind, created_at)
      select 1, 'club-' || i, 'Zz club ' || i, 'ngo', now() from generate_series(1, 250) i returning id)
    insert into membership (organisation_id, alliance_id, role) select id, 1, 'member' from added`.execute(site.db);
  await sql`
    insert into alliance (parent_id, level, slug, name, place_id, status, created_at)
    select k.id, 'city', 'town-' || i, jsonb_build_object('en', 'Zz town ' || i), k.place_id, 'proposed', now()
    from alliance k, generate_series(1, 150) i where k.slug = 'kenya'`.execute(site.db);
  await sql`select pg_notify('journal', kind || ':1') from unnest('{organisation,alliance}'::text[]) kind`.execute(
    site.db
  );
  const read = async (path: string) => (await fetch(at(path), { headers: { accept: 'text/html' } })).text();
  await eventually(async () => (await read('/members')).includes('href="/members?page=3"'));
  const rows = async (path: string) => [...(await read(path)).matchAll(/<th scope="row"/g)].length;
  const caption = async (path: string) => /<caption>([^<]*)/.exec(await read(path))?.[1];
  const total = 250 + 16;
  expect(await rows('/members')).toBe(100);
  expect(await rows('/members?page=3')).toBe(total - 200);
  expect(await rows('/members?page=4')).toBe(0);
  expect(await caption('/members?page=3')).toBe(`${total} members, by name`);
  expect(await rows('/members?q=club&page=3')).toBe(50);
  expect(await read('/members?q=club&page=3')).toContain('href="/members?page=2&amp;q=club"');
  expect(await rows('/alliances')).toBe(100);
  expect(await rows('/alliances?page=2')).toBe(53);
  expect(await caption('/alliances?page=2')).toBe('153 alliances');
  expect((await read('/alliances')).match(/<rect /g)?.length).toBeLessThan(20);
});
