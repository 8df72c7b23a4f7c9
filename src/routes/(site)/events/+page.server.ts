import { listEvents } from '#lib/server/events/queries.ts';
import { readPastPage } from '#lib/server/events/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx } = locals;
  dependsOn(locals, 'event');
  const page = readPastPage(url.searchParams);
  const [coming, past] = await Promise.all([
    listEvents(ctx, { when: 'coming', pageSize: 100 }),
    listEvents(ctx, { when: 'past', page, pageSize })
  ]);
  return { coming: coming.events, past: past.events, total: past.total, page, pages: Math.ceil(past.total / pageSize) };
};
