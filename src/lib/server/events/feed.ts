import { Feed } from 'feed';
import { localHref } from '#lib/href.ts';
import type { Context } from '../platform/context.ts';

interface FeedEvent {
  slug: string;
  title: string;
  lede: string | null;
  changedAt: Date;
}

/**
 * Events as an Atom feed (RFC 4287), what was changed last first.
 * @param dateOf writes the days of an event in the reader's language: feed readers show only the date of the change
 */
export function toAtom<T extends FeedEvent>(ctx: Context, title: string, events: T[], dateOf: (event: T) => string): string {
  const { origin } = ctx.instance;
  const address = (path: string) => origin + localHref(path, ctx.locale);
  const newest = events.toSorted((a, b) => b.changedAt.getTime() - a.changedAt.getTime());
  const feed = new Feed({
    id: address('/events'),
    title,
    link: address('/events'),
    language: ctx.locale,
    updated: newest[0]?.changedAt ?? ctx.now,
    feedLinks: { atom: address('/events/feed.atom') },
    generator: false
  });
  for (const event of newest) {
    // One event is one entry in every language: its identity is the address without a language.
    const id = `${origin}/events/${event.slug}`;
    const description = [dateOf(event), event.lede].filter(Boolean).join('. ');
    feed.addItem({ id, title: event.title, link: address(`/events/${event.slug}`), date: event.changedAt, description });
  }
  return feed.atom1();
}
