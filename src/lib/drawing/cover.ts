/** A cover for any item: the same id, motif and colour give the same drawing, in three shapes. */
import { motifs, type Tone } from './motifs.ts';
import { below, hash, randomFrom } from './random.ts';

export type Motif = keyof typeof motifs;
export type Colour = 'sun' | 'coral' | 'leaf' | 'sky';
export type Shape = 'wide' | 'square' | 'band';

/** The ground the drawing lies on. */
export type Key = 'pale' | 'vivid' | 'deep';

export type CoverDrawing = {
  viewBox: string;
  key: Key;
  /** For the group round all paths, where the motif is turned. */
  transform?: string;
  /** One path a tone, to be painted in this order. */
  paths: { tone: Tone; d: string; evenodd: boolean }[];
};

export const motifNames = Object.keys(motifs) as Motif[];
export const colours: Colour[] = ['sun', 'coral', 'leaf', 'sky'];

const sizes = { wide: [120, 80], square: [80, 80], band: [480, 80] } as const;
const keys: Key[] = ['pale', 'vivid', 'deep'];
const paintingOrder: Tone[] = ['string', 'pipe', 'main', 'dark', 'chalk', 'accent'];

/** Draws the cover of the item `id`. `colour` only says which class the drawing will wear; it does not change a line. */
export function cover({
  id,
  motif,
  shape = 'wide'
}: {
  id: string;
  motif: Motif;
  colour: Colour;
  shape?: Shape;
}): CoverDrawing {
  const [width, height] = sizes[shape];
  const random = randomFrom(hash(id));
  const key = keys[below(random, keys.length)]!;
  const byTone: Partial<Record<Tone, string>> = {};
  const transform = motifs[motif]({
    random,
    width,
    height,
    add: (tone, path) => {
      byTone[tone] = (byTone[tone] ?? '') + path;
    }
  });
  return {
    viewBox: `0 0 ${width} ${height}`,
    key,
    ...(transform && { transform }),
    paths: paintingOrder
      .filter((tone) => byTone[tone])
      .map((tone) => ({ tone, d: byTone[tone]!, evenodd: motif === 'blocks' && tone !== 'accent' }))
  };
}
