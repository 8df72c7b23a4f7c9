import { listTasks } from '#lib/server/desk/queue.ts';
import type { LayoutServerLoad } from './$types';

/** The queue beside the item that is open. */
export const load: LayoutServerLoad = async ({ locals: { ctx } }) => ({
  queue: await listTasks(ctx, 'mine', { pageSize: 40 }),
  now: ctx.now
});
