import { getResource } from '#lib/server/library/queries.ts';
import { cardResponse } from '#lib/server/web/cards.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { id, slug, texts, themes } = await getResource(locals.ctx, params.slug);
  const [{ title, language } = { title: '', language: 'en' }] = texts;
  const [theme] = themes;
  const cover = { id: `resource-${slug}`, motif: theme?.motif ?? 'blocks', colour: theme?.colour ?? 'sky' } as const;
  return cardResponse(locals, { title, language, kicker: theme?.label, cover }, `resource:${id}`, 'theme');
};
