import type { Columns } from './columns.ts';
import type { Plan, TermLists } from './plan.ts';

/** What a word counts for by the best fields it is in. A document gets the sum of its fields. */
const weights = { title: 10, titlePrefix: 6, keywords: 4, summary: 2.5, body: 1 };
/** More than all fields and nearness together: what is called exactly so comes first. */
const exactName = 26;
const shortTitle = 4;
const readersLanguage = 0.6;
const recency = 0.4;
const recentDays = 365 * 8;
/** For documents that have the theme or place that is named, rather than the words. */
const named = { first: 0.6, other: 0.3 };

/** A word's share of the score by its rarity in what describes documents. */
function termWeights(terms: TermLists[], lists: Int32Array[], documents: number): number[] {
  const rarities = terms.map(({ title, keywords, summary }) => {
    const found = lists[title]!.length + lists[keywords]!.length + lists[summary]!.length;
    return Math.log(1 + documents / (1 + found));
  });
  const sum = rarities.reduce((total, rarity) => total + rarity, 0) || 1;
  return rarities.map((rarity) => rarity / sum);
}

function addTo(scores: Float32Array, list: Int32Array | undefined, by: number): void {
  if (list) for (let index = 0; index < list.length; index++) scores[list[index]!]! += by;
}

function addTitles(scores: Float32Array, columns: Columns, list: Int32Array, by: number): void {
  for (let index = 0; index < list.length; index++) {
    const doc = list[index]!;
    scores[doc]! += by * (1 + shortTitle / (weights.title * Math.sqrt(columns.titleWords[doc]! || 1)));
  }
}

/** Adds, by document number, which words are in which fields. */
export function addWords(scores: Float32Array, columns: Columns, plan: Plan, lists: Int32Array[]): void {
  const shares = termWeights(plan.terms, lists, columns.length);
  plan.terms.forEach((term, index) => {
    const share = shares[index]!;
    const { title, titlePrefix, keywords, summary } = weights;
    addTitles(scores, columns, lists[term.title]!, share * title);
    if (term.titlePrefix >= 0) addTo(scores, lists[term.titlePrefix], share * titlePrefix);
    addTo(scores, lists[term.keywords], share * keywords);
    addTo(scores, lists[term.summary], share * summary);
  });
  if (plan.exact >= 0) addTo(scores, lists[plan.exact], exactName);
  if (plan.all >= 0) addTo(scores, lists[plan.all], weights.body);
}

/** Adds what a document named by theme or place counts for, by the strength of the name. */
export function addNamed(scores: Float32Array, doc: number, isFirst: boolean): void {
  scores[doc]! += isFirst ? named.first : named.other;
}

/** Adds the reader's language and a little recency to the documents that are left. */
export function addReaders(scores: Float32Array, columns: Columns, docs: Int32Array, locale: string): void {
  const code = columns.language.codes.find(locale);
  const allowed = new Uint8Array(columns.language.codes.values.length);
  if (code !== undefined) allowed[code] = 1;
  let newest = 0;
  for (let index = 0; index < docs.length; index++) newest = Math.max(newest, columns.days[docs[index]!]!);
  for (let index = 0; index < docs.length; index++) {
    const doc = docs[index]!;
    const age = newest - columns.days[doc]!;
    const isRead = code !== undefined && columns.language.has(doc, allowed);
    scores[doc]! += (isRead ? readersLanguage : 0) + recency * Math.max(0, 1 - age / recentDays);
  }
}
