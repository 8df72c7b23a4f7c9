import { listTasks, queueViews, tasksAPage, type QueueView } from '#lib/server/desk/queue.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const asked = url.searchParams.get('view') as QueueView;
  const view = queueViews.includes(asked) ? asked : 'mine';
  const page = readPage(url);
  const [tasks, { counts }] = await Promise.all([listTasks(ctx, view, { page }), parent()]);
  return { view, page, pages: Math.ceil(counts[view] / tasksAPage), tasks, now: ctx.now };
};
