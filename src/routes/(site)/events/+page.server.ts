import { listEvents } from '#lib/server/events/queries.ts';
import { readPastPage } from '#lib/server/events/request.ts';
import { find } from '#lib/server/search/find.ts';
import { isNarrowed, readFindRequest } from '#lib/server/search/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

/** Without words or filters, what comes and what was; with them, whatever is found. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx } = locals;
  dependsOn(locals, 'event', 'theme');
  const request = readFindRequest(url.searchParams, ['event']);
  if (isNarrowed(request)) return { text: request.text, found: new Shown(await find(ctx, request)) };
  const page = readPastPage(url.searchParams);
  const [all, coming, past] = await Promise.all([
    find(ctx, { ...request, page: 1 }),
    listEvents(ctx, { when: 'coming', pageSize: 100 }),
    listEvents(ctx, { when: 'past', page, pageSize })
  ]);
  return {
    text: '',
    list: {
      facets: new Shown(all.facets),
      coming: coming.events,
      past: past.events,
      total: past.total,
      page,
      pages: Math.ceil(past.total / pageSize)
    }
  };
};
