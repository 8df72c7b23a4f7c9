import { fieldMarks } from './lexemes.ts';
import { encode, hashOf } from './streams.ts';
import type { SearchDocument, SearchText } from './types.ts';
import { baseLanguage, cachedToken, foldWord, wordsOf, type Token } from './words.ts';

/** A text as it is stored: its words' order, and where in the body every 64th word starts. */
export interface AnalysedText {
  head: string;
  tail: string;
  marks: number[];
}

export interface Analysed {
  /** A tsvector, as text. */
  lexemes: string;
  /** The distinct words, for the vocabulary. */
  words: Set<string>;
  texts: AnalysedText[];
  titleKey: string;
  titleWords: number;
  size: number;
}

export const wordsAMark = 64;
// A tsvector holds 1 MB at most; a character takes up to three bytes here, and its entry a few more.
const maxLexemeCharacters = 200_000;
const maxTitleKey = 80;

class Collector {
  readonly lexemes = new Set<string>();
  readonly words = new Set<string>();
  private characters = 0;

  add(token: Token, mark: string): void {
    if (token.isStop) {
      if (mark === fieldMarks.title) this.put(mark + token.word);
      return;
    }
    this.put(token.stem);
    if (mark) this.put(mark + token.stem);
    if (token.word === token.stem || token.stem.endsWith(`.${token.word}`)) return void this.words.add(token.word);
    this.put(token.word);
    if (mark) this.put(mark + token.word);
    this.words.add(token.word);
  }

  private put(lexeme: string): void {
    if (this.lexemes.has(lexeme) || this.characters > maxLexemeCharacters) return;
    this.lexemes.add(lexeme);
    this.characters += lexeme.length + 4;
  }
}

const hashes = new WeakMap<Token, number>();
function tokenHash(token: Token): number {
  let hash = hashes.get(token);
  if (hash === undefined) hashes.set(token, (hash = hashOf(token.stem)));
  return hash;
}

/** Reads one field; `marks` takes at which byte every 64th word starts, from 1. */
function readField(text: string, language: string, mark: string, into: Collector, stream: number[], marks?: number[]) {
  let [count, last, bytes] = [0, 0, 1];
  for (const { raw, start } of wordsOf(text)) {
    const token = cachedToken(raw, language);
    stream.push(tokenHash(token));
    if (token.word) into.add(token, mark);
    if (!marks || count++ % wordsAMark > 0) continue;
    bytes += Buffer.byteLength(text.slice(last, start));
    last = start;
    marks.push(bytes);
  }
}

function analyseText(text: SearchText, into: Collector): AnalysedText {
  const language = baseLanguage(text.language);
  const head: number[] = [];
  for (const field of ['title', 'keywords', 'summary'] as const) {
    if (field !== 'title') head.push(0);
    readField(text[field], language, fieldMarks[field], into, head);
  }
  const tail: number[] = [];
  const marks: number[] = [];
  readField(text.body, language, '', into, tail, marks);
  return { head: encode(head), tail: encode(tail), marks };
}

/** For the order by title: folded, without what stands before the first letter or digit. */
function titleKey(title: string): string {
  return [...wordsOf(title)]
    .map(({ raw }) => foldWord(raw))
    .join(' ')
    .slice(0, maxTitleKey)
    .toWellFormed();
}

/** Everything that the index keeps of a document's texts. */
export function analyse(document: SearchDocument): Analysed {
  const into = new Collector();
  const texts = document.texts.map((text) => analyseText(text, into));
  const title = document.texts[0]?.title ?? '';
  return {
    lexemes: [...into.lexemes].map((lexeme) => `'${lexeme}'`).join(' '),
    words: into.words,
    texts,
    titleKey: titleKey(title),
    titleWords: Math.min([...wordsOf(title)].length, 255),
    size: texts.reduce((sum, { head, tail }) => sum + (head.length + tail.length - 4) / 2, 0)
  };
}

/** The distinct words of texts, for taking them out of the vocabulary. */
export function distinctWords(texts: SearchText[]): Set<string> {
  const into = new Collector();
  for (const text of texts) analyseText(text, into);
  return into.words;
}
