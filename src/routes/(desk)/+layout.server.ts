import { countTasks } from '#lib/server/desk/queue.ts';
import { listOwnPlaces } from '#lib/server/desk/parts.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { LayoutServerLoad } from './$types';

/** What the frame of the desk shows on every page: three statements, however much there is. */
export const load: LayoutServerLoad = async (event) => {
  const { person, owed } = requireSession(event);
  const { ctx } = event.locals;
  event.setHeaders({ 'cache-control': 'private, no-store' });
  const [counts, places] = await Promise.all([countTasks(ctx), listOwnPlaces(ctx)]);
  return { name: person.name, counts, places, owed };
};
