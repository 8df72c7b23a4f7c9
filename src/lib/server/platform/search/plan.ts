import { allOf, allOwn, calledExactly, exactly, onlyBeginningWith, withPrefix } from './lexemes.ts';
import { requiredWords, soughtWords, type ParsedQuery, type QueryWord } from './query.ts';
import type { Expansion } from './types.ts';

/** Where in the answer the documents of one word stand, by field; -1 where not asked. A prefix list has no whole word. */
export interface TermLists {
  word: QueryWord;
  title: number;
  titlePrefix: number;
  keywords: number;
  summary: number;
}

/** The queries of one search, and what each is for. */
export interface Plan {
  queries: string[];
  /** Documents with everything that must be there; -1 for a query without words. */
  all: number;
  /** The same without the words that name themes and places; -1 where nothing is left. */
  rest: number;
  /** What is called exactly as the query's text says; -1 where the query says more than a name. */
  exact: number;
  excluded: { list: number; phrase: QueryWord[] | undefined }[];
  terms: TermLists[];
}

// Further words still must be found; they only do not count in the order.
const mostRankedTerms = 5;

/** Left out for words that are in thousands of titles (see `search_hits`): it would cost more than it tells. */
const unlessCommon = (query: string) => `?${query}`;

function termLists(word: QueryWord, ask: (query: string) => number): TermLists {
  return {
    word,
    title: ask(exactly(word, 'title')),
    titlePrefix: word.isPrefix ? ask(unlessCommon(onlyBeginningWith(word, 'title'))) : -1,
    summary: ask(unlessCommon(exactly(word, 'summary'))),
    keywords: ask(exactly(word, 'keywords'))
  };
}

/** The words that count in the order. */
export const rankedWords = (query: ParsedQuery): QueryWord[] => soughtWords(query).slice(0, mostRankedTerms);

/** What to ask the index for a query. */
export function planOf(query: ParsedQuery, expansions: Expansion[]): Plan {
  const queries: string[] = [];
  const ask = (text: string) => queries.push(text) - 1;
  const required = requiredWords(query);
  const phrases = query.phrases.map(allOf);
  const exact = query.excluded.length > 0 ? undefined : calledExactly(query.text);
  const all = [...required.map((word) => withPrefix(word)), ...phrases];
  const named = new Set(expansions.flatMap(({ from, to }) => query.words.slice(from, to)));
  const rest = [...required.filter((word) => !named.has(word)).map((word) => withPrefix(word)), ...phrases];
  return {
    queries,
    // A name of function words alone is not among the words.
    all: all.length > 0 ? ask(all.join('&') + (exact && phrases.length === 0 ? `|${exact}` : '')) : -1,
    rest: expansions.length > 0 && rest.length > 0 ? ask(rest.join('&')) : -1,
    exact: exact ? ask(exact) : -1,
    excluded: query.excluded.map((words) => ({
      list: ask(allOwn(words)),
      phrase: words.length > 1 ? words : undefined
    })),
    terms: rankedWords(query).map((word) => termLists(word, ask))
  };
}
