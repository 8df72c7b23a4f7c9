import { m } from '#lib/paraglide/messages.js';
import { listResourcesForFeed } from '#lib/server/library/queries.ts';
import { atomFeed } from '#lib/server/web/feed.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  dependsOn(locals, 'resource', 'theme');
  const cards = await listResourcesForFeed(locals.ctx, 50);
  const title = `${locals.site?.shortName ?? ''}: ${m.library_title()}`;
  return atomFeed(
    locals.ctx,
    { path: '/library', title, description: m.library_lede() },
    cards.map((card) => ({
      path: `/library/${card.slug}`,
      title: card.title,
      summary: card.summary,
      language: card.language,
      authors: card.authors ? card.authors.split(', ') : [],
      updated: card.changedAt,
      published: card.publishedAt,
      themes: card.theme ? [card.theme.label] : []
    }))
  );
};
