/** A figure drawn as the thing it counts: squares for a share or a count, a bar for a range. */

export type FigureSubject =
  /** Ten squares for a share: `value` of `of`, such as 60 of 100. */
  | { kind: 'share'; value: number; of?: number }
  /** Solid to the low end, hatched to the high end, open to `top`. */
  | { kind: 'range'; low: number; high: number; top?: number }
  /** As many squares as there are things: 25 an hour. */
  | { kind: 'count'; count: number };

export type FigureDrawing = { viewBox: string; on: string; off: string; hatch?: string };

const square = (x: number, y: number, side: number) => `M${x} ${y}h${side}v${side}h${-side}z`;

/** Draws the figure. A part of a square is drawn as a part: 64 of 100 are six squares and four tenths of one. */
export function drawFigure(subject: FigureSubject): FigureDrawing {
  if (subject.kind === 'range') return drawRange(subject.low, subject.high, subject.top);
  if (subject.kind === 'count') return drawCount(Math.max(0, Math.round(subject.count)));
  const tenths = Math.min(10, Math.max(0, (subject.value / (subject.of ?? 100)) * 10));
  let on = '';
  let off = '';
  for (let i = 0; i < 10; i++) {
    const filled = Math.round(Math.min(1, Math.max(0, tenths - i)) * 8);
    if (filled) on += `M${1 + i * 11} 1h${filled}v8h${-filled}z`;
    if (filled < 8) off += square(1 + i * 11, 1, 8);
  }
  return { viewBox: '0 0 110 11', on, off };
}

function drawRange(low: number, high: number, top = high * 1.2): FigureDrawing {
  const at = (value: number) => Math.round(Math.min(1, value / top) * 243);
  const box = (from: number, to: number) => `M${1 + from} 1h${to - from}v20H${1 + from}z`;
  return { viewBox: '0 0 245 22', on: box(0, at(low)), hatch: box(at(low), at(high)), off: box(0, 243) };
}

/** Two rows, or more where the count is large; never more than a hundred squares. */
function drawCount(count: number): FigureDrawing {
  const shown = Math.min(count, 100);
  const rows = shown > 40 ? 4 : shown > 5 ? 2 : 1;
  const perRow = Math.max(1, Math.ceil(shown / rows));
  const on = Array.from({ length: shown }, (_, i) =>
    square(1 + (i % perRow) * 11, 1 + Math.floor(i / perRow) * 11, 8.5)
  );
  return { viewBox: `0 0 ${Math.max(perRow, 10) * 11} ${rows * 11}`, on: on.join(''), off: '' };
}
