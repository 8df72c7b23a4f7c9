import { lexemesOf } from './lexemes.ts';
import type { QueryWord } from './query.ts';
import type { Segment } from './types.ts';
import { baseLanguage, cachedToken, wordAt } from './words.ts';

/** Tells which word of the query a word of a text matches: its place from 0, or -1. */
export class Matcher {
  private readonly places = new Map<string, number>();
  private readonly beginnings: [string, number][] = [];
  /** By code below 128, whether a word of ASCII letters that begins so may match: folding and stemming keep the first letter. */
  private readonly firsts = new Uint8Array(128);
  readonly size: number;

  constructor(words: QueryWord[]) {
    this.size = words.length;
    words.forEach((word, place) => {
      for (const lexeme of lexemesOf(word)) this.places.set(lexeme, place);
      if (word.isPrefix) this.beginnings.push([word.word, place]);
    });
    for (const text of [...this.places.keys(), ...this.beginnings.map(([word]) => word)]) {
      // Behind the tag of its language, where it is a stem.
      const first = text.charCodeAt(text.indexOf('.') + 1);
      if (first < 128) this.firsts[first] = this.firsts[String.fromCharCode(first).toUpperCase().charCodeAt(0)] = 1;
    }
  }

  /** Whether a word of ASCII letters and digits with this first one may match at all. */
  mayBegin(code: number): boolean {
    return this.firsts[code] === 1;
  }

  placeOf(raw: string, language: string): number {
    const token = cachedToken(raw, language);
    const place = this.places.get(token.stem) ?? this.places.get(token.word);
    if (place !== undefined) return place;
    return this.beginnings.find(([beginning]) => token.word.startsWith(beginning))?.[1] ?? -1;
  }
}

interface Match {
  start: number;
  end: number;
  place: number;
}

const isWordCode = Uint8Array.from({ length: 128 }, (_, code) => (/[a-z0-9]/i.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * The matches in a text, in order. The results of a page have thousands of words, of which a few match: most are
 * passed over by their first letter.
 */
export function matchesIn(text: string, language: string, matcher: Matcher): Match[] {
  const matches: Match[] = [];
  if (matcher.size === 0) return matches;
  const base = baseLanguage(language);
  for (let at = 0; at < text.length;) {
    const first = text.charCodeAt(at);
    if (first < 128 && isWordCode[first] === 0) {
      at++;
      continue;
    }
    let end = at;
    while (text.charCodeAt(end) < 128 && isWordCode[text.charCodeAt(end)] === 1) end++;
    const isPlain = end > at && !(text.charCodeAt(end) >= 128);
    if (!isPlain) end = at + (wordAt(text, at)?.length ?? 0);
    if (end > at && (!isPlain || matcher.mayBegin(first))) {
      const place = matcher.placeOf(text.slice(at, end), base);
      if (place >= 0) matches.push({ start: at, end, place });
    }
    at = Math.max(end, at + 1);
  }
  return matches;
}

/** How many of the query's words a text has. */
export const distinctPlaces = (matches: Match[]) => new Set(matches.map(({ place }) => place)).size;

/** The text cut at its matches, which are marked. */
export function segmentsOf(text: string, matches: Match[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end } of matches) {
    if (start > at) segments.push([text.slice(at, start), false]);
    segments.push([text.slice(start, end), true]);
    at = end;
  }
  if (at < text.length) segments.push([text.slice(at), false]);
  return segments;
}

const snippetLength = 240;
const lead = 60;

/** The stretch of a text that has most of the query's words, with its matches marked and its ends shown by "…". */
export function snippetOf(text: string, language: string, matcher: Matcher): Segment[] {
  const plain = text.replace(/\s+/g, ' ').trim();
  const matches = matchesIn(plain, language, matcher);
  const from = plain.length <= snippetLength ? 0 : wordStart(plain, bestStart(matches) - lead);
  const to = plain.length <= from + snippetLength ? plain.length : wordEnd(plain, from + snippetLength);
  const inside = matches
    .filter(({ start, end }) => start >= from && end <= to)
    .map(({ start, end, place }) => ({ start: start - from, end: end - from, place }));
  const segments = segmentsOf(plain.slice(from, to), inside);
  if (from > 0) segments.unshift(['… ', false]);
  if (to < plain.length) segments.push([' …', false]);
  return segments;
}

/** Where the stretch with most distinct words starts; the first of equals. */
function bestStart(matches: Match[]): number {
  let best = 0;
  let most = 0;
  for (const [index, { start }] of matches.slice(0, 200).entries()) {
    const near = matches.slice(index, index + 30).filter((match) => match.end <= start + snippetLength - lead);
    const count = distinctPlaces(near);
    if (count > most) [best, most] = [start, count];
  }
  return best;
}

function wordStart(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.indexOf(' ', at);
  return space < 0 || space > at + lead ? at : space + 1;
}

function wordEnd(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  return space < at - lead ? at : space;
}
