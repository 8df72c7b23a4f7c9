import type { Columns } from './columns.ts';

/**
 * A place in an order is one number, so that ordering is sorting numbers: 16 bits of the first criterion, 13 of the
 * second, 24 of the document number, which makes every order total and so every page stable. Greater comes first.
 */
const docNumbers = 2 ** 24;
const seconds = 2 ** 13;
const firsts = 2 ** 16;
const buckets = 2 ** 12;
const bucketSize = (firsts * seconds * docNumbers) / buckets;
const scoreSteps = 1500;

const scoreOf = (score: number) => Math.min(Math.max(Math.round(score * scoreSteps), 0), firsts - 1);

const keyOf = (first: number, second: number, doc: number) =>
  (first * seconds + second) * docNumbers + (docNumbers - 1 - doc);

export const docOf = (key: number) => docNumbers - 1 - (key % docNumbers);

/** By score, then the newer first. */
export function relevanceKey(columns: Columns, score: number, doc: number): number {
  return keyOf(scoreOf(score), columns.days[doc]! >> 3, doc);
}

/** By date, undated ones last, then by score. */
export function dateKey(columns: Columns, score: number, doc: number, isNewestFirst: boolean): number {
  const day = columns.days[doc]!;
  return keyOf(isNewestFirst || day === 0 ? day : firsts - day, scoreOf(score) >> 3, doc);
}

/** Of a list in which nothing is asked for: what is first among the kinds, then by date, undated ones last. */
export function listKey(columns: Columns, doc: number, firstKind: number): number {
  const day = columns.days[doc]!;
  const isFirst = columns.kinds[doc] === firstKind ? firsts / 2 : 0;
  return keyOf(isFirst + (day >> 1), (day & 1) * (seconds / 2), doc);
}

/** By the place in the order of titles. */
export const titleKey = (rank: number, doc: number) => (docNumbers - 1 - rank) * docNumbers + (docNumbers - 1 - doc);

/** The keys of documents. A plain loop: `Float64Array.from` with a function is ten times slower. */
export function keysOf(
  docs: Int32Array | number[],
  keyFor: (doc: number) => number,
  keys: Float64Array = new Float64Array(docs.length)
): Float64Array {
  for (let index = 0; index < docs.length; index++) keys[index] = keyFor(docs[index]!);
  return keys;
}

/** The documents in places `from` (included) to `to` (excluded) of the order. The keys are sorted in place. */
export function topDocs(keys: Float64Array, from: number, to: number): number[] {
  const wanted = Math.min(to, keys.length);
  const best = wanted * 4 < keys.length ? atLeastTop(keys, wanted) : keys;
  best.sort();
  const docs: number[] = [];
  for (let place = from; place < wanted; place++) docs.push(docOf(best[best.length - 1 - place]!));
  return docs;
}

/** The keys that may be among the first `wanted`, found by counting them by their first criterion. */
function atLeastTop(keys: Float64Array, wanted: number): Float64Array {
  const counts = new Uint32Array(buckets);
  for (let index = 0; index < keys.length; index++) counts[Math.floor(keys[index]! / bucketSize)]!++;
  let bucket = buckets;
  for (let count = 0; count < wanted;) count += counts[--bucket]!;
  const least = bucket * bucketSize;
  const best: number[] = [];
  for (let index = 0; index < keys.length; index++) if (keys[index]! >= least) best.push(keys[index]!);
  return Float64Array.from(best);
}
