import type { Context } from '../platform/context.ts';
import { listEvents } from './queries.ts';

/**
 * One page of all events: first those to come, on as many pages as they fill, and from the last of these on those
 * past. What a page does not show at all is null.
 */
export async function listEventPage(ctx: Context, page: number, sizes = { coming: 100, past: 20 }) {
  const coming = await listEvents(ctx, { when: 'coming', page, pageSize: sizes.coming });
  const before = Math.max(Math.ceil(coming.total / sizes.coming) - 1, 0);
  const past = await listEvents(ctx, { when: 'past', page: Math.max(page - before, 1), pageSize: sizes.past });
  return {
    coming: page <= before + 1 ? coming.events : null,
    past: page > before ? past.events : null,
    /** Of all that are past. */
    total: past.total,
    page,
    pages: before + Math.max(Math.ceil(past.total / sizes.past), 1)
  };
}
