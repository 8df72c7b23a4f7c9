/** An alliance's own mark: the path of an SVG drawing in a square of 48 by 48, filled with ink. */

const side = 48;
/** Curves may swing out a little between their ends, and pens round. */
const tolerance = 0.5;
const longest = 4000;

/** How many numbers each command takes (SVG 1.1, 8.3). */
const counts: Record<string, number> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?/iy;
const gap = /[\s,]*/y;

export type MarkProblem = 'mark-length' | 'mark-syntax' | 'mark-outside';

/**
 * Why a text is no mark; undefined when it is one. Only letters of commands and numbers pass, so a mark can stand in an
 * attribute as it is; every end and control point of a curve must lie in the square.
 */
export function findMarkProblem(path: string): MarkProblem | undefined {
  if (path.length > longest) return 'mark-length';
  if (!/^\s*[Mm][\sMLHVCSQTAZmlhvcsqtaze\d.,+-]*$/.test(path)) return 'mark-syntax';
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, letter = '', rest = ''] of path.matchAll(/([MLHVCSQTAZ])([^MLHVCSQTAZ]*)/gi)) {
    const command = letter.toUpperCase();
    const relative = letter !== command;
    const numbers = command === 'A' ? readArcs(rest) : readNumbers(rest);
    const count = counts[command]!;
    if (!numbers || (count === 0 ? numbers.length > 0 : numbers.length === 0 || numbers.length % count > 0))
      return 'mark-syntax';
    if (command === 'Z') [x, y] = [startX, startY];
    for (let at = 0; at < numbers.length; at += count) {
      const points = pointsOf(command, numbers.slice(at, at + count), relative ? [x, y] : undefined, [x, y]);
      if (points.flat().some((value) => value < -tolerance || value > side + tolerance)) return 'mark-outside';
      [x, y] = points.at(-1)!;
      if (command === 'M' && at === 0) [startX, startY] = [x, y];
    }
  }
  return undefined;
}

/** Every point that a command names, as it lies in the square; the last one is where the pen stands then. */
function pointsOf(
  command: string,
  values: number[],
  from: [number, number] | undefined,
  [x, y]: [number, number]
): [number, number][] {
  const [dx, dy] = from ?? [0, 0];
  if (command === 'H') return [[values[0]! + dx, y]];
  if (command === 'V') return [[x, values[0]! + dy]];
  const coordinates = command === 'A' ? values.slice(5) : values;
  const points: [number, number][] = [];
  for (let i = 0; i < coordinates.length; i += 2) points.push([coordinates[i]! + dx, coordinates[i + 1]! + dy]);
  return points;
}

function readNumbers(text: string): number[] | undefined {
  const found: number[] = [];
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    number.lastIndex = at;
    const match = number.exec(text);
    if (!match) return undefined;
    found.push(Number(match[0]));
    at = number.lastIndex;
  }
  return found;
}

/** The two flags of an arc may stand without anything between them: `a6 6 0 0112 0`. */
function readArcs(text: string): number[] | undefined {
  const spaced = text.replace(
    /((?:[\s,]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?){3})[\s,]*([01])[\s,]*([01])((?:[\s,]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?){2})/gi,
    '$1 $2 $3 $4'
  );
  return readNumbers(spaced);
}

function skip(text: string, at: number): number {
  gap.lastIndex = at;
  gap.exec(text);
  return gap.lastIndex;
}
