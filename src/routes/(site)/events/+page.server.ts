import { listEventPage } from '#lib/server/events/pages.ts';
import { find } from '#lib/server/search/find.ts';
import { isNarrowed, readFindRequest } from '#lib/server/search/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

/** Without words or filters, what comes and what was; with them, whatever is found. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx } = locals;
  dependsOn(locals, 'event', 'theme');
  const request = readFindRequest(url.searchParams, ['event']);
  if (isNarrowed(request)) return { text: request.text, found: new Shown(await find(ctx, request)) };
  const [all, list] = await Promise.all([find(ctx, { ...request, page: 1 }), listEventPage(ctx, request.page)]);
  return { text: '', list: { ...list, facets: new Shown(all.facets) } };
};
