import { error, json } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { findAnything } from '#lib/server/desk/find.ts';
import { readWords } from '#lib/server/web/params.ts';
import type { RequestHandler } from './$types';

/** What the palette asks as somebody types: the same as the page, as data. */
export const GET: RequestHandler = async ({ locals, url, setHeaders }) => {
  if (!locals.session) error(401);
  const found = await findAnything(locals.ctx, readWords(url));
  setHeaders({ 'cache-control': 'private, no-store' });
  return json(found.map(({ href, ...rest }) => ({ ...rest, href: localHref(href, locals.ctx.locale) })));
};
