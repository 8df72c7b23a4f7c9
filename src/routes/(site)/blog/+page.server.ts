import { findPosts } from '#lib/server/blog/find.ts';
import { listParam, pageParam, textParam } from '#lib/server/platform/params.ts';
import { namesOf } from '#lib/server/search/names.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  dependsOn(locals, 'post', 'theme');
  const params = url.searchParams;
  const asked = {
    text: textParam(params, 'q', 2000),
    themes: listParam(params, 'theme'),
    series: textParam(params, 'series'),
    page: pageParam(params)
  };
  return { asked, result: await findPosts(locals.ctx, asked, await namesOf(locals.ctx)) };
};
