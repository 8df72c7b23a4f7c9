import type { Database } from '../db/db.ts';
import type { Columns } from './columns.ts';
import { withPrefix } from './lexemes.ts';
import { itemsOf } from './items.ts';
import { match, type Matched } from './match.ts';
import { limitsOf, narrow } from './narrow.ts';
import { nearness } from './nearness.ts';
import { dateKey, keysOf, listKey, relevanceKey, titleKey, topDocs } from './order.ts';
import { rankedWords } from './plan.ts';
import { isBlank, parseQuery, requiredWords, type ParsedQuery } from './query.ts';
import { addReaders } from './rank.ts';
import { fetchWords, giveScores, Lists, load, roomForKeys, stateOf, titleRanks, type SearchState } from './state.ts';
import { correct, respelt, suggest, type Reader } from './typing.ts';
import type { EmptyHelp, Expand, Expansion, SearchItem, SearchKind, SearchRequest, SearchResult } from './types.ts';
import { baseLanguage, foldWord } from './words.ts';

const mostAPage = 100;
/** The nearness of words is looked at in hundreds: who is in which hundred is settled before, so pages are stable. */
const block = 100;
const fewHits = 3;

/** Reads the columns of all documents now, so that the first search does not have to. */
export async function warmSearch(db: Database): Promise<void> {
  await load(db, stateOf(db));
}

/**
 * Searches: words in any inflection and beginning, "phrases", -exclusions; with the exact total, the counts of all
 * facets, and one page of results with their matches. Without words it lists everything. Whatever was committed
 * before is found. `expand` tells which themes and places words name (see `nameIndex`): their documents are found too.
 * Any text is fine; what it asks too much is answered with `cut` or `capped`.
 */
export async function search(db: Database, request: SearchRequest, expand?: Expand): Promise<SearchResult> {
  const state = stateOf(db);
  const asked = parseQuery(request.text ?? '');
  const expansions = await expansionsOf(asked, expand);
  let query = asked;
  let spellings = new Map<string, string>();
  const lists = new Lists(state);
  let matched = await match(db, state, query, request, expansions, lists);
  if (matched.found === 0 && !isBlank(query)) {
    const correction = await correct(db, state, query, readerOf(request, expand));
    const again =
      correction &&
      (await match(db, state, correction.query, request, await expansionsOf(correction.query, expand), lists));
    if (correction && again && again.found > 0) {
      ({ query, spellings } = correction);
      giveScores(state, matched.scores);
      matched = again;
    }
  }
  const page = await pageOf(db, state, query, request, matched);
  giveScores(state, matched.scores);
  const result: SearchResult = {
    ...page,
    facets: matched.facets,
    ...(await spellingOf(db, state, asked, spellings, matched, page.items, readerOf(request, expand))),
    matchedThemes: [...new Set(expansions.flatMap(({ themes }) => themes))],
    matchedPlaces: [...new Set(expansions.flatMap(({ places }) => places))],
    ...(asked.isCut && { cut: true as const }),
    ...(matched.isCapped && { capped: true as const }),
    ...(page.total === 0 && { help: await helpFor(db, state, query, request, matched, expansions) })
  };
  lists.giveBack();
  return result;
}

const readerOf = ({ locale }: SearchRequest, expand: Expand | undefined): Reader => ({
  language: baseLanguage(locale),
  isWord: expand?.isWord ?? (() => false)
});

async function expansionsOf(query: ParsedQuery, expand: Expand | undefined): Promise<Expansion[]> {
  if (!expand || query.words.length === 0) return [];
  const found = await expand(query.words.map(({ word }) => word));
  return found.filter(({ themes, places }) => themes.length > 0 || places.length > 0);
}

async function pageOf(db: Database, state: SearchState, query: ParsedQuery, request: SearchRequest, matched: Matched) {
  const pageSize = Math.min(Math.max(Math.trunc(request.pageSize ?? 20) || 20, 1), mostAPage);
  const page = Math.max(Math.trunc(request.page ?? 1) || 1, 1);
  const from = (page - 1) * pageSize;
  const docs = await docsOf(db, state, query, request, matched, from, from + pageSize);
  const { kindCodes, kinds, entities } = state.columns;
  request.onPage?.(docs.map((doc) => ({ kind: kindCodes.values[kinds[doc]!] as SearchKind, id: entities[doc]! })));
  const items = await itemsOf(db, state.columns, docs, query, request.locale);
  return { total: matched.passing.length, page, pageSize, items };
}

