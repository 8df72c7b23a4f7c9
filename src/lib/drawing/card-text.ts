/** What of a text a card can show. A title is whatever somebody typed; a card must come out of any of it. */

/** What the faces of the cards have no letters for: all but the ranges of styles/fonts.css. */
const foreign =
  /[^\u0020-\u007e\u00a0-\u02ba\u1e00-\u1eff\u200c-\u200d\u2010-\u2014\u2018-\u201e\u2020-\u2022\u2026\u2032\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u0964\u0965\u0980-\u09fe]+/gu;

/** More than three lines of any script hold; what is longer only costs time. */
const longest = 300;

/**
 * The text without what no face can draw (emoji, other scripts, control characters) and without marks that turn
 * the direction of what follows. It may come out empty: then the card stands without it.
 */
export function cardText(text: string): string {
  const plain = text
    .slice(0, 4 * longest)
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ');
  const drawn = plain.replace(/\u00ad/g, '').replace(foreign, '');
  // Joiners belong between letters; those that held an emoji together are left over.
  const joined = drawn.replace(/(?<![\u0600-\u09fe])[\u200c\u200d]+/gu, '');
  const letters = [...joined.replace(/ {2,}/g, ' ').trim()];
  return letters.slice(0, longest).join('') + (letters.length > longest ? '…' : '');
}

/** The script that a text is mostly in decides on its face, its line height and its size. */
export function scriptOf(text: string): 'latin' | 'arabic' | 'bengali' {
  const count = (script: RegExp) => text.match(script)?.length ?? 0;
  const [latin, arabic, bengali] = [
    count(/\p{Script=Latin}/gu),
    count(/\p{Script=Arabic}/gu),
    count(/\p{Script=Bengali}/gu)
  ];
  if (arabic > latin && arabic >= bengali) return 'arabic';
  return bengali > latin ? 'bengali' : 'latin';
}
