import { getPost } from '#lib/server/blog/queries.ts';
import { cardResponse } from '#lib/server/web/cards.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { id, slug, texts, themes } = await getPost(locals.ctx, params.slug);
  const [{ title, language } = { title: '', language: 'en' }] = texts;
  const [theme] = themes;
  const cover = { id: `post-${slug}`, motif: theme?.motif ?? 'blocks', colour: theme?.colour ?? 'sky' } as const;
  return cardResponse(locals, { title, language, kicker: theme?.label, cover }, `post:${id}`, 'theme');
};
