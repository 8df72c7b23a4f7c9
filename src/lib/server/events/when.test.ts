import { describe, expect, it } from 'vitest';
import { isPast, whenOf } from './when.ts';

const katowice = {
  startsOn: '2022-06-27',
  endsOn: '2022-06-27',
  startsAt: '14:30:00',
  endsAt: '16:00:00',
  timezone: 'Europe/Warsaw'
};
const days = { startsOn: '2026-05-17', endsOn: '2026-05-22', startsAt: null, endsAt: null, timezone: 'Asia/Baku' };

describe('when an event is', () => {
  it('says its offset and the same times in UTC', () => {
    expect(whenOf(katowice, new Date('2022-06-27T13:00:00Z'))).toEqual({
      isPast: false,
      offset: '+02:00',
      utc: { date: '2022-06-27', start: '12:30', end: '14:00' },
      endOffset: '+02:00'
    });
  });

  it('gives no clock time where none is known', () => {
    expect(whenOf(days, new Date('2026-05-01'))).toEqual({ isPast: false, offset: null, utc: null, endOffset: null });
  });

  it('is over at its end, not before', () => {
    expect(isPast(katowice, new Date('2022-06-27T13:59:59Z'))).toBe(false);
    expect(isPast(katowice, new Date('2022-06-27T14:00:00Z'))).toBe(true);
  });

  it('of days only is over when the last has ended in its zone', () => {
    expect(isPast(days, new Date('2026-05-22T19:59:59Z'))).toBe(false);
    expect(isPast(days, new Date('2026-05-22T20:00:00Z'))).toBe(true);
  });

  it('without a zone is over when the day has ended everywhere', () => {
    const anywhere = { ...days, timezone: null };
    expect(isPast(anywhere, new Date('2026-05-23T11:59:59Z'))).toBe(false);
    expect(isPast(anywhere, new Date('2026-05-23T12:00:00Z'))).toBe(true);
  });
});
