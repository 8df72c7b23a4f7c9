/**
 * A posting list: the documents that have a lexeme, in order, each with the fields that the lexeme stands in. It is
 * written in characters of six bits each, from "0" on, so that it comes from the database without any conversion: the
 * first document's number in four characters, and for each further one how far it is from the one before, five bits a
 * character; after each of them its fields.
 */
import { encodeDoc, first } from './codes.ts';

/** The fields of a document that a lexeme stands in, as bits. */
export const fields = { title: 1, keywords: 2, summary: 4, body: 8, names: 16 } as const;
/** All but the names, which are those of its themes, places and series. */
export const ownFields = fields.title | fields.keywords | fields.summary | fields.body;

/** For lists of lexemes that only begin as was asked: that a document has one, and that it has one in its title. */
export const begins = 32;
export const beginsInTitle = 64;

const fieldBits = 5;
const goesOn = 32;
const betweenRows = 32;
const betweenLists = 126;

/** A document's number and its fields in one number; no fields means that the document is out. */
export const pack = (doc: number, bits: number) => (doc << fieldBits) | bits;
export const docOfPosting = (posting: number) => posting >> fieldBits;
export const hasFields = (posting: number) => (posting & ((1 << fieldBits) - 1)) !== 0;

/** Writes postings, which are in the order of documents, into as few rows of at most `most` characters as it takes. */
export function encodePostings(postings: number[], most: number): { bound: number; docs: string }[] {
  const rows: { bound: number; docs: string }[] = [];
  let docs = '';
  let last = 0;
  for (const posting of postings) {
    const doc = docOfPosting(posting);
    const isNew = docs === '' || docs.length >= most;
    if (isNew) {
      if (docs !== '') rows.at(-1)!.docs = docs;
      rows.push({ bound: doc, docs: '' });
      docs = encodeDoc(doc);
    } else docs += encodeGap(doc - last);
    docs += String.fromCharCode(first + (posting & 31));
    last = doc;
  }
  if (docs !== '') rows.at(-1)!.docs = docs;
  return rows;
}

function encodeGap(gap: number): string {
  let text = '';
  for (let rest = gap; ; rest >>= 5) {
    if (rest < goesOn) return text + String.fromCharCode(first + rest);
    text += String.fromCharCode(first + goesOn + (rest & 31));
  }
}

/** The postings of one row. */
export function decodePostings(docs: string): number[] {
  const postings: number[] = [];
  readRows(docs, 0, docs.length, (doc, bits) => postings.push(pack(doc, bits)));
  return postings;
}

/** Reads rows of postings from one place of a text to another. */
function readRows(text: string, from: number, to: number, visit: (doc: number, bits: number) => void): void {
  let at = from;
  while (at < to) {
    let doc = 0;
    for (const end = at + 4; at < end; at++) doc = (doc << 6) | (text.charCodeAt(at) - first);
    visit(doc, text.charCodeAt(at++) - first);
    while (at < to && text.charCodeAt(at) !== betweenRows) {
      let gap = 0;
      for (let shift = 0; ; shift += 5) {
        const part = text.charCodeAt(at++) - first;
        gap |= (part & 31) << shift;
        if (part < goesOn) break;
      }
      doc += gap;
      visit(doc, text.charCodeAt(at++) - first);
    }
    at++;
  }
}

/** What was found of one word: its documents, in no order, and by document number the fields it is in. */
export interface WordHits {
  docs: Int32Array;
  fields: Uint8Array;
}

/** The lists of one word in an answer: first those of its lexemes, then those of what only begins so. */
export interface ListsOfWord {
  lexemes: number[];
  beginnings: number[];
}

/** Reads the lists of an answer. `room` gives a list of a length, and zeroes by document number. */
export function readLists(
  hits: string,
  words: ListsOfWord[],
  room: { take: (length: number) => Int32Array; takeFields: () => Uint8Array }
): WordHits[] {
  const starts = startsOf(hits);
  return words.map(({ lexemes, beginnings }) => {
    const lists = [...lexemes, ...beginnings];
    const length = lists.reduce((sum, list) => sum + starts[list + 1]! - 1 - starts[list]!, 0);
    const marked = room.takeFields();
    // A posting has two characters at least.
    const docs = room.take(Math.min(marked.length, length >> 1));
    let count = 0;
    const mark = (doc: number, bits: number) => {
      if (doc >= marked.length) return;
      if (marked[doc] === 0) docs[count++] = doc;
      marked[doc]! |= bits;
    };
    const markBeginning = (doc: number, bits: number) =>
      mark(doc, bits & fields.title ? begins | beginsInTitle : begins);
    for (const list of lexemes) readRows(hits, starts[list]!, starts[list + 1]! - 1, mark);
    for (const list of beginnings) readRows(hits, starts[list]!, starts[list + 1]! - 1, markBeginning);
    return { docs: docs.subarray(0, count), fields: marked };
  });
}

/** Where each list starts, and where one more would. */
function startsOf(hits: string): number[] {
  const starts = [0];
  const separator = String.fromCharCode(betweenLists);
  for (let at = hits.indexOf(separator); at >= 0; at = hits.indexOf(separator, at + 1)) starts.push(at + 1);
  starts.push(hits.length + 1);
  return starts;
}

/** The documents that all of these words are in, of fields that count. The list is one of theirs, or made by `take`. */
export function inAll(words: WordHits[], counts: number, take: (length: number) => Int32Array): Int32Array {
  const [fewest, ...others] = words.toSorted((a, b) => a.docs.length - b.docs.length) as [WordHits, ...WordHits[]];
  const docs = take(fewest.docs.length);
  let count = 0;
  for (let index = 0; index < fewest.docs.length; index++) {
    const doc = fewest.docs[index]!;
    let isIn = (fewest.fields[doc]! & counts) !== 0;
    for (let at = 0; isIn && at < others.length; at++) isIn = (others[at]!.fields[doc]! & counts) !== 0;
    if (isIn) docs[count++] = doc;
  }
  return docs.subarray(0, count);
}
