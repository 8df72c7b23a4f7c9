/** Drawings as whole SVG documents with their colours in them, for cards and icons, which have no style sheet. */
import { cover, type Colour, type Motif } from './cover.ts';
import { mark } from './mark.ts';
import type { Tone } from './motifs.ts';
import { colourOf, type Colours } from './palette.ts';
import { plan, type Layer } from './plan.ts';

const svg = (viewBox: string, width: number, height: number, inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice">${inside}</svg>`;
const path = (d: string, look: Record<string, string | number>) =>
  `<path ${Object.entries(look)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} d="${d}"/>`;

/** The cover of an item by day, filling its frame as `styles/covers.css` has it. */
export function coverPicture(
  colours: Colours,
  item: { id: string; motif: Motif; colour: Colour },
  width: number,
  height: number
): string {
  const drawing = cover(item);
  const of = (token: 'fill' | 'deep' | 'pale') => colourOf(colours, `${item.colour}-${token}`);
  const chalk = colourOf(colours, 'cover-chalk');
  const { ground, main, dark, line, pipe } = {
    pale: { ground: of('pale'), main: of('fill'), dark: of('deep'), line: of('deep'), pipe: of('fill') },
    vivid: { ground: of('fill'), main: of('deep'), dark: of('deep'), line: chalk, pipe: chalk },
    deep: { ground: of('deep'), main: of('fill'), dark: of('pale'), line: of('pale'), pipe: of('pale') }
  }[drawing.key];
  const looks: Record<Tone, Record<string, string | number>> = {
    main: { fill: main },
    dark: { fill: dark },
    chalk: { fill: chalk },
    accent: { fill: colourOf(colours, item.colour === 'sun' ? 'coral-fill' : 'sun-fill') },
    string: { fill: 'none', stroke: line, 'stroke-width': 1.1 },
    pipe: { fill: 'none', stroke: pipe, 'stroke-width': 6.5 }
  };
  const paths = drawing.paths.map(({ tone, d, evenodd }) =>
    path(d, { ...looks[tone], ...(evenodd && { 'fill-rule': 'evenodd' }) })
  );
  return svg(
    drawing.viewBox,
    width,
    height,
    `<rect width="100%" height="100%" fill="${ground}"/><g transform="${drawing.transform ?? ''}">${paths.join('')}</g>`
  );
}

/** The public square in chalk. Its court has no numbers here: an SVG in a picture has no fonts. */
export function planPicture(colours: Colours, width: number, height: number): string {
  const drawing = plan();
  const of = (token: Parameters<typeof colourOf>[1]) => colourOf(colours, token);
  const chalk = of('chalk');
  const looks: Record<Layer, Record<string, string | number>> = {
    lines: {},
    hatch: { fill: 'url(#hatch)', 'fill-rule': 'evenodd' },
    market: { fill: of('coral-fill'), 'fill-opacity': 0.2, stroke: of('coral-fill'), 'stroke-width': 2.5 },
    trees: { stroke: of('leaf-fill'), 'stroke-width': 2.5 },
    water: { stroke: of('sky-fill'), 'stroke-width': 2.5 },
    zebra: { fill: chalk, stroke: 'none' }
  };
  const hatch = `<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(52)"><path d="M0 3.5h7" stroke="${chalk}"/></pattern>`;
  const squares = drawing.squares.map(({ colour, d }) =>
    path(d, { fill: colour ? of(`${colour}-fill`) : of('asphalt'), 'stroke-width': 3 })
  );
  const { kite } = drawing;
  return svg(
    drawing.viewBox,
    width,
    height,
    `<defs>${hatch}</defs><g fill="none" stroke="${chalk}" stroke-width="2">` +
      `<g transform="${drawing.transform}">${drawing.layers.map(({ layer, d }) => path(d, looks[layer])).join('')}${squares.join('')}</g>` +
      path(kite.string, { 'stroke-dasharray': '5 5' }) +
      path(kite.tail, { stroke: of('sun-fill'), 'stroke-width': 3 }) +
      path(kite.body, { fill: of('sun-fill'), 'stroke-width': 2.5 }) +
      path(kite.spars, { stroke: of('night') }) +
      '</g>'
  );
}

/** The shapes of the alliance's mark and the box that they stand in. */
function markShapes(colours: Colours, own: string | null, ink: string): { box: [number, number]; shapes: string } {
  if (own) return { box: [48, 48], shapes: path(own, { fill: ink }) };
  const fills: Record<string, string> = {
    head: colourOf(colours, 'sun-fill'),
    'arm-6': colourOf(colours, 'coral-fill'),
    'arm-7': colourOf(colours, 'sky-fill'),
    body: colourOf(colours, 'leaf-fill'),
    feet: 'none'
  };
  const parts = mark.parts.map(({ part, d }) =>
    path(d, { fill: fills[part]!, stroke: ink, 'stroke-width': 2, 'stroke-linejoin': 'round' })
  );
  return { box: [26, 50], shapes: parts.join('') };
}

/** The alliance's mark, `height` high, with its width. */
export function markPicture(
  colours: Colours,
  own: string | null,
  ink: string,
  height: number
): { picture: string; width: number } {
  const { box, shapes } = markShapes(colours, own, ink);
  const width = Math.round((box[0] / box[1]) * height);
  return { picture: svg(`0 0 ${box.join(' ')}`, width, height, shapes), width };
}

/** The mark on a square of paper with room round it, so that a round mask cuts nothing off it. */
export function iconPicture(colours: Colours, own: string | null, side: number): string {
  const { box, shapes } = markShapes(colours, own, colourOf(colours, 'ink'));
  const whole = box[1] / 0.62;
  const [x, y] = [(box[0] - whole) / 2, (box[1] - whole) / 2];
  return svg(
    [x, y, whole, whole].map((n) => n.toFixed(2)).join(' '),
    side,
    side,
    `<rect x="${x}" y="${y}" width="${whole}" height="${whole}" fill="${colourOf(colours, 'paper')}"/>${shapes}`
  );
}

/** The mark alone, in ink that follows the browser's scheme: the icon of a tab. */
export function tabIcon(colours: Colours, own: string | null): string {
  const { box, shapes } = markShapes(colours, own, 'currentColor');
  const [width, height] = box;
  const [day, night] = [colourOf(colours, 'ink'), colourOf(colours, 'ink', 'night')];
  const look = `<style>svg{color:${day}}@media (prefers-color-scheme:dark){svg{color:${night}}}</style>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${(width - height) / 2} 0 ${height} ${height}">${look}${shapes}</svg>`;
}
