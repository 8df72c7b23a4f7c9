import { instantOf, isoOffset, offsetAt } from '../platform/zones.ts';

/** What is stored of an event's time: local days, and clock times of `timezone` where they are known. */
export interface LocalTimes {
  startsOn: string;
  endsOn: string;
  startsAt: string | null;
  endsAt: string | null;
  timezone: string | null;
}

const day = 86_400_000;

/** The instants at which an event begins and ends; undefined where no clock time or no zone is known. */
export function instantsOf(event: LocalTimes): { start: Date | undefined; end: Date | undefined } {
  const { startsOn, endsOn, startsAt, endsAt, timezone } = event;
  const at = (date: string, time: string | null) => (time && timezone ? instantOf(date, time, timezone) : undefined);
  return { start: at(startsOn, startsAt), end: at(endsOn, endsAt) };
}

/**
 * Whether an event is over. Without clock times it is when its last day has ended in its zone; without a zone, when
 * that day has ended everywhere on earth (UTC−12).
 */
export function isPast(event: LocalTimes, now: Date): boolean {
  const { end } = instantsOf(event);
  if (end) return end <= now;
  const midnight = new Date(Date.parse(`${event.endsOn}T00:00:00Z`) + day);
  if (!event.timezone) return new Date(midnight.getTime() + day / 2) <= now;
  return instantOf(midnight.toISOString().slice(0, 10), '00:00', event.timezone) <= now;
}

/** When an event is, as a page shows it: is it over, its offset from UTC, and the same times in UTC. */
export function whenOf(event: LocalTimes, now: Date) {
  const { start, end } = instantsOf(event);
  return {
    isPast: isPast(event, now),
    /** Such as `+02:00`; null where no clock time or zone is known. */
    offset: start && event.timezone ? isoOffset(offsetAt(start, event.timezone)) : null,
    utc: start
      ? { date: start.toISOString().slice(0, 10), start: clockOf(start), end: end ? clockOf(end) : null }
      : null,
    /** The last of it may have another offset, when clocks change in between. */
    endOffset: end && event.timezone ? isoOffset(offsetAt(end, event.timezone)) : null
  };
}

const clockOf = (instant: Date) => instant.toISOString().slice(11, 16);
