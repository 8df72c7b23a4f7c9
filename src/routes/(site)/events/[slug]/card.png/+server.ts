import { formatDates } from '#lib/format.ts';
import { getEvent } from '#lib/server/events/queries.ts';
import { cardResponse } from '#lib/server/web/cards.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { id, slug, title, language, startsOn, endsOn } = await getEvent(locals.ctx, params.slug);
  const kicker = formatDates(startsOn === endsOn ? startsOn : `${startsOn}/${endsOn}`);
  const cover = { id: `event-${slug}`, motif: 'forum', colour: 'sun' } as const;
  return cardResponse(locals, { title, language, kicker, cover }, `event:${id}`);
};
