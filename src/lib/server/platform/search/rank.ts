import type { Columns } from './columns.ts';
import { beginsInTitle, fields, type WordHits } from './postings.ts';

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
function sharesOf(words: WordHits[], documents: number): number[] {
  const rarities = words.map(({ docs, fields: marked }) => {
    let found = 0;
    for (let index = 0; index < docs.length; index++) found += describing[marked[docs[index]!]!]!;
    return Math.log(1 + documents / (1 + found));
  });
  const sum = rarities.reduce((total, rarity) => total + rarity, 0) || 1;
  return rarities.map((rarity) => rarity / sum);
}

/** By the bits of a word's fields, in how many fields that describe a document the word stands. */
const describing = Uint8Array.from(
  { length: 128 },
  (_, bits) =>
    [fields.title, fields.keywords | fields.names, fields.summary].filter((field) => (bits & field) !== 0).length
);

/** By the bits of a word's fields, what the word counts for. */
const gains = Float32Array.from({ length: 128 }, (_, bits) => {
  const inTitle = bits & fields.title ? weights.title : bits & beginsInTitle ? weights.titlePrefix : 0;
  const inKeywords = bits & (fields.keywords | fields.names) ? weights.keywords : 0;
  return inTitle + inKeywords + (bits & fields.summary ? weights.summary : 0);
});

/** Adds, by document number, which words are in which fields. */
export function addWords(scores: Float32Array, columns: Columns, words: WordHits[]): void {
  const shares = sharesOf(words, columns.length);
  words.forEach(({ docs, fields: marked }, place) => {
    const share = shares[place]!;
    for (let index = 0; index < docs.length; index++) {
      const doc = docs[index]!;
      const bits = marked[doc]!;
      if (gains[bits] === 0) continue;
      const isShort = bits & fields.title ? shortTitle / Math.sqrt(columns.titleWords[doc]! || 1) : 0;
      scores[doc]! += share * (gains[bits]! + isShort);
    }
  });
}

/** Adds what all documents count for that the query finds, and those that are called so. */
export function addFound(scores: Float32Array, docs: Int32Array, exact: WordHits | undefined): void {
  for (let index = 0; index < docs.length; index++) scores[docs[index]!]! += weights.body;
  if (exact) for (const doc of exact.docs) scores[doc]! += exactName;
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
