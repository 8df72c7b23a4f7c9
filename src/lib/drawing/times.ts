/** Times that disagree, on one axis, in per cent of its width: the drawing stretches, its words do not. */

/** Minutes after midnight. */
export type TimeRow = { start: number; end: number };

export type TimesDrawing = {
  bars: { left: number; width: number }[];
  ticks: { at: number; minutes: number }[];
};

/** An axis of whole hours from before the first start to after the last end. */
export function drawTimes(rows: TimeRow[]): TimesDrawing {
  const from = Math.floor(Math.min(...rows.map((row) => row.start)) / 60) * 60;
  const to = Math.ceil(Math.max(...rows.map((row) => row.end)) / 60) * 60 + 30;
  const percent = (minutes: number) => Number((((minutes - from) / (to - from)) * 100).toFixed(2));
  const hours = (to - from) / 60;
  const step = hours > 6 ? 120 : 60;
  const ticks = [];
  for (let minutes = from; minutes < to; minutes += step) ticks.push({ at: percent(minutes), minutes });
  return {
    bars: rows.map(({ start, end }) => ({
      left: percent(start),
      width: Number((percent(end) - percent(start)).toFixed(2))
    })),
    ticks
  };
}
