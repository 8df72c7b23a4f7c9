import { colourOf } from '#lib/drawing/palette.ts';
import { localHref } from '#lib/href.ts';
import { directionOf } from '#lib/locale.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

/** What a phone needs to keep the site on its first screen (W3C Web Application Manifest). */
export const GET: RequestHandler = ({ locals }) => {
  const { name, shortName, tagline, colours } = getSite(locals);
  const { locale } = locals.ctx;
  dependsOn(locals, 'alliance');
  const icons = [192, 512].flatMap((side) =>
    ['any', 'maskable'].map((purpose) => ({
      src: `/icons/${side}.png`,
      sizes: `${side}x${side}`,
      type: 'image/png',
      purpose
    }))
  );
  const manifest = {
    id: '/',
    name,
    short_name: shortName,
    ...(tagline && { description: tagline }),
    lang: locale,
    dir: directionOf(locale),
    start_url: localHref('/', locale),
    scope: '/',
    display: 'minimal-ui',
    background_color: colourOf(colours, 'paper'),
    theme_color: colourOf(colours, 'asphalt'),
    icons
  };
  return new Response(JSON.stringify(manifest), { headers: { 'content-type': 'application/manifest+json' } });
};
