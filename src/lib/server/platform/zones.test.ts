import { describe, expect, it } from 'vitest';
import { instantOf, isoOffset, offsetAt } from './zones.ts';

describe('clock times of a place', () => {
  it('are instants by the offset of that day', () => {
    expect(instantOf('2022-06-27', '14:30', 'Europe/Warsaw').toISOString()).toBe('2022-06-27T12:30:00.000Z');
    expect(instantOf('2022-12-27', '14:30:00', 'Europe/Warsaw').toISOString()).toBe('2022-12-27T13:30:00.000Z');
    expect(instantOf('2024-11-06', '15:00', 'Africa/Cairo').toISOString()).toBe('2024-11-06T13:00:00.000Z');
    expect(instantOf('2024-10-30', '15:00', 'Africa/Cairo').toISOString()).toBe('2024-10-30T12:00:00.000Z');
    expect(instantOf('2024-01-01', '00:15', 'Pacific/Kiritimati').toISOString()).toBe('2023-12-31T10:15:00.000Z');
    expect(instantOf('2024-01-01', '12:00', 'UTC').toISOString()).toBe('2024-01-01T12:00:00.000Z');
  });

  it('that come twice in autumn are the first of the two', () => {
    expect(instantOf('2024-10-27', '02:30', 'Europe/Warsaw').toISOString()).toBe('2024-10-27T00:30:00.000Z');
  });

  it('that are skipped in spring are read with the offset before', () => {
    expect(instantOf('2024-03-31', '02:30', 'Europe/Warsaw').toISOString()).toBe('2024-03-31T01:30:00.000Z');
  });

  it('right after a change have the new offset', () => {
    expect(instantOf('2024-03-31', '03:00', 'Europe/Warsaw').toISOString()).toBe('2024-03-31T01:00:00.000Z');
    expect(instantOf('2024-10-27', '03:00', 'Europe/Warsaw').toISOString()).toBe('2024-10-27T02:00:00.000Z');
  });

  it('have offsets of half and quarter hours, and west of Greenwich', () => {
    expect(offsetAt(new Date('2024-06-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(345);
    expect(offsetAt(new Date('2024-06-01T00:00:00Z'), 'America/St_Johns')).toBe(-150);
    expect([isoOffset(345), isoOffset(-150), isoOffset(0)]).toEqual(['+05:45', '-02:30', '+00:00']);
  });
});
