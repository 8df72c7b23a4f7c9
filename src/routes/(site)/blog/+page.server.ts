import { findPosts, readPostRequest } from '#lib/server/blog/find.ts';
import { namesOf } from '#lib/server/search/names.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  dependsOn(locals, 'post', 'theme');
  const asked = readPostRequest(url.searchParams);
  return { asked, result: new Shown(await findPosts(locals.ctx, asked, await namesOf(locals.ctx))) };
};
