import { localHref } from '#lib/href.ts';
import { fallbackLocale } from '#lib/locale.ts';
import { listAlliances } from '#lib/server/alliances/queries.ts';
import { listPostAddresses } from '#lib/server/blog/queries.ts';
import { listEventAddresses } from '#lib/server/events/queries.ts';
import { listResourceAddresses } from '#lib/server/library/queries.ts';
import { listOrganisationAddresses } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';

/** Files with more addresses than this would be too large to be kept and compressed; search engines take 50 000. */
const perFile = 2500;

interface Address {
  path: string;
  changed?: string;
}

const pages = [
  '/', '/about', '/members', '/alliances', '/library', '/blog', '/events', '/join', '/newsletter', '/contact', '/concern',
  '/privacy', '/accessibility', '/imprint', '/sitemap'
]; // prettier-ignore

/** Every page that search engines may list, without its language. */
export async function listAddresses(locals: App.Locals): Promise<Address[]> {
  const { ctx } = locals;
  dependsOn(locals, 'alliance', 'organisation', 'resource', 'post', 'event');
  const [alliances, organisations, resources, posts, events] = await Promise.all([
    listAlliances(ctx),
    listOrganisationAddresses(ctx),
    listResourceAddresses(ctx),
    listPostAddresses(ctx),
    listEventAddresses(ctx)
  ]);
  const under = (folder: string, items: { slug: string; changedAt?: Date }[]) =>
    items.map(({ slug, changedAt }): Address => ({
      path: `/${folder}/${slug}`,
      changed: changedAt?.toISOString().slice(0, 10)
    }));
  return [
    ...pages.map((path): Address => ({ path })),
    ...under('alliances', alliances),
    ...under('members', organisations),
    ...under('library', resources),
    ...under('blog', posts),
    ...under('events', events)
  ];
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
