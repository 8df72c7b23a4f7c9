/** Chance that can be repeated: the same id always draws the same picture, on every server, for ever. */

export type Random = () => number;

/** FNV-1a, 32 bits, over code points. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    // In two halves.
    if (point > 0xffff) i++;
    value = Math.imul(value ^ point, 16777619);
  }
  return value >>> 0;
}

/** Numbers in [0, 1) from a seed (mulberry32, public domain, Tommy Ettinger). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from 0 up to, not including, `count`. */
export const below = (random: Random, count: number) => Math.floor(random() * count);
