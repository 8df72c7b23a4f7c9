/**
 * The same path in fewer characters: a page holds twenty covers, and each of their characters is joined, encoded and
 * compressed anew for every reader. Takes absolute `M` and `L`, relative `h v l q t a` and `z`, with one decimal.
 */
export function shortPath(path: string): string {
  const written: string[] = [];
  let [x, y] = [0, 0];
  let [startX, startY] = [0, 0];
  let last = '';
  for (const [, letter, text] of path.matchAll(/([MLhvlqtaz])([^MLhvlqtaz]*)/g)) {
    // Whole tenths: sums of them do not drift.
    let numbers = (text!.match(/-?[\d.]+/g) ?? []).map((number) => Math.round(Number(number) * 10));
    let command = letter!;
    if (command === 'M' || command === 'L') {
      const [toX, toY] = numbers as [number, number];
      const way = [toX - x, toY - y];
      if (command === 'L' || (written.length > 0 && inRow(way).length <= inRow(numbers).length)) {
        command = command.toLowerCase();
        numbers = way;
      }
      [x, y] = [toX, toY];
      if (letter === 'M') [startX, startY] = [x, y];
    } else if (command === 'z') [x, y] = [startX, startY];
    else {
      x += command === 'v' ? 0 : numbers.at(command === 'h' ? -1 : -2)!;
      y += command === 'h' ? 0 : numbers.at(-1)!;
    }
    const tail = command === 'a' ? arc(numbers) : inRow(numbers);
    // A command goes on without its letter; what follows an `m` would be a line.
    if (command !== last || /[Mmz]/.test(command)) written.push(command, tail);
    else written.push(gap(written.at(-1)!, tail), tail);
    last = command;
  }
  return written.join('');
}

const decimal = (tenths: number) => String(tenths / 10).replace(/^(-?)0\./, '$1.');

/** Nothing where the next number cannot be taken for a part of the one before it. */
const gap = (before: string, next: string) =>
  next.startsWith('-') || (next.startsWith('.') && /\.\d*$/.test(before)) ? '' : ' ';

const inRow = (tenths: readonly number[]) =>
  tenths.map(decimal).reduce((row, next) => (row === '' ? next : row + gap(row, next) + next), '');

/** The two flags are one digit each, so nothing has to part them. */
const arc = ([rx, ry, turn, large, sweep, toX, toY]: number[]) =>
  `${inRow([rx!, ry!, turn!])} ${large! / 10}${sweep! / 10}${inRow([toX!, toY!])}`;
