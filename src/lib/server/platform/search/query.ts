import { foldWord, isStopWord, wordsOf } from './words.ts';

export interface QueryWord {
  raw: string;
  /** Folded; never empty. */
  word: string;
  /** Whether words that begin with it match as well. */
  isPrefix: boolean;
  isStop: boolean;
  /** Spellings to match instead of this one: what an unfinished word may become. */
  instead?: string[];
}

export interface ParsedQuery {
  /** What was read, without control characters. */
  text: string;
  words: QueryWord[];
  phrases: QueryWord[][];
  /** Words and phrases that must not be there. */
  excluded: QueryWord[][];
  /** The input was longer than is searched. */
  isCut: boolean;
}

const maxLength = 400;
const maxWords = 12;
const maxPhrases = 4;
const maxPhraseWords = 16;
const maxExcluded = 8;

/** Three letters of a Latin word begin too many others; the words of other scripts say more by the letter. */
function prefixLength(word: string): number {
  return /^[a-z]/.test(word) ? 4 : 3;
}

function readWords(text: string, mayBePrefix: boolean): QueryWord[] {
  const words: QueryWord[] = [];
  for (const { raw, start } of wordsOf(text)) {
    const word = foldWord(raw);
    if (!word) continue;
    const isAsked = text[start + raw.length] === '*' && word.length >= 2;
    const isLong = word.length >= prefixLength(word) && !/\d/.test(word);
    words.push({ raw, word, isPrefix: mayBePrefix && (isAsked || isLong), isStop: isStopWord(word) });
  }
  return words;
}

/** Control characters become spaces, kinds of quotation marks one, a quotation mark without partner none. */
function clean(text: string): string {
  const plain = text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/[“”„‟«»＂]/g, '"')
    .replace(/(^|\s)[−–—](?=[\p{L}\p{N}"])/gu, '$1-')
    .trim();
  if ((plain.match(/"/g) ?? []).length % 2 === 0) return plain;
  const last = plain.lastIndexOf('"');
  return `${plain.slice(0, last)} ${plain.slice(last + 1)}`;
}

/**
 * Reads what a reader typed: words, "phrases", -exclusions, and word* for beginnings. Any input is fine: what makes no
 * sense as an operator is taken as text or left out, and what is too long is cut with `isCut`.
 */
export function parseQuery(text: string): ParsedQuery {
  const shortened = text.slice(0, maxLength);
  const query: ParsedQuery = {
    text: clean(shortened),
    words: [],
    phrases: [],
    excluded: [],
    isCut: text.length > maxLength
  };
  for (const [, minus, quoted, plain] of query.text.matchAll(/(-)?(?:"([^"]*)"|([^\s"]+))/g)) {
    const words = readWords(quoted ?? plain ?? '', quoted === undefined);
    if (words.length === 0) continue;
    if (minus) add(query, query.excluded, words.slice(0, maxPhraseWords), maxExcluded);
    else if (quoted !== undefined && words.length > 1) {
      if (words.length > maxPhraseWords) query.isCut = true;
      add(query, query.phrases, words.slice(0, maxPhraseWords), maxPhrases);
    } else for (const word of words) add(query, query.words, word, maxWords);
  }
  return query;
}

function add<T>(query: ParsedQuery, list: T[], item: T, most: number): void {
  if (list.length < most) list.push(item);
  else query.isCut = true;
}

/** The words that must be found: function words count only when there is nothing else. */
export function requiredWords(query: ParsedQuery): QueryWord[] {
  const content = query.words.filter((word) => !word.isStop);
  return content.length > 0 || query.phrases.length > 0 ? content : query.words;
}

/** All words that are looked for, those of phrases as well, each once. */
export function soughtWords(query: ParsedQuery): QueryWord[] {
  const words = [...requiredWords(query), ...query.phrases.flat().filter((word) => !word.isStop)];
  return [...new Map(words.map((word) => [word.word, word])).values()];
}

/** Whether the query asks for anything in particular. */
export const isBlank = (query: ParsedQuery) => query.words.length === 0 && query.phrases.length === 0;
