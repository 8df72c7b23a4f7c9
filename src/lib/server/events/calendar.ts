import { createHmac } from 'node:crypto';
import ical, { ICalEventStatus, type ICalEventData } from 'ical-generator';
import { localHref } from '#lib/href.ts';
import type { Context } from '../platform/context.ts';
import { placeName, type Place } from '../platform/places/places.ts';
import { instantsOf, type LocalTimes } from './when.ts';

export interface CalendarEvent extends LocalTimes {
  id: number;
  slug: string;
  title: string;
  lede: string | null;
  venue: string | null;
  room: string | null;
  place: Pick<Place, 'kind' | 'countryCode' | 'name' | 'names'> | null;
  status: string;
  sequence: number;
  changedAt: Date;
}

/** What a line of a calendar cannot carry (RFC 5545, 3.1: CONTROL). */
// oxlint-disable-next-line no-control-regex
const outside = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const plain = (text: string) => text.toWellFormed().replace(outside, '');

/** How often a calendar that subscribes should look again, in seconds. */
const refresh = 6 * 3600;

/**
 * Events as iCalendar (RFC 5545). Clock times are written as instants in UTC, which every calendar shows in its
 * owner's zone and which need no VTIMEZONE; days without clock times are all-day; a clock time without a known zone
 * floats. A changed event keeps its UID and counts its SEQUENCE up; a cancelled one stays, as cancelled.
 * @param name of the calendar; null for a file that goes into the reader's own
 */
export function toCalendar(ctx: Context, name: string | null, events: CalendarEvent[]): string {
  const calendar = ical({
    name,
    prodId: { company: 'cities4children', product: 'events', language: ctx.locale.toUpperCase() },
    url: ctx.instance.origin + localHref('/events', ctx.locale),
    ttl: refresh
  });
  for (const event of events) calendar.createEvent(toEvent(ctx, event));
  return calendar.toString();
}

function toEvent(ctx: Context, event: CalendarEvent): ICalEventData {
  const url = ctx.instance.origin + localHref(`/events/${event.slug}`, ctx.locale);
  const where = [event.room, event.venue, event.place && whole(ctx, event.place)].filter(Boolean).join(', ');
  return {
    // Random to others, the same for ever here: neither the address of the site nor the title is in it.
    id: createHmac('sha256', ctx.instance.secret).update(`calendar\0${event.id}`).digest('hex').slice(0, 32),
    sequence: event.sequence,
    stamp: event.changedAt,
    lastModified: event.changedAt,
    summary: plain(event.title),
    description: plain([event.lede, url].filter(Boolean).join('\n\n')),
    url,
    location: plain(where) || null,
    status: event.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...timesOf(event)
  };
}

function timesOf(event: CalendarEvent): Pick<ICalEventData, 'start' | 'end' | 'allDay' | 'floating'> {
  const { start, end } = instantsOf(event);
  if (start) return { start, end: end ?? null };
  const floating = (date: string, time: string) => new Date(`${date}T${time.slice(0, 5)}:00Z`);
  if (event.startsAt) {
    const until = event.endsAt ? floating(event.endsOn, event.endsAt) : null;
    return { start: floating(event.startsOn, event.startsAt), end: until, floating: true };
  }
  // The end of an all-day event is the day after its last (RFC 5545, 3.6.1).
  const after = new Date(Date.parse(`${event.endsOn}T00:00:00Z`) + 86_400_000);
  return { start: new Date(`${event.startsOn}T00:00:00Z`), end: after, allDay: true };
}

function whole(ctx: Context, place: NonNullable<CalendarEvent['place']>): string {
  const country = { ...place, kind: 'country' as const };
  return [...new Set([placeName(place, ctx.locale), placeName(country, ctx.locale)])].join(', ');
}
