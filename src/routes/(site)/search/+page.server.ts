import { find } from '#lib/server/search/find.ts';
import { readFindRequest } from '#lib/server/search/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  dependsOn(locals, 'resource', 'post', 'event', 'organisation', 'theme');
  const request = readFindRequest(url.searchParams);
  return { text: request.text, result: new Shown(await find(locals.ctx, request)) };
};
