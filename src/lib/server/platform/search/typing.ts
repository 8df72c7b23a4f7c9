import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { distance, oneEditAway } from './edits.ts';
import { exactly, withPrefix } from './lexemes.ts';
import { countIn } from './phrases.ts';
import { inAll, ownFields } from './postings.ts';
import { soughtWords, type ParsedQuery, type QueryWord } from './query.ts';
import { fetchWords, type SearchState } from './state.ts';

const shortestCorrected = 4;
const longestCorrected = 24;
/** Of shorter words too many others are two letters away: warming is no slip for walking. */
const shortestAlike = 8;
const mostCompletions = 20;
const mostCompared = 8;
/** In how many documents of a word it is looked up whether they are in the reader's language. */
const mostLookedAt = 200;
/** Each takes a look through the vocabulary; who writes more words wrong has a query that is not meant for us. */
const mostCorrected = 3;
/** A word in so few documents may be a slip, if another is so many times as frequent. */
const rareDocuments = 2;
const timesAsFrequent = 8;

/** The query as it is probably meant. */
export interface Correction {
  query: ParsedQuery;
  /** The new spelling of each word that changed, by the old one. */
  spellings: Map<string, string>;
}

/** For whom words are corrected. */
export interface Reader {
  /** Base language. */
  language: string;
  /** Whether a word stands in a name of a theme or place: in one of a language, or in any. */
  isWord: (word: string, language?: string) => boolean;
}

/**
 * Replaces words that no document has by ones that some have: what they may become, or what is spelt nearly so. A word
 * of a name stays: it is no slip, there only is nothing about it.
 */
export async function correct(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  reader: Reader
): Promise<Correction | undefined> {
  const words = soughtWords(query);
  const found = await fetchWords(db, state, words.map(withPrefix));
  const changes = new Map<string, Partial<QueryWord>>();
  const unknown = words.filter(({ word }, index) => found[index]!.docs.length === 0 && !reader.isWord(word));
  for (const word of unknown.slice(0, mostCorrected)) {
    const change = await changeFor(db, state, word.word, reader);
    if (change) changes.set(word.word, change);
  }
  return changes.size > 0 ? applied(query, changes) : undefined;
}

async function changeFor(
  db: Database,
  state: SearchState,
  word: string,
  reader: Reader
): Promise<Partial<QueryWord> | undefined> {
  const completions = await wordsBeginningWith(db, word);
  if (completions.length > 0) return { instead: completions };
  const spelling = await nearestWord(db, state, word, reader);
  return spelling ? { word: spelling } : undefined;
}

function applied(query: ParsedQuery, changes: Map<string, Partial<QueryWord>>): Correction {
  const spellings = new Map<string, string>();
  const change = (word: QueryWord): QueryWord => {
    const by = changes.get(word.word);
    if (by?.word) spellings.set(word.raw, by.word);
    return by ? { ...word, ...by } : word;
  };
  return {
    query: { ...query, words: query.words.map(change), phrases: query.phrases.map((phrase) => phrase.map(change)) },
    spellings
  };
}

async function wordsBeginningWith(db: Database, word: string): Promise<string[]> {
  if (word.length < 2) return [];
  const { rows } = await sql<{ word: string }>`
    select word from search_word where word >= ${word} and word < ${`${word}\u{10ffff}`}
    order by documents desc, word limit ${mostCompletions}`.execute(db);
  return rows.map((row) => row.word);
}

/** The likeliest word: one letter away, else alike by its groups of three letters. */
async function nearestWord(
  db: Database,
  state: SearchState,
  word: string,
  reader: Reader
): Promise<string | undefined> {
  if (word.length < shortestCorrected || word.length > longestCorrected || /\d/.test(word)) return undefined;
  const near = await oneLetterAway(db, word, 1);
  return likeliest(db, state, near.length > 0 ? near : await alikeWords(db, word), reader);
}

interface Counted {
  word: string;
  documents: number;
}

