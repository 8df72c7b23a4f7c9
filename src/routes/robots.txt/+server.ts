import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

/** Everything may be read but what a link in a mail or a form's answer opens. */
export const GET: RequestHandler = ({ locals }) => {
  dependsOn(locals, 'alliance');
  const closed = [
    '/setup/',
    '/newsletter/confirm/',
    '/newsletter/preferences/',
    '/newsletter/leave/',
    '/*/newsletter/*/',
    '/language'
  ];
  const lines = [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${locals.ctx.instance.origin}/sitemap.xml`
  ];
  return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
