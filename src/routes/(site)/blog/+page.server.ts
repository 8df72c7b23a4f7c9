import { findAuthor } from '#lib/server/blog/authors.ts';
import { findPosts, readPostRequest } from '#lib/server/blog/find.ts';
import { namesOf } from '#lib/server/search/names.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { Shown } from '#lib/shown.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx } = locals;
  dependsOn(locals, 'post', 'theme');
  const asked = readPostRequest(url.searchParams);
  if (asked.author) dependsOn(locals, 'organisation');
  const [author, result] = await Promise.all([
    asked.author ? findAuthor(ctx, asked.author) : undefined,
    findPosts(ctx, asked, await namesOf(ctx))
  ]);
  return { asked, author, result: new Shown(result) };
};
