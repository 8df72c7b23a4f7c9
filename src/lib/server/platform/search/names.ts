import type { Expand, Expansion } from './types.ts';
import { foldWord, wordsOf } from './words.ts';

/** A name of themes or places, in any language; the best known place first where several have the name. */
export interface Name {
  name: string;
  themes?: number[];
  /** The place itself first, then its country. */
  places?: number[];
}

const longestName = 8;

const keyOf = (words: string[]) => words.join(' ');

/**
 * Makes the lookup that finds theme aliases and places in a query, the longest name first: "water and sanitation in
 * Nairobi" names a theme and a city, whose country's documents are then found as well.
 */
export function nameIndex(names: Iterable<Name>): Expand {
  const index = new Map<string, Name>();
  for (const name of names) {
    const key = keyOf([...wordsOf(name.name)].map(({ raw }) => foldWord(raw)).filter(Boolean));
    if (!key) continue;
    const known = index.get(key);
    index.set(key, known ? joined(known, name) : name);
  }
  return (words) => {
    const found: Expansion[] = [];
    for (let from = 0; from < words.length;) {
      const expansion = longestAt(index, words, from);
      if (expansion) found.push(expansion);
      from = expansion ? expansion.to : from + 1;
    }
    return found;
  };
}

/** One word may be a theme and a place, or a place of two countries. */
function joined(a: Name, b: Name): Name {
  const places = a.places?.length ? a.places : (b.places ?? []);
  return { name: a.name, themes: [...new Set([...(a.themes ?? []), ...(b.themes ?? [])])], places };
}

function longestAt(index: Map<string, Name>, words: string[], from: number): Expansion | undefined {
  for (let to = Math.min(words.length, from + longestName); to > from; to--) {
    const name = index.get(keyOf(words.slice(from, to)));
    if (name) return { from, to, themes: name.themes ?? [], places: name.places ?? [] };
  }
  return undefined;
}
