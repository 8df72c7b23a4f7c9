import { formatDate } from './format.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/* Moments of the desk, in the reader's language. Where nobody has said where the reader is, the clock is UTC's. */

const day = 86_400_000;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const tag = () => (getLocale() === 'en' ? 'en-GB' : getLocale());

/** A day, as in `3 December 2026`. */
export const formatDay = (at: Date): string => formatDate(dayOf(at));

/** A day with its time, as in `3 Dec 2026, 14:02 UTC`. */
export const formatMoment = (at: Date): string =>
  new Intl.DateTimeFormat(tag(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short'
  }).format(at);

/** How many days from one day to another; negative when it is past. */
const daysUntil = (due: Date, now: Date): number => Math.round((Date.parse(dayOf(due)) - Date.parse(dayOf(now))) / day);

/** Where something that is due belongs in a list, by day. */
export function dueGroup(due: Date, now: Date): 'late' | 'today' | 'week' | 'later' {
  if (due < now) return 'late';
  const days = daysUntil(due, now);
  return days === 0 ? 'today' : days < 7 ? 'week' : 'later';
}

/** When something is due, in a word or two: `2 days late`, `today`, `Wednesday`, `3 Dec`. */
export function formatDue(due: Date, now: Date): string {
  const days = daysUntil(due, now);
  if (due < now && days === 0) return m.desk_due_passed();
  if (due < now) return m.desk_late({ count: -days, shown: new Intl.NumberFormat(tag()).format(-days) });
  if (days < 2) return new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }).format(days, 'day');
  const options: Intl.DateTimeFormatOptions = days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(tag(), { ...options, timeZone: 'UTC' }).format(due);
}
