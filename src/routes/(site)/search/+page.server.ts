import { find } from '#lib/server/search/find.ts';
import { findPages } from '#lib/server/search/pages.ts';
import { readFindRequest } from '#lib/server/search/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  dependsOn(locals, 'resource', 'post', 'event', 'organisation', 'theme', 'alliance');
  const request = readFindRequest(url.searchParams);
  const result = await find(locals.ctx, request);
  // Filters are of things that are in the index.
  const isFiltered = Object.values(result.facets).some((options) => options.some(({ selected }) => selected));
  const pages = isFiltered
    ? []
    : await findPages(locals.ctx, getSite(locals).id, request.text, { byLede: result.total === 0 });
  return { text: request.text, result: new Shown(result), pages: new Shown(pages) };
};
