import { Feed } from 'feed';
import { localHref } from '#lib/href.ts';
import type { Context } from '../platform/context.ts';

export interface FeedEntry {
  /** The page of the entry, without language. */
  path: string;
  title: string;
  summary: string;
  language: string;
  authors: string[];
  /** When the entry was last changed. */
  updated: Date;
  /** When what it tells of was published, where that is known. */
  published: Date | null;
  themes: string[];
}

/** An Atom feed (RFC 4287) of a list; ids are the permanent addresses, so that no reader shows an entry twice. */
export function atomFeed(ctx: Context, list: { path: string; title: string; description: string }, entries: FeedEntry[]): Response {
  const { origin } = ctx.instance;
  const newest = Math.max(0, ...entries.map((entry) => entry.updated.getTime()));
  const feed = new Feed({
    id: origin + localHref(list.path, ctx.locale),
    title: list.title,
    description: list.description,
    link: origin + localHref(list.path, ctx.locale),
    language: ctx.locale,
    updated: new Date(newest),
    generator: 'Cities4Children',
    feedLinks: { atom: `${origin}${localHref(list.path, ctx.locale)}/feed.atom` },
    copyright: ''
  });
  for (const entry of entries) {
    feed.addItem({
      id: origin + entry.path,
      link: origin + localHref(entry.path, ctx.locale),
      title: entry.title,
      description: entry.summary || undefined,
      date: entry.updated,
      published: entry.published ?? undefined,
      author: entry.authors.map((name) => ({ name })),
      category: entry.themes.map((name) => ({ name }))
    });
  }
  return new Response(feed.atom1(), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}
