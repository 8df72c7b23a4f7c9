/** Path data of simple shapes, with one decimal: enough for the eye, and it compresses well. */
import type { Random } from './random.ts';

export type Box = { x: number; y: number; width: number; height: number };

export const round = (n: number) => Math.round(n * 10) / 10;

export const rectangle = ({ x, y, width, height }: Box) =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;

export const box = (x: number, y: number, width: number, height: number) => rectangle({ x, y, width, height });

/** One arc all the way round, but for a tenth that closes it. */
export const circle = (x: number, y: number, radius: number) =>
  `M${round(x - radius)} ${round(y - 0.05)}a${radius} ${radius} 0 1 1 0 .1z`;

/** A block with a courtyard `depth` inside it; to be filled with the even-odd rule. */
export const courtyard = (block: Box, depth: number) =>
  rectangle(block) +
  `M${round(block.x + depth)} ${round(block.y + depth)}v${round(block.height - 2 * depth)}` +
  `h${round(block.width - 2 * depth)}v${round(2 * depth - block.height)}z`;

/**
 * Splits a plot into city blocks, again and again, with lanes of `lane` between them and no block narrower than about
 * `least`. Small plots are sometimes left whole, which is what makes it look grown and not ruled.
 */
export function blocks(random: Random, plot: Box, least: number, lane: number): Box[] {
  const { x, y, width, height } = plot;
  const divisible = width > least * 2 || height > least * 2;
  const large = width > least * 2.4 || height > least * 2.4;
  if (!divisible || (!large && random() >= 0.55)) return [plot];

  const cutAt = (length: number) => Math.round(least + (length - 2 * least) * (0.25 + 0.5 * random()));
  const half = lane / 2;
  if (width >= height && width > least * 2) {
    const cut = cutAt(width);
    return [
      ...blocks(random, { x, y, width: cut - half, height }, least, lane),
      ...blocks(random, { x: x + cut + half, y, width: width - cut - half, height }, least, lane)
    ];
  }
  if (height > least * 2) {
    const cut = cutAt(height);
    return [
      ...blocks(random, { x, y, width, height: cut - half }, least, lane),
      ...blocks(random, { x, y: y + cut + half, width, height: height - cut - half }, least, lane)
    ];
  }
  return [plot];
}
