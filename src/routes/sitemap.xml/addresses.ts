import { localHref } from '#lib/href.ts';
import { fallbackLocale } from '#lib/locale.ts';
import { listAlliances } from '#lib/server/alliances/queries.ts';
import { postAddresses } from '#lib/server/blog/queries.ts';
import { eventAddresses } from '#lib/server/events/queries.ts';
import { resourceAddresses } from '#lib/server/library/queries.ts';
import { organisationAddresses } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';

/** Files with more addresses than this would be too large to be kept and compressed; search engines take 50 000. */
const perFile = 2500;

interface Address {
  path: string;
  changed?: string | undefined;
}

const pages = [
  '/', '/about', '/members', '/alliances', '/library', '/blog', '/events', '/join', '/newsletter', '/contact', '/concern',
  '/privacy', '/accessibility', '/imprint', '/sitemap'
]; // prettier-ignore

type PageAddresses = typeof resourceAddresses;
type Stretch = Parameters<PageAddresses['list']>[1];

const allianceAddresses: PageAddresses = {
  count: async (ctx) => (await listAlliances(ctx)).length,
  list: async (ctx, { from, most }) =>
    (await listAlliances(ctx)).slice(from, from + most).map(({ slug }) => ({ slug, changedAt: null }))
};

/** What has pages of its own, in the order of the site map. */
const folders: [folder: string, addresses: PageAddresses][] = [
  ['alliances', allianceAddresses],
  ['members', organisationAddresses],
  ['library', resourceAddresses],
  ['blog', postAddresses],
  ['events', eventAddresses]
];

const tags = ['alliance', 'organisation', 'resource', 'post', 'event'];

/** How many pages search engines may list, each in every language. */
export async function countAddresses(locals: App.Locals): Promise<number> {
  dependsOn(locals, ...tags);
  const counts = await Promise.all(folders.map(([, addresses]) => addresses.count(locals.ctx)));
  return counts.reduce((sum, count) => sum + count, pages.length);
}

/** A stretch of the pages that search engines may list, without their language. */
export async function listAddresses(locals: App.Locals, { from, most }: Stretch): Promise<Address[]> {
  const { ctx } = locals;
  dependsOn(locals, ...tags);
  const addresses = pages.slice(from, from + most).map((path): Address => ({ path }));
  let before = pages.length;
  for (const [folder, { count, list }] of folders) {
    if (addresses.length === most) break;
    const there = await count(ctx);
    const first = Math.max(from - before, 0);
    const items = first < there ? await list(ctx, { from: first, most: most - addresses.length }) : [];
    addresses.push(
      ...items.map(({ slug, changedAt }) => ({
        path: `/${folder}/${slug}`,
        changed: changedAt?.toISOString().slice(0, 10)
      }))
    );
    before += there;
  }
  return addresses;
}

/** How many pages one file holds: each stands in it once for each language. */
export const pagesPerFile = (locales: string[]): number => Math.max(1, Math.floor(perFile / locales.length));

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The pages in every language, each with its others (sitemaps.org; hreflang as Google reads it). */
export function urlSet(origin: string, locales: string[], addresses: Address[]): Response {
  const urls = addresses.flatMap(({ path, changed }) => {
    const at = (locale: string) => escape(origin + localHref(path, locale));
    const others = [...locales.map((locale) => [locale, locale]), ['x-default', fallbackLocale(locales)]].map(
      ([tag, locale]) => `<xhtml:link rel="alternate" hreflang="${tag}" href="${at(locale!)}"/>`
    );
    const end = (changed ? `<lastmod>${changed}</lastmod>` : '') + others.join('');
    return locales.map((locale) => `<url><loc>${at(locale)}</loc>${end}</url>`);
  });
  return xml(
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`,
    urls,
    '</urlset>'
  );
}

/** The list of the files. */
export function index(origin: string, files: number): Response {
  const list = Array.from(
    { length: files },
    (_, i) => `<sitemap><loc>${escape(origin)}/sitemap-${i + 1}.xml</loc></sitemap>`
  );
  return xml('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', list, '</sitemapindex>');
}

function xml(begin: string, lines: string[], end: string): Response {
  const text = ['<?xml version="1.0" encoding="UTF-8"?>', begin, ...lines, end, ''].join('\n');
  return new Response(text, { headers: { 'content-type': 'application/xml; charset=utf-8' } });
}
