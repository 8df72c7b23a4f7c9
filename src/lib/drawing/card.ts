/** The card that a link to a page is shown with elsewhere: 1200 × 630, laid out as a tree for the painter. */
import { directionOf } from '#lib/locale.ts';
import { cardText, scriptOf } from './card-text.ts';
import type { Colour, Motif } from './cover.ts';
import { splitName } from './mark.ts';
import { colourOf, type Colours } from './palette.ts';
import { coverPicture, markPicture, planPicture } from './pictures.ts';

export const cardSize = { width: 1200, height: 630 } as const;
type Style = Record<string, string | number>;
type CardNode =
  | { type: 'container'; style: Style; children: CardNode[] }
  | { type: 'text'; text: string; style: Style }
  | { type: 'image'; src: string; style: Style };

export interface Picture {
  width: number;
  height: number;
  /** The language of the words, for shaping; its first subtag is enough. */
  language: string;
  node: CardNode;
  /** SVG documents by the names that the tree uses. */
  images: { src: string; svg: string }[];
}

export interface CardContent {
  title: string;
  /** The language that the title is in. */
  language: string;
  /** What kind of thing it is, or its theme; in the reader's language. */
  kicker?: string;
  /** The item's cover; without one it is the site's own card. */
  cover?: { id: string; motif: Motif; colour: Colour };
}

export interface CardBrand {
  /** The alliance's short name, in `locale`. */
  name: string;
  colours: Colours;
  mark: string | null;
  locale: string;
}

/** Sizes of the title by its length: what holds it in three lines, but for the longest, which end in an ellipsis. */
const sizes = [
  { upTo: 28, latin: 84, other: 72 },
  { upTo: 44, latin: 70, other: 62 },
  { upTo: 54, latin: 60, other: 54 },
  { upTo: 70, latin: 52, other: 48 },
  { upTo: Infinity, latin: 46, other: 44 }
];
const frame = { margin: 64, gap: 56, cover: 430 };

/** Lays out a card: what it is, its title in three lines at most, whose it is; and the drawing at the end side. */
export function drawCard(content: CardContent, brand: CardBrand): Picture {
  const { width, height } = cardSize;
  const { colours } = brand;
  const announcing = !content.cover;
  const ground = colourOf(colours, announcing ? 'asphalt' : 'paper');
  const ink = colourOf(colours, announcing ? 'chalk' : 'ink');
  const quiet = colourOf(colours, announcing ? 'chalk-2' : 'ink-2');
  const direction = directionOf(content.language);
  const drawing = content.cover
    ? coverPicture(colours, content.cover, frame.cover, height)
    : planPicture(colours, frame.cover + 60, height);
  const mark = markPicture(colours, brand.mark, ink, 76);
  const side = announcing ? frame.cover + 60 : frame.cover;
  const column = width - side - frame.margin - frame.gap;
  const images = [
    { src: 'drawing', svg: drawing },
    { src: 'mark', svg: mark.picture }
  ];

  const words: CardNode = {
    type: 'container',
    style: {
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'space-between',
      width: column,
      height: height - 2 * frame.margin,
      direction
    },
    children: [
      kicker(content, ink, quiet, brand),
      title(content, ink, column),
      {
        type: 'container',
        style: { display: 'flex', alignItems: 'center', gap: 20, width: column, height: 76 },
        children: [
          { type: 'image', src: 'mark', style: { width: mark.width, height: 76 } },
          name(brand, ink, column - mark.width - 20)
        ]
      }
    ]
  };
  const node: CardNode = {
    type: 'container',
    style: {
      display: 'flex',
      justifyContent: 'space-between',
      alignItems: 'center',
      width,
      height,
      backgroundColor: ground,
      direction
    },
    children: [
      { type: 'container', style: { display: 'flex', paddingInlineStart: frame.margin }, children: [words] },
      { type: 'image', src: 'drawing', style: { width: side, height } }
    ]
  };
  return { width, height, language: /^[a-z]{2,3}(?=-|$)/.exec(content.language)?.[0] ?? 'und', node, images };
}

const oneLine: Style = { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' };

/** A square of the theme's colour and its name; an empty line keeps the title in its place. */
function kicker(
  { kicker: words = '', cover }: CardContent,
  ink: string,
  quiet: string,
  { colours, locale }: CardBrand
): CardNode {
  const text = cardText(words);
  const children: CardNode[] = [];
  if (text && cover) {
    const backgroundColor = colourOf(colours, `${cover.colour}-fill`);
    children.push({
      type: 'container',
      style: { width: 26, height: 26, flexShrink: 0, backgroundColor, border: `3px solid ${ink}` },
      children: []
    });
  }
  if (text)
    children.push({
      type: 'text',
      text,
      style: { ...oneLine, fontSize: 28, fontWeight: 400, color: quiet, direction: directionOf(locale) }
    });
  return { type: 'container', style: { display: 'flex', alignItems: 'center', gap: 14, height: 48 }, children };
}

function title(content: CardContent, color: string, width: number): CardNode {
  const text = cardText(content.title);
  const script = scriptOf(text);
  const step = sizes.find(({ upTo }) => text.length <= upTo)!;
  const style: Style = {
    width,
    fontSize: script === 'latin' ? step.latin : step.other,
    lineHeight: { latin: 1.1, arabic: 1.5, bengali: 1.35 }[script],
    fontWeight: script === 'latin' ? 800 : 700,
    letterSpacing: script === 'latin' ? '-0.018em' : 0,
    lineClamp: 3,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    overflowWrap: 'anywhere',
    direction: directionOf(content.language),
    color
  };
  return text ? { type: 'text', text, style } : { type: 'container', style: { width, height: 1 }, children: [] };
}

/** The alliance's name as the header sets it: a 4 between letters stands in its own tile. */
function name(brand: CardBrand, color: string, width: number): CardNode {
  const text = cardText(brand.name);
  const latin = scriptOf(text) === 'latin';
  const style: Style = {
    fontSize: text.length > 24 ? 30 : 40,
    fontWeight: latin ? 800 : 700,
    letterSpacing: latin ? '-0.02em' : 0,
    color
  };
  const { before, four, after } = splitName(text);
  if (!four || text.length > 24) {
    return {
      type: 'text',
      text: text || ' ',
      style: {
        ...style,
        width,
        lineClamp: 2,
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        overflowWrap: 'anywhere',
        direction: directionOf(brand.locale)
      }
    };
  }
  const tile: CardNode = {
    type: 'container',
    style: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'center',
      width: 42,
      height: 42,
      border: `3px solid ${color}`
    },
    children: [{ type: 'text', text: '4', style: { ...style, fontSize: 34, lineHeight: 1 } }]
  };
  return {
    type: 'container',
    style: { display: 'flex', alignItems: 'center', gap: 4, direction: 'ltr' },
    children: [{ type: 'text', text: before, style }, tile, { type: 'text', text: after, style }]
  };
}

/** An icon of `side` pixels. */
export function drawIcon(svg: string, side: number): Picture {
  const node: CardNode = { type: 'image', src: 'icon', style: { width: side, height: side } };
  return { width: side, height: side, language: 'en', node, images: [{ src: 'icon', svg }] };
}
