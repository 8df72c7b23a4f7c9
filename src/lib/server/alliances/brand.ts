import { createHash } from 'node:crypto';
import { contrast, isColourToken, pairOf, palette, type Colours, type ColourToken } from '#lib/drawing/palette.ts';
import type { Problem } from '../platform/errors.ts';

/** A colour of `styles/layout.css` that stays as it is, or a token. */
type Ground = ColourToken | `#${string}`;

const grounds: Ground[] = ['paper', 'paper-2', 'paper-3'];
const themes = ['sun', 'coral', 'leaf', 'sky'] as const;
/** The washes and the border on asphalt, which do not follow an alliance's colours. */
const asphaltWashes: Ground[] = ['#3b2f10', '#43211b', '#17331f', '#142c42'];
const asphaltEdge = '#8b8f95';

/** What is read on what, and the contrast that it needs: 4.5 for words, 3 for borders (WCAG 2.2, 1.4.3 and 1.4.11). */
const pairs: { front: Ground; ground: Ground; least: number }[] = [
  ...words(['ink', 'ink-2'], grounds),
  ...words(['ink'], [...themes.map((theme) => `${theme}-wash` as const), 'mark']),
  ...words(
    themes.map((theme) => `${theme}-text` as const),
    grounds
  ),
  ...themes.flatMap((theme) => words([`${theme}-text`], [`${theme}-wash`])),
  ...themes.flatMap((theme) => words(['night'], [`${theme}-fill`])),
  ...words(['chalk', 'chalk-2'], ['asphalt', 'asphalt-2']),
  ...words(['chalk'], asphaltWashes),
  { front: 'edge', ground: 'paper', least: 3 },
  { front: asphaltEdge, ground: 'asphalt', least: 3 }
];

function words(fronts: Ground[], on: Ground[]) {
  return fronts.flatMap((front) => on.map((ground) => ({ front, ground, least: 4.5 })));
}

/**
 * What is wrong with an alliance's colours, by token: a name that is no token, a value that is no colour, words that
 * could not be read. Pairs that the alliance leaves alone are not judged.
 */
export function findColourProblems(colours: Colours): Problem[] {
  const problems: Problem[] = [];
  for (const [token, value] of Object.entries(colours)) {
    const field = `colours.${token}`;
    if (!isColourToken(token)) problems.push({ field, code: 'unknown-token' });
    else if (!pairOf(value)) problems.push({ field, code: 'no-colour' });
  }
  return problems.length > 0 ? problems : findContrastProblems(colours);
}

function findContrastProblems(colours: Colours): Problem[] {
  const problems: Problem[] = [];
  const both = (of: Ground) => pairOf(isColourToken(of) ? (colours[of] ?? palette[of]) : of)!;
  for (const { front, ground, least } of pairs) {
    const own = [front, ground].find((of) => Object.hasOwn(colours, of));
    if (own === undefined) continue;
    for (const [i, scheme] of (['day', 'night'] as const).entries()) {
      const ratio = contrast(both(front)[i]!, both(ground)[i]!);
      if (ratio >= least) continue;
      // Rounded down: 4.499 must not be refused as 4.50.
      const values = { front, ground, scheme, ratio: Math.floor(ratio * 100) / 100, least };
      problems.push({ field: `colours.${own}`, code: 'contrast', values });
    }
  }
  return problems;
}

/** Tokens that stronger contrast takes over (`tokens.css`): the reader's wish goes before the alliance's. */
const yielding: string[] = ['ink-2', 'rule', 'chalk-2'] satisfies ColourToken[];

export interface BrandSheet {
  /** The address, which changes with the content: it may be kept for ever. */
  path: string;
  css: string;
}

/**
 * The style sheet of an alliance's colours, or undefined where it has none. Whatever the row holds, only known names
 * and hexadecimal colours come out. It stands in no layer and so goes before the product's tokens; print stays black.
 */
export function brandSheet(colours: Colours): BrandSheet | undefined {
  const declarations = Object.entries(colours).flatMap(([token, value]) => {
    const pair = pairOf(value);
    if (!isColourToken(token) || !pair) return [];
    const [day, night] = pair;
    return [{ token, text: `--${token}:${day === night ? day : `light-dark(${day},${night})`}` }];
  });
  if (declarations.length === 0) return undefined;
  const rule = (media: string, list: typeof declarations) =>
    list.length > 0 ? `@media ${media}{:root{${list.map(({ text }) => text).join(';')}}}\n` : '';
  const css =
    rule(
      'screen',
      declarations.filter(({ token }) => !yielding.includes(token))
    ) +
    rule(
      'screen and (not (prefers-contrast: more))',
      declarations.filter(({ token }) => yielding.includes(token))
    );
  const hash = createHash('sha256').update(css).digest('hex').slice(0, 12);
  return { path: `/brand-${hash}.css`, css };
}
