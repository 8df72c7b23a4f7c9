import { cardResponse } from '#lib/server/web/cards.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

/** The site's own card, for every page that has none of its own. */
export const GET: RequestHandler = ({ locals }) => {
  const { tagline, name } = getSite(locals);
  return cardResponse(locals, { title: tagline || name, language: locals.ctx.locale });
};
