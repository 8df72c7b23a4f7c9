import { render } from 'svelte/server';
import Body from '#lib/components/Body.svelte';
import { m } from '#lib/paraglide/messages.js';
import { listPostsForFeed } from '#lib/server/blog/queries.ts';
import { atomFeed } from '#lib/server/web/feed.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

/** The text as pages show it, without the marks that a script would need; its links hold away from this site too. */
const html = (body: unknown, origin: string) =>
  render(Body, { props: { body } })
    .body.replace(/<!--.*?-->/gs, '')
    .replaceAll(' href="/', ` href="${origin}/`)
    .trim();

export const GET: RequestHandler = async ({ locals }) => {
  dependsOn(locals, 'post', 'theme');
  const posts = await listPostsForFeed(locals.ctx, 50);
  return atomFeed(
    locals.ctx,
    { path: '/blog', title: `${locals.site?.shortName ?? ''}: ${m.blog_title()}`, description: m.blog_lede() },
    posts.map((post) => ({
      path: `/blog/${post.slug}`,
      title: post.title,
      summary: post.summary,
      content: post.body ? html(post.body, locals.ctx.instance.origin) : undefined,
      language: post.language,
      authors: post.authors ? post.authors.split(', ') : [],
      updated: post.changedAt,
      published: post.date ? new Date(`${post.date}T00:00:00Z`) : null,
      themes: post.theme ? [post.theme.label] : []
    }))
  );
};
