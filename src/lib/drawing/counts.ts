/** Numbers of things as rows of squares on one scale, so that rows can be compared by eye. */

export type CountRow = { count: number; /** The source says "and more". */ open: boolean };
export type CountDrawing = { full: string; part: string; open: string };
export type CountsDrawing = {
  viewBox: string;
  /** How many things one square is. */ unit: number;
  rows: CountDrawing[];
};

const most = 40;
const step = 11;
const side = 8.5;
const units = [1, 2, 5];

/** The smallest of 1, 2, 5, 10, 20, … with which no row is longer than forty squares. */
function unitFor(count: number): number {
  for (let power = 1; ; power *= 10) {
    for (const unit of units) if (count / (unit * power) <= most) return unit * power;
  }
}

/** @param rows what each source says; a part of a square is drawn as a part */
export function drawCounts(rows: CountRow[]): CountsDrawing {
  const counts = rows.map(({ count }) => Math.max(0, Math.round(count)));
  const unit = unitFor(Math.max(1, ...counts));
  const square = (i: number, width = side) => `M${1 + i * step} 1h${width}v${side}h${-width}z`;
  const drawings = rows.map(({ open }, row) => {
    const squares = counts[row]! / unit;
    const whole = Math.floor(squares);
    const rest = Math.round((squares - whole) * side * 10) / 10;
    return {
      full: Array.from({ length: whole }, (_, i) => square(i)).join(''),
      part: rest ? square(whole, rest) : '',
      open: open ? square(Math.ceil(squares)) : ''
    };
  });
  const longest = Math.max(10, ...counts.map((count, row) => Math.ceil(count / unit) + (rows[row]!.open ? 1 : 0)));
  return { viewBox: `0 0 ${longest * step} ${step}`, unit, rows: drawings };
}
