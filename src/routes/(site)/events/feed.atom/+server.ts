import { formatDateRange, joinSentences } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { listEventsForFeed } from '#lib/server/events/queries.ts';
import { atomFeed } from '#lib/server/web/feed.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

/** The events of the last years and those to come, as a feed: a change of an event brings it up again. */
export const GET: RequestHandler = async ({ locals }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'event');
  const events = await listEventsForFeed(ctx, 100);
  const list = {
    path: '/events',
    title: `${site?.shortName ?? ''}: ${m.events_title()}`,
    description: m.events_lede()
  };
  return atomFeed(
    ctx,
    list,
    events.map((event) => ({
      path: `/events/${event.slug}`,
      title: event.title,
      // A feed reader shows when the entry changed, so that the days of the event itself must be said.
      summary: joinSentences([formatDateRange(event.startsOn, event.endsOn), event.lede]),
      language: event.language,
      authors: [],
      updated: event.changedAt,
      published: null,
      themes: []
    }))
  );
};
