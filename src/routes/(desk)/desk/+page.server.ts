import { listTasks, queueViews, tasksAPage } from '#lib/server/desk/queue.ts';
import { readChoice, readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const view = readChoice(url, 'view', queueViews);
  const page = readPage(url);
  const [tasks, { counts }] = await Promise.all([listTasks(ctx, view, { page }), parent()]);
  return { view, page, pages: Math.ceil(counts[view] / tasksAPage), tasks, now: ctx.now };
};
