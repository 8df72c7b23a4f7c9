import { error } from '@sveltejs/kit';
import { drawIcon } from '#lib/drawing/card.ts';
import { iconPicture, tabIcon } from '#lib/drawing/pictures.ts';
import { pictureResponse } from '#lib/server/web/cards.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

const sides: Record<string, number> = { '180.png': 180, '192.png': 192, '512.png': 512 };

/** The alliance's mark as an icon: `tab.svg`, and in the sizes that phones ask for. */
export const GET: RequestHandler = ({ locals, params }) => {
  const { colours, mark } = getSite(locals);
  const side = Object.hasOwn(sides, params.name) ? sides[params.name] : undefined;
  if (side) return pictureResponse(locals, drawIcon(iconPicture(colours, mark, side), side));
  if (params.name !== 'tab.svg') error(404);
  dependsOn(locals, 'alliance');
  return new Response(tabIcon(colours, mark), {
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'"
    }
  });
};