async function oneLetterAway(db: Database, word: string, atLeast: number): Promise<Counted[]> {
  const spellings = oneEditAway(word).filter((spelling) => beginsAlike(word, spelling));
  const { rows } = await sql<Counted>`
    select word, documents from search_word where word = any(${spellings}::text[]) and documents >= ${atLeast}
    order by documents desc, similarity(word, ${word}) desc, word limit ${mostCompared}`.execute(db);
  return rows;
}

/** Slips hardly ever replace a word's first letter: whoever writes hiking does not mean biking. */
const beginsAlike = (word: string, spelling: string) =>
  spelling[0] === word[0] || spelling.slice(1) === word || (spelling[0] === word[1] && spelling[1] === word[0]);

async function alikeWords(db: Database, word: string): Promise<Counted[]> {
  const most = word.length >= 10 ? 3 : 2;
  if (word.length < shortestAlike) return [];
  const { rows } = await sql<Counted>`
    select word, documents from search_word where word % ${word} order by similarity(word, ${word}) desc, documents desc,
    word limit 30`.execute(db);
  const near = rows
    .map((row) => ({ ...row, away: distance(row.word, word) }))
    .filter((row) => row.away <= most && beginsAlike(word, row.word));
  const least = Math.min(...near.map(({ away }) => away));
  return near.filter(({ away }) => away === least).slice(0, mostCompared);
}

/**
 * Of words that are equally near, those of the reader's language, and of them the one in most documents: all names of
 * themes stand in every document, in all languages.
 */
async function likeliest(
  db: Database,
  state: SearchState,
  near: Counted[],
  reader: Reader
): Promise<string | undefined> {
  if (near.length < 2) return near[0]?.word;
  const theirs = await theirsAmong(db, state, near, reader);
  return mostUsual(theirs.length > 0 ? theirs : near);
}

/** The words of the reader's language, those in more of its texts counting a little more. */
async function theirsAmong(db: Database, state: SearchState, near: Counted[], reader: Reader): Promise<Counted[]> {
  if (near.length === 0) return [];
  const shown = await shownTo(db, state, near, reader.language);
  return near
    .filter(({ word }) => shown.has(word) || reader.isWord(word, reader.language))
    .map(({ word, documents }) => ({ word, documents: documents + (shown.get(word) ?? 0) / (mostLookedAt + 1) }));
}

const mostUsual = (words: Counted[]): string | undefined =>
  words.reduce<Counted | undefined>((best, one) => (best && best.documents >= one.documents ? best : one), undefined)
    ?.word;

/** In how many documents each word stands in a text of that language, as the text's own: of those that it does. */
async function shownTo(
  db: Database,
  state: SearchState,
  near: Counted[],
  language: string
): Promise<Map<string, number>> {
  const words = near.map(({ word }) => ({ raw: word, word, isPrefix: false, isStop: false }));
  const found = await fetchWords(db, state, words.map(exactly));
  const shown = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    const own = inAll([found[index]!], ownFields, (length) => new Int32Array(length));
    const count = await countIn(db, own.subarray(0, mostLookedAt), word, language);
    if (count > 0) shown.set(word.word, count);
  }
  return shown;
}

/** A far more usual spelling, in the reader's language, of a word that few documents have; for searches that found little. */
export async function suggest(
  db: Database,
  state: SearchState,
  query: ParsedQuery,
  reader: Reader
): Promise<Map<string, string>> {
  const spellings = new Map<string, string>();
  for (const { raw, word } of soughtWords(query)) {
    if (word.length < shortestCorrected || word.length > longestCorrected || /\d/.test(word)) continue;
    const { rows } = await sql<{ documents: number }>`select documents from search_word where word = ${word}`.execute(
      db
    );
    const documents = rows[0]?.documents ?? 0;
    if (documents > rareDocuments) continue;
    if (reader.isWord(word)) continue;
    const near = await oneLetterAway(db, word, Math.max(documents, 1) * timesAsFrequent);
    const usual = mostUsual(await theirsAmong(db, state, near, reader));
    if (usual) spellings.set(raw, usual);
  }
  return spellings;
}

/** The reader's text with other spellings. */
export function respelt(text: string, spellings: Map<string, string>): string {
  let result = text;
  for (const [from, to] of spellings) result = result.replaceAll(from, to);
  return result;
}
