import { describe, expect, it } from 'vitest';
import { drawCounts } from './counts.ts';

const squares = (d: string) => d.match(/M/g)?.length ?? 0;

describe('counts on one scale', () => {
  it('are one square a thing, with a dashed one for "and more"', () => {
    const { rows, unit, viewBox } = drawCounts([
      { count: 22, open: false },
      { count: 30, open: true }
    ]);
    expect(unit).toBe(1);
    expect(rows.map((row) => [squares(row.full), squares(row.open)])).toEqual([
      [22, 0],
      [30, 1]
    ]);
    expect(viewBox).toBe('0 0 341 11');
  });

  it('stay short however many there are, and a part of a square is a part', () => {
    const { rows, unit } = drawCounts([
      { count: 1500, open: false },
      { count: 75, open: true }
    ]);
    expect(unit).toBe(50);
    expect(squares(rows[0]!.full)).toBe(30);
    expect([squares(rows[1]!.full), rows[1]!.part]).toEqual([1, 'M12 1h4.3v8.5h-4.3z']);
  });

  it('of nothing are nothing', () => {
    expect(drawCounts([]).rows).toEqual([]);
    expect(drawCounts([{ count: 0, open: false }]).rows[0]).toEqual({ full: '', part: '', open: '' });
  });
});
