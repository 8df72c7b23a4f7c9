import { titleMark, wholeName } from './lexemes.ts';
import type { LexemeFields } from './posting-changes.ts';
import { fields } from './postings.ts';
import { encode, hashOf } from './streams.ts';
import { between, type SearchDocument, type SearchText } from './types.ts';
import { baseLanguage, cachedToken, foldWord, wordsOf, type Token } from './words.ts';

/** A text as it is stored: its words' order, and where in the body every 64th word starts. */
export interface AnalysedText {
  head: string;
  tail: string;
  /** The order of the words of the names. */
  named: string;
  marks: number[];
}

export interface Analysed {
  lexemes: LexemeFields;
  /** The distinct words, for the vocabulary. */
  words: Set<string>;
  texts: AnalysedText[];
  titleKey: string;
  titleWords: number;
  size: number;
}

export const wordsAMark = 64;
// Each lexeme of a document is a row that is written when it is put.
const maxLexemeCharacters = 200_000;
/** Kept from the body's words for the names, which come last: only then is it known which words are no others'. */
const forNames = 40_000;
const maxTitleKey = 80;

class Collector {
  readonly lexemes = new Map<string, number>();
  readonly words = new Set<string>();
  private room = maxLexemeCharacters - forNames;

  /** From here on come names. */
  endOwn(): void {
    this.room += forNames;
  }

  addWhole(name: string): void {
    const lexeme = wholeName(name);
    if (lexeme) this.put(lexeme, fields.title);
  }

  add(token: Token, field: number): void {
    if (token.isStop) {
      if (field === fields.title) this.put(titleMark + token.word, field);
      return;
    }
    this.put(token.stem, field);
    if (token.word !== token.stem && !token.stem.endsWith(`.${token.word}`)) this.put(token.word, field);
    this.words.add(token.word);
  }

  private put(lexeme: string, field: number): void {
    const known = this.lexemes.get(lexeme);
    if (known === undefined && this.room < 0) return;
    if (known === undefined) this.room -= lexeme.length + 4;
    this.lexemes.set(lexeme, (known ?? 0) | field);
  }
}

const hashes = new WeakMap<Token, number>();
function tokenHash(token: Token): number {
  let hash = hashes.get(token);
  if (hash === undefined) hashes.set(token, (hash = hashOf(token.stem)));
  return hash;
}

/** Reads one field; `marks` takes at which byte every 64th word starts, from 1. */
function readField(text: string, language: string, field: number, into: Collector, stream: number[], marks?: number[]) {
  let [count, last, bytes] = [0, 0, 1];
  for (const { raw, start } of wordsOf(text)) {
    const token = cachedToken(raw, language);
    stream.push(tokenHash(token));
    if (token.word) into.add(token, field);
    if (!marks || count++ % wordsAMark > 0) continue;
    bytes += Buffer.byteLength(text.slice(last, start));
    last = start;
    marks.push(bytes);
  }
}

/** Reads keywords or names, each on its own. */
function readList(list: string, language: string, field: number, into: Collector, stream: number[]) {
  for (const [index, item] of list.split(between).entries()) {
    if (index > 0) stream.push(0);
    readField(item, language, field, into, stream);
  }
}

function analyseOwn(text: SearchText, into: Collector): Omit<AnalysedText, 'named'> {
  const language = baseLanguage(text.language);
  const head: number[] = [];
  for (const name of [text.title, ...(text.aka ?? '').split(between)]) into.addWhole(name);
  readField(text.title, language, fields.title, into, head);
  head.push(0);
  readList([text.aka, text.keywords].filter(Boolean).join(between), language, fields.keywords, into, head);
  head.push(0);
  readField(text.summary, language, fields.summary, into, head);
  const tail: number[] = [];
  const marks: number[] = [];
  readField(text.body, language, fields.body, into, tail, marks);
  return { head: encode(head), tail: encode(tail), marks };
}

function analyseNames({ language, names = '' }: SearchText, into: Collector): string {
  const stream: number[] = [];
  readList(names, baseLanguage(language), fields.names, into, stream);
  return encode(stream);
}

/** Reads the texts of one document: first all of its own words, then the names. */
function analyseTexts(texts: SearchText[], into: Collector): AnalysedText[] {
  const own = texts.map((text) => analyseOwn(text, into));
  into.endOwn();
  return texts.map((text, part) => ({ ...own[part]!, named: analyseNames(text, into) }));
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
  const texts = analyseTexts(document.texts, into);
  const title = document.texts[0]?.title ?? '';
  return {
    lexemes: into.lexemes,
    words: into.words,
    texts,
    titleKey: titleKey(title),
    titleWords: Math.min([...wordsOf(title)].length, 255),
    size: texts.reduce((sum, { head, tail, named }) => sum + (head.length + tail.length + named.length - 6) / 2, 0)
  };
}

/** What the texts of a document put into the index, for taking it out again. */
export function analyseStored(texts: SearchText[]): Pick<Analysed, 'lexemes' | 'words'> {
  const into = new Collector();
  analyseTexts(texts, into);
  return into;
}
