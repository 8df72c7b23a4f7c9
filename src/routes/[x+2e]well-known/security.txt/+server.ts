import { localHref } from '#lib/href.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

/** RFC 9116 (2.5.5) asks for less than a year; worked out, so that it never lies in the past. */
const daysGood = 300;

/** Where to report a weakness of this site (RFC 9116). */
export const GET: RequestHandler = ({ locals }) => {
  const { now, instance } = locals.ctx;
  const { locales } = getSite(locals);
  dependsOn(locals, 'alliance');
  const midnight = new Date(Math.floor(now.getTime() / 86_400_000 + daysGood) * 86_400_000);
  const lines = [
    `Contact: ${instance.origin}${localHref('/contact', locals.ctx.locale)}`,
    `Expires: ${midnight.toISOString().replace('.000', '')}`,
    `Preferred-Languages: ${locales.join(', ')}`,
    `Canonical: ${instance.origin}/.well-known/security.txt`
  ];
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-page-max-age': '86400' }
  });
};
