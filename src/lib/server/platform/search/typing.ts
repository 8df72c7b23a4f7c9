import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { distance, oneEditAway } from './edits.ts';
import { exactly, withPrefix } from './lexemes.ts';
import { requiredWords, type ParsedQuery, type QueryWord } from './query.ts';
import { fetchHits, type SearchState } from './state.ts';

const shortestCorrected = 4;
const longestCorrected = 24;
const mostCompletions = 20;
const mostCompared = 3;
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

const allWords = (query: ParsedQuery) => [
  ...requiredWords(query),
  ...query.phrases.flat().filter((word) => !word.isStop)
];

/** Replaces words that no document has by ones that some have: what they may become, or what is spelt nearly so. */
export async function correct(db: Database, state: SearchState, query: ParsedQuery): Promise<Correction | undefined> {
  const words = [...new Map(allWords(query).map((word) => [word.word, word])).values()];
  const found = await fetchHits(
    db,
    state,
    words.map((word) => withPrefix(word))
  );
  const changes = new Map<string, Partial<QueryWord>>();
  for (const word of words.filter((_, index) => found[index]!.length === 0).slice(0, mostCorrected)) {
    const change = await changeFor(db, state, word.word);
    if (change) changes.set(word.word, change);
  }
  return changes.size > 0 ? applied(query, changes) : undefined;
}

async function changeFor(db: Database, state: SearchState, word: string): Promise<Partial<QueryWord> | undefined> {
  const completions = await wordsBeginningWith(db, word);
  if (completions.length > 0) return { instead: completions };
  const spelling = await nearestWord(db, state, word);
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

/** The likeliest word: one letter away and frequent, else alike by its groups of three letters. */
async function nearestWord(db: Database, state: SearchState, word: string): Promise<string | undefined> {
  if (word.length < shortestCorrected || word.length > longestCorrected || /\d/.test(word)) return undefined;
  return (await oneLetterAway(db, state, word, 1)) ?? (await alikeWord(db, word));
}

async function oneLetterAway(
  db: Database,
  state: SearchState,
  word: string,
  atLeast: number
): Promise<string | undefined> {
  const { rows } = await sql<{ word: string; documents: number }>`
    select word, documents from search_word where word = any(${oneEditAway(word)}::text[]) and documents >= ${atLeast}
    order by documents desc, similarity(word, ${word}) desc, word limit ${mostCompared}`.execute(db);
  const equals = rows.filter(({ documents }) => documents === rows[0]!.documents);
  return equals.length > 1
    ? mostShown(
        db,
        state,
        equals.map((row) => row.word)
      )
    : rows[0]?.word;
}

/** Of words in equally many documents the one that more readers see: another may be a theme's name in another language. */
async function mostShown(db: Database, state: SearchState, words: string[]): Promise<string> {
  const queries = words.map((word) => {
    const plain = { raw: word, word, isPrefix: false, isStop: false };
    return `${exactly(plain, 'title')}|${exactly(plain, 'summary')}`;
  });
  const found = (await fetchHits(db, state, queries)).map(({ length }) => length);
  return words[found.indexOf(Math.max(...found))]!;
}

async function alikeWord(db: Database, word: string): Promise<string | undefined> {
  if (word.length < 6) return undefined;
  const { rows } = await sql<{ word: string }>`
    select word from search_word where word % ${word} order by similarity(word, ${word}) desc, documents desc, word
    limit 30`.execute(db);
  const most = word.length >= 10 ? 3 : 2;
  const near = rows
    .map((row) => ({ word: row.word, away: distance(row.word, word) }))
    .filter(({ away }) => away <= most);
  return near.sort((a, b) => a.away - b.away)[0]?.word;
}

/** A far more usual spelling of a word that few documents have; for searches that found little. */
export async function suggest(db: Database, state: SearchState, query: ParsedQuery): Promise<Map<string, string>> {
  const spellings = new Map<string, string>();
  for (const { raw, word } of allWords(query)) {
    if (word.length < shortestCorrected || word.length > longestCorrected || /\d/.test(word)) continue;
    const { rows } = await sql<{ documents: number }>`select documents from search_word where word = ${word}`.execute(
      db
    );
    const documents = rows[0]?.documents ?? 0;
    if (documents > rareDocuments) continue;
    const usual = await oneLetterAway(db, state, word, Math.max(documents, 1) * timesAsFrequent);
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
