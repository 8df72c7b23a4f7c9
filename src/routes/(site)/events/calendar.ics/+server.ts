import { m } from '#lib/paraglide/messages.js';
import { toCalendar } from '#lib/server/events/calendar.ts';
import { listEventsForFeed } from '#lib/server/events/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

/** All events, for a calendar that subscribes. */
export const GET: RequestHandler = async ({ locals }) => {
  dependsOn(locals, 'event');
  const name = `${locals.site?.shortName ?? ''}: ${m.events_title()}`;
  const calendar = toCalendar(locals.ctx, name, await listEventsForFeed(locals.ctx, 1000));
  return new Response(calendar, {
    headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="events.ics"' }
  });
};
