import { toCalendar } from '#lib/server/events/calendar.ts';
import { getEventForCalendar } from '#lib/server/events/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

/** One event, to be put into a calendar. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const event = await getEventForCalendar(locals.ctx, params.slug);
  dependsOn(locals, `event:${event.id}`);
  return new Response(toCalendar(locals.ctx, null, [event]), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(event.slug)}.ics`
    }
  });
};
