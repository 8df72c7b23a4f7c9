import type { Expand, Expansion } from './types.ts';
import { baseLanguage, foldWord, wordsOf } from './words.ts';

/** A name of themes or places, in any language; the best known place first where several have the name. */
export interface Name {
  name: string;
  /** BCP 47, where it is known. */
  language?: string | null;
  themes?: number[];
  /** The place itself first, then its country. */
  places?: number[];
}

const longestName = 8;

const keyOf = (words: string[]) => words.join(' ');

/**
 * Makes the lookup that finds theme aliases and places in a query, the longest name first: "water and sanitation in
 * Nairobi" names a theme and a city, whose country's documents are then found as well. Its words are known to be words.
 */
export function nameIndex(names: Iterable<Name>): Expand {
  const index = new Map<string, Name>();
  const languages = new Map<string, Set<string>>();
  for (const name of names) {
    const words = [...wordsOf(name.name)].map(({ raw }) => foldWord(raw)).filter(Boolean);
    const key = keyOf(words);
    if (!key) continue;
    if (name.language) for (const word of words) addTo(languages, word, baseLanguage(name.language));
    const known = index.get(key);
    index.set(key, known ? joined(known, name) : name);
  }
  const expand = (words: string[]) => {
    const found: Expansion[] = [];
    for (let from = 0; from < words.length;) {
      const expansion = longestAt(index, words, from);
      if (expansion) found.push(expansion);
      from = expansion ? expansion.to : from + 1;
    }
    return found;
  };
  const isWord = (word: string, language?: string) =>
    language === undefined ? languages.has(word) || index.has(word) : (languages.get(word)?.has(language) ?? false);
  return Object.assign(expand, { isWord });
}

function addTo(languages: Map<string, Set<string>>, word: string, language: string): void {
  const known = languages.get(word);
  if (known) known.add(language);
  else languages.set(word, new Set([language]));
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
