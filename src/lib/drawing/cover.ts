/** A cover for any item: the same id, motif and colour give the same drawing, in three shapes. */
import { motifs, type Tone } from './motifs.ts';
import { below, hash, randomFrom } from './random.ts';
import { shortPath } from './short-path.ts';

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
  /** The paths as markup, with their tones as classes: nothing in it but names and numbers of ours. */
  markup: string;
};

type Sketch = Pick<CoverDrawing, 'transform' | 'paths' | 'markup'>;

export const motifNames = Object.keys(motifs) as Motif[];
export const colours: Colour[] = ['sun', 'coral', 'leaf', 'sky'];

const sizes = { wide: [120, 80], square: [80, 80], band: [480, 80] } as const;
const keys: Key[] = ['pale', 'vivid', 'deep'];
const paintingOrder: Tone[] = ['string', 'pipe', 'main', 'dark', 'chalk', 'accent'];

/**
 * Drawings of one motif in one shape. Each also comes mirrored and on three grounds, so that it is one in 384 that two
 * neighbours of one theme are alike, and a library of any size is shown by 1,536 drawings: 5 MB once all are drawn.
 */
const variety = 64;
const sketches = new Map<string, Sketch>();

/**
 * The cover of the item `id`. `colour` only says which class the drawing will wear; it does not change a line. What it
 * gives is shared, and not to be changed.
 */
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
  const { transform, paths, markup } = sketch(motif, shape, below(random, variety));
  const mirror = random() < 0.5 ? `translate(${width})scale(-1 1)` : '';
  const turn = mirror + (transform ?? '');
  return { viewBox: `0 0 ${width} ${height}`, key, ...(turn && { transform: turn }), paths, markup };
}

function sketch(motif: Motif, shape: Shape, seed: number): Sketch {
  const name = `${motif} ${shape} ${seed}`;
  let known = sketches.get(name);
  if (!known) sketches.set(name, (known = draw(motif, shape, seed)));
  return known;
}

function draw(motif: Motif, shape: Shape, seed: number): Sketch {
  const [width, height] = sizes[shape];
  const byTone: Partial<Record<Tone, string>> = {};
  const transform = motifs[motif]({
    random: randomFrom(hash(`${seed}`)),
    width,
    height,
    add: (tone, path) => {
      byTone[tone] = (byTone[tone] ?? '') + path;
    }
  });
  const paths = paintingOrder
    .filter((tone) => byTone[tone])
    .map((tone) => ({ tone, d: shortPath(byTone[tone]!), evenodd: motif === 'blocks' && tone !== 'accent' }));
  // Put together and not joined, it shares the memory of the paths.
  let markup = '';
  for (const { tone, d, evenodd } of paths)
    markup += `<path class="${tone}"${evenodd ? ' fill-rule="evenodd"' : ''} d="` + d + '"/>';
  return { ...(transform && { transform }), paths, markup };
}
