import type { Database } from '../db/db.ts';
import type { Columns } from './columns.ts';
import { countFacets, limitsOf, narrow } from './narrow.ts';
import { keysOf, relevanceKey, topDocs } from './order.ts';
import { withPhrase } from './phrases.ts';
import { planOf, type Plan } from './plan.ts';
import { inAll, ownFields, type WordHits } from './postings.ts';
import { isBlank, type ParsedQuery, type QueryWord } from './query.ts';
import { addFound, addNamed, addWords } from './rank.ts';
import { fetchWords, marksOf, takeScores, type Lists, type SearchState } from './state.ts';
import type { Expansion, SearchFacets, SearchRequest } from './types.ts';

/** What a query finds, before the order. */
export interface Matched {
  passing: Int32Array;
  facets: SearchFacets;
  scores: Float32Array;
  /** How many documents match, whatever the kinds and filters. */
  found: number;
  isCapped: boolean;
}

/** Finds the documents of a query and narrows them to the kinds and filters asked for. */
export async function match(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  request: SearchRequest,
  expansions: Expansion[],
  lists: Lists
): Promise<Matched> {
  const plan = planOf(query, expansions);
  const words = await fetchWords(db, state, plan.sought, lists);
  const { columns } = state;
  const { take } = lists;
  const at = (places: number[]) => places.map((place) => words[place]!);
  const exact = plan.exact === undefined ? undefined : words[plan.exact]!;
  const length = columns.length;
  const scores = takeScores(state);
  addWords(scores, columns, at(plan.ranked));
  let docs = isBlank(query) ? undefined : foundBy(at(plan.all), query.phrases.length > 0 ? undefined : exact, take);
  if (docs) addFound(scores, docs, exact);
  let candidates = plan.rest && plan.rest.length > 0 ? inAll(at(plan.rest), anyField, take) : length;
  let isCapped = false;
  if (docs && query.phrases.length > 0) {
    // The candidates take in all that has every word, so what stands in one has been looked at with the other.
    const looked = plan.rest ? (candidates as Int32Array) : docs;
    const checked = await checkPhrases(db, columns, looked, scores, query.phrases, request);
    ({ isCapped } = checked);
    if (plan.rest) {
      const hasPhrases = new Set(checked.docs);
      docs = docs.filter((doc) => hasPhrases.has(doc));
      candidates = checked.docs;
    } else docs = checked.docs;
  }
  if (plan.rest) docs = withNamed(state, take, scores, docs!, candidates, expansions);
  const excluded = await excludedDocs(db, columns, plan.excluded, words, take);
  if (excluded.length > 0) docs = without(length, docs, excluded);
  // Counted at once: while the page is read, another search may bring newer columns.
  const filters = request.filters ?? {};
  const narrowed = narrow(columns, limitsOf(columns, request.kinds, filters), docs ?? length, take);
  const facets = countFacets(columns, narrowed, filters);
  return { passing: narrowed.passing, facets, scores, found: docs ? docs.length : length, isCapped };
}

const anyField = 0xff;

/** The documents that have all of the words, and those that are called as the query says. */
function foundBy(words: WordHits[], exact: WordHits | undefined, take: Lists['take']): Int32Array {
  const all = words.length > 0 ? inAll(words, anyField, take) : new Int32Array(0);
  // A name of function words alone is not among the words.
  const others = exact ? exact.docs.filter((doc) => words.some(({ fields }) => fields[doc] === 0)) : [];
  return others.length > 0 ? joined([all, Int32Array.from(others)]) : all;
}

/** Keeps the documents in which all phrases stand; only those that the filters may let through are looked at. */
async function checkPhrases(
  db: Database,
  columns: Columns,
  docs: Int32Array,
  scores: Float32Array,
  phrases: QueryWord[][],
  request: SearchRequest
) {
  let isCapped = false;
  const { passing, nearly } = narrow(columns, limitsOf(columns, request.kinds, request.filters ?? {}), docs);
  let left = joined([passing, ...nearly.values()]);
  for (const phrase of phrases) {
    const keys = keysOf(left, (doc) => relevanceKey(columns, scores[doc]!, doc));
    const verified = await withPhrase(db, columns, Int32Array.from(topDocs(keys, 0, keys.length)), phrase);
    left = verified.docs;
    isCapped ||= verified.isCapped;
  }
  return { docs: left, isCapped };
}

/**
 * Adds the documents that have the themes or places that the query names, and what that counts for. Plain loops: they
 * go over every document there is.
 */
function withNamed(
  state: SearchState,
  take: Lists['take'],
  scores: Float32Array,
  docs: Int32Array,
  candidates: Int32Array | number,
  expansions: Expansion[]
): Int32Array {
  const { theme, place, kinds } = state.columns;
  const limits = expansions.map(({ themes, places }) => ({
    themes: allowed(theme.codes, themes),
    places: allowed(place.codes, places),
    first: allowed(place.codes, places.slice(0, 1))
  }));
  const has = marksOf(state);
  for (let index = 0; index < docs.length; index++) has[docs[index]!] = 1;
  const rest = typeof candidates === 'number' ? undefined : candidates;
  const most = rest ? rest.length : (candidates as number);
  const all = take(Math.min(docs.length + most, state.columns.length));
  all.set(docs);
  let count = docs.length;
  for (let index = 0; index < most; index++) {
    const doc = rest ? rest[index]! : index;
    let isNamed = kinds[doc] !== 0;
    let isFirst = true;
    for (let at = 0; isNamed && at < limits.length; at++) {
      const { themes, places, first } = limits[at]!;
      if (theme.has(doc, themes)) continue;
      isNamed = place.has(doc, places);
      isFirst &&= isNamed && place.has(doc, first);
    }
    if (!isNamed) continue;
    addNamed(scores, doc, isFirst);
    if (has[doc] === 0) all[count++] = doc;
  }
  return all.subarray(0, count);
}

function joined(lists: Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

function allowed(codes: { values: unknown[]; find: (value: number) => number | undefined }, ids: number[]): Uint8Array {
  const set = new Uint8Array(codes.values.length);
  for (const id of ids) {
    const code = codes.find(id);
    if (code !== undefined) set[code] = 1;
  }
  return set;
}

async function excludedDocs(
  db: Database,
  columns: Columns,
  excluded: Plan['excluded'],
  words: WordHits[],
  take: Lists['take']
): Promise<Int32Array[]> {
  const docs: Int32Array[] = [];
  for (const { all, phrase } of excluded) {
    const found = inAll(
      all.map((place) => words[place]!),
      ownFields,
      take
    );
    docs.push(phrase ? (await withPhrase(db, columns, found, phrase, 'own')).docs : found);
  }
  return docs;
}

function without(length: number, docs: Int32Array | undefined, excluded: Int32Array[]): Int32Array {
  const isOut = new Uint8Array(length);
  for (const list of excluded) for (const doc of list) isOut[doc] = 1;
  const all = docs ?? Int32Array.from({ length }, (_, doc) => doc);
  return all.filter((doc) => isOut[doc] === 0);
}
