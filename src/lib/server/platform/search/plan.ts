import { calledExactly, exactly, withPrefix, wordsToFind, type Sought } from './lexemes.ts';
import { requiredWords, soughtWords, type ParsedQuery, type QueryWord } from './query.ts';
import type { Expansion } from './types.ts';

/** What one search looks up, and what each word of it is for: all numbers are places in `sought`. */
export interface Plan {
  sought: Sought[];
  /** What must be there. */
  all: number[];
  /** The same without the words that name themes and places; undefined where none does. */
  rest: number[] | undefined;
  /** What is called exactly as the query's text says; undefined where the query says more than a name. */
  exact: number | undefined;
  /** What must not be there, a phrase where there are several words. */
  excluded: { all: number[]; phrase: QueryWord[] | undefined }[];
  /** What counts in the order. */
  ranked: number[];
}

// Further words still must be found; they only do not count in the order.
const mostRankedTerms = 5;

/** The words that count in the order. */
export const rankedWords = (query: ParsedQuery): QueryWord[] => soughtWords(query).slice(0, mostRankedTerms);

/** What to ask the index for a query. */
export function planOf(query: ParsedQuery, expansions: Expansion[]): Plan {
  const sought: Sought[] = [];
  const places = new Map<string, number>();
  /** A word that is there already is not asked for again. */
  const ask = (one: Sought): number => {
    const key = JSON.stringify(one);
    const place = places.get(key) ?? sought.push(one) - 1;
    places.set(key, place);
    return place;
  };
  const required = requiredWords(query);
  const phrases = query.phrases.flatMap(wordsToFind).map((word) => ask(exactly(word)));
  const named = new Set(expansions.flatMap(({ from, to }) => query.words.slice(from, to)));
  const askAll = (words: QueryWord[]) => [...words.map((word) => ask(withPrefix(word))), ...phrases];
  const exact = query.excluded.length > 0 ? undefined : calledExactly(query.text);
  return {
    sought,
    all: askAll(required),
    rest: expansions.length > 0 ? askAll(required.filter((word) => !named.has(word))) : undefined,
    exact: exact && ask(exact),
    excluded: query.excluded.map((words) => ({
      all: wordsToFind(words).map((word) => ask(exactly(word))),
      phrase: words.length > 1 ? words : undefined
    })),
    ranked: rankedWords(query).map((word) => ask(withPrefix(word)))
  };
}
