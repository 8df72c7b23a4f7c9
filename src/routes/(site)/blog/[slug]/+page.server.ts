import { getPost } from '#lib/server/blog/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

/** An address of a list in which the post was seen, where its own is not known. */
const isList = (url: string) => /\/(page\/\d+|category\/.+|blog)\/?$/.test(URL.parse(url)?.pathname ?? '');

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const { changedAt, ...post } = await getPost(ctx, params.slug);
  dependsOn(locals, `post:${post.id}`, 'theme', ...post.related.map((card) => `post:${card.id}`));
  return {
    post,
    listed: post.url !== null && isList(post.url),
    origin: ctx.instance.origin,
    address: `${ctx.instance.origin}/blog/${post.slug}`,
    changedOn: changedAt.toISOString().slice(0, 10)
  };
};
