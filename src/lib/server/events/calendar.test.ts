import { describe, expect, it } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { toCalendar, type CalendarEvent } from './calendar.ts';

const ctx = contextOver(undefined as never);
const event: CalendarEvent = {
  id: 7,
  slug: 'example',
  title: 'Streets, squares; and play',
  lede: null,
  startsOn: '2022-06-27',
  endsOn: '2022-06-27',
  startsAt: '14:30:00',
  endsAt: '16:00:00',
  timezone: 'Europe/Warsaw',
  venue: 'Hall',
  room: 'Room 19',
  place: { kind: 'city', countryCode: 'PL', name: 'Katowice', names: {} },
  status: 'confirmed',
  sequence: 2,
  changedAt: new Date('2026-10-01T08:00:00Z')
};
const write = (changes: Partial<CalendarEvent>, over = ctx) => {
  const lines = toCalendar(over, 'Example', [{ ...event, ...changes }])
    .replaceAll('\r\n ', '')
    .split('\r\n');
  return (name: string) => lines.find((line) => line.startsWith(name));
};

describe('a calendar', () => {
  it('writes clock times as instants', () => {
    const line = write({});
    expect(line('DTSTART')).toBe('DTSTART:20220627T123000Z');
    expect(line('DTEND')).toBe('DTEND:20220627T140000Z');
  });

  it('writes an event of days only as all-day, until the day after its last', () => {
    const line = write({ startsAt: null, endsAt: null, endsOn: '2022-06-30' });
    expect(line('DTSTART')).toBe('DTSTART;VALUE=DATE:20220627');
    expect(line('DTEND')).toBe('DTEND;VALUE=DATE:20220701');
  });

  it('lets a clock time float when no zone is known, and gives no end that nobody knows', () => {
    const line = write({ timezone: null, endsAt: null });
    expect(line('DTSTART')).toBe('DTSTART:20220627T143000');
    expect(line('DTEND')).toBeUndefined();
  });

  it('keeps the UID of an event whatever changes in it, and under every address of the site', () => {
    const uid = write({})('UID');
    expect(write({ title: 'Other', sequence: 3, slug: 'other' })('UID')).toBe(uid);
    expect(
      write({}, contextOver(undefined as never, { instance: { origin: 'https://elsewhere.example' } }))('UID')
    ).toBe(uid);
    expect(write({ id: 8 })('UID')).not.toBe(uid);
  });

  it('says that an event is cancelled, and which version this is', () => {
    expect(write({})('STATUS')).toBe('STATUS:CONFIRMED');
    expect(write({ status: 'cancelled' })('STATUS')).toBe('STATUS:CANCELLED');
    expect(write({})('SEQUENCE')).toBe('SEQUENCE:2');
  });

  it('escapes what iCalendar gives a meaning, and names the place', () => {
    expect(write({})('SUMMARY')).toBe('SUMMARY:Streets\\, squares\\; and play');
    expect(write({ title: 'a\r\nATTENDEE:mailto:x@y.example' })('ATTENDEE')).toBeUndefined();
    expect(write({})('LOCATION')).toBe('LOCATION:Room 19\\, Hall\\, Katowice\\, Poland');
  });
});
