import { error } from '@sveltejs/kit';
import { brandSheet } from '#lib/server/alliances/brand.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

/** The alliance's colours, under an address that changes with them. An old page leads to those of today. */
export const GET: RequestHandler = ({ locals, url }) => {
  const sheet = brandSheet(getSite(locals).colours);
  if (!sheet) error(404);
  if (url.pathname !== sheet.path) return new Response(null, { status: 307, headers: { location: sheet.path } });
  dependsOn(locals, 'alliance');
  return new Response(sheet.css, {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' }
  });
};
