import { Feed } from 'feed';
import { localHref } from '#lib/href.ts';
import type { Context } from '../platform/context.ts';

export interface FeedEntry {
  /** The page of the entry, without language. */
  path: string;
  title: string;
  summary: string;
  /** The whole text, as safe HTML. */
  content?: string;
  language: string;
  authors: string[];
  /** When the entry was last changed. */
  updated: Date;
  /** When what it tells of was published, where that is known. */
  published: Date | null;
  themes: string[];
}

/** What XML 1.0 (2.2) cannot carry, however it is escaped. */
// oxlint-disable-next-line no-control-regex
const outside = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const plain = (text: string) => text.toWellFormed().replace(outside, '');
/** Titles and summaries go out as HTML: a `<` in them is a character, not a tag. */
const asHtml = (text: string) => plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An Atom feed (RFC 4287) of a list; ids are the permanent addresses, so that no reader shows an entry twice. */
export function atomFeed(
  ctx: Context,
  list: { path: string; title: string; description: string },
  entries: FeedEntry[]
): Response {
  const { origin } = ctx.instance;
  const newest = Math.max(0, ...entries.map((entry) => entry.updated.getTime()));
  const feed = new Feed({
    id: origin + localHref(list.path, ctx.locale),
    title: plain(list.title),
    description: plain(list.description),
    // An entry whose authors are not known is the list's own.
    author: { name: plain(list.title) },
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
      title: asHtml(entry.title),
      description: entry.summary ? asHtml(entry.summary) : undefined,
      // Serialised HTML writes `>` as it is, and this sequence would end the section that holds it.
      content: entry.content ? plain(entry.content).replaceAll(']]>', ']]&gt;') : undefined,
      date: entry.updated,
      published: entry.published ?? undefined,
      author: entry.authors.length > 0 ? entry.authors.map((name) => ({ name: plain(name) })) : undefined,
      category: entry.themes.map((name) => plain(name).replaceAll('<', '')).map((name) => ({ name, term: name }))
    });
  }
  return new Response(feed.atom1(), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}