/** The documents in places `from` to `to` of the order asked for. */
async function docsOf(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  request: SearchRequest,
  { passing, scores }: Matched,
  from: number,
  to: number
): Promise<number[]> {
  const { columns } = state;
  const sort = request.sort ?? 'relevance';
  const room = () => roomForKeys(state, passing.length);
  if (from >= passing.length) return [];
  if (sort === 'title') {
    const ranks = await titleRanks(db, state);
    return topDocs(
      keysOf(passing, (doc) => titleKey(ranks[doc]!, doc), room()),
      from,
      to
    );
  }
  if (sort === 'relevance' && isBlank(query)) {
    const first = columns.kindCodes.find(request.kinds?.[0] ?? '') ?? 0;
    return topDocs(
      keysOf(passing, (doc) => listKey(columns, doc, first), room()),
      from,
      to
    );
  }
  if (sort !== 'relevance') {
    return topDocs(
      keysOf(passing, (doc) => dateKey(columns, scores[doc]!, doc, sort !== 'oldest'), room()),
      from,
      to
    );
  }
  addReaders(scores, columns, passing, request.locale);
  const keys = keysOf(passing, (doc) => relevanceKey(columns, scores[doc]!, doc), room());
  if (rankedWords(query).length < 2) return topDocs(keys, from, to);
  const first = Math.floor(from / block) * block;
  const last = Math.ceil(to / block) * block;
  const near = topDocs(keys, first, last);
  return (await reordered(db, columns, query, scores, near)).slice(from - first, to - first);
}

/** Orders each hundred by what the words' nearness adds. */
async function reordered(db: Database, columns: Columns, query: ParsedQuery, scores: Float32Array, docs: number[]) {
  const gains = await nearness(db, docs, rankedWords(query));
  const result: number[] = [];
  for (let from = 0; from < docs.length; from += block) {
    const some = docs.slice(from, from + block);
    const keys = keysOf(some, (doc) => relevanceKey(columns, scores[doc]! + (gains.get(doc) ?? 0), doc));
    result.push(...topDocs(keys, 0, some.length));
  }
  return result;
}

async function spellingOf(
  db: Database,
  state: SearchState,
  asked: ParsedQuery,
  spellings: Map<string, string>,
  matched: Matched,
  items: SearchItem[],
  reader: Reader
) {
  if (spellings.size > 0)
    return { corrected: { from: asked.text, to: respelt(asked.text, asWritten(spellings, items)) } };
  if (isBlank(asked) || matched.found === 0 || matched.found > fewHits) return {};
  const usual = await suggest(db, state, asked, reader);
  return usual.size > 0 ? { suggestion: respelt(asked.text, usual) } : {};
}

/** The vocabulary has words folded; the results show how they are written, with their accents. */
function asWritten(spellings: Map<string, string>, items: SearchItem[]): Map<string, string> {
  const marked = items.flatMap(({ title, snippet }) => [...title, ...snippet].filter(([, isMatch]) => isMatch));
  const written = new Map(marked.map(([text]) => [foldWord(text), text.toLowerCase()]));
  return new Map([...spellings].map(([from, to]) => [from, written.get(to) ?? to]));
}

async function helpFor(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  request: SearchRequest,
  matched: Matched,
  expansions: Expansion[]
): Promise<EmptyHelp> {
  const { columns } = state;
  const limits = limitsOf(columns, request.kinds, {});
  const isFiltered = Object.values(request.filters ?? {}).some((values) => values.length > 0);
  const withoutFilters =
    isFiltered && matched.found > 0 ? await countUnfiltered(db, state, query, request, expansions) : 0;
  const words = requiredWords(query);
  const found = words.length > 1 ? await fetchWords(db, state, words.map(withPrefix)) : [];
  return {
    withoutFilters,
    words: found.map(({ docs }, index) => ({
      word: words[index]!.raw,
      total: narrow(columns, limits, docs).passing.length
    }))
  };
}

async function countUnfiltered(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  request: SearchRequest,
  expansions: Expansion[]
): Promise<number> {
  const lists = new Lists(state);
  const { passing, scores } = await match(db, state, query, { ...request, filters: {} }, expansions, lists);
  giveScores(state, scores);
  lists.giveBack();
  return passing.length;
}
