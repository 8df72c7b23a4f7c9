/* The hub as other programs take it: OAI-PMH by both methods, and what a work's page says to reference managers. */
import { xml2js, type Element } from 'xml-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from '../support/program.ts';

let site: Site;

beforeAll(async () => {
  site = await openSite();
}, 300_000);
afterAll(async () => {
  await site?.remove();
});

const all = (of: Element, name: string): Element[] =>
  (of.elements ?? []).flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
const textsOf = (of: Element, name: string) =>
  all(of, name).map(({ elements }) => elements?.map(({ text }) => text).join(''));

async function read(response: Response): Promise<Element> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
  return xml2js(await response.text()) as Element;
}

test('a harvester gets every published resource, by GET and by POST without an Origin', async () => {
  const published = await site.db
    .selectFrom('resource')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('publishedAt', 'is not', null)
    .executeTakeFirstOrThrow();
  const byGet = await read(await fetch(`${site.url}/oai?verb=ListRecords&metadataPrefix=oai_dc`));
  expect(all(byGet, 'record')).toHaveLength(published.count);
  expect(textsOf(byGet, 'dc:title').length).toBeGreaterThanOrEqual(published.count);
  const byPost = await read(
    await fetch(`${site.url}/oai`, {
      method: 'POST',
      body: new URLSearchParams({ verb: 'ListRecords', metadataPrefix: 'mods' })
    })
  );
  expect(textsOf(byPost, 'identifier').filter((text) => text?.startsWith('oai:'))).toEqual(
    textsOf(byGet, 'identifier')
  );
  const from = await read(await fetch(`${site.url}/oai?verb=Identify`));
  expect(textsOf(from, 'baseURL')).toEqual([`${site.url}/oai`]);
  expect((await fetch(`${site.url}/oai`, { method: 'POST', body: '{}' })).status).toBe(415);
});

test('a work’s page says what it is of to reference managers, and where its descriptions are', async () => {
  const { slug, title } = await site.db
    .selectFrom('resource as r')
    .innerJoin('resourceText as t', (join) =>
      join.onRef('t.resourceId', '=', 'r.id').onRef('t.language', '=', 'r.language')
    )
    .select(['r.slug', 't.title'])
    .where('r.year', 'is not', null)
    .executeTakeFirstOrThrow();
  for (const prefix of ['', '/es']) {
    const page = await (
      await fetch(`${site.url}${prefix}/library/${slug}`, { headers: { accept: 'text/html' } })
    ).text();
    const meta = (name: string) => new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(page)?.[1];
    expect(meta('citation_title')).toBe(title.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
    expect(meta('citation_publication_date')).toMatch(/^\d{4}$/);
    expect(page).toContain(`<link rel="cite-as" href="${site.url}/library/${slug}"`);
    const described = [...page.matchAll(/<link rel="describedby" href="([^"]+)" type="([^"]+)"/g)];
    expect(described).toHaveLength(3);
    for (const [, href, type] of described) expect((await fetch(href!)).headers.get('content-type')).toContain(type);
  }
});
