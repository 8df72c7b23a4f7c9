import { fieldMarks, nameMark, wholeName } from './lexemes.ts';
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
/** Kept from the body's words for the names, which come last: only then is it known which words are no others'. */
const forNames = 40_000;
const maxTitleKey = 80;

class Collector {
  readonly lexemes = new Set<string>();
  readonly words = new Set<string>();
  private characters = 0;
  /** The lexemes of the document's own words, once all of these are read. */
  private own: Set<string> | undefined;

  /** From here on come names. */
  endOwn(): void {
    this.own = new Set(this.lexemes);
  }

  addWhole(name: string): void {
    const lexeme = wholeName(name);
    if (lexeme) this.put(lexeme);
  }

  add(token: Token, mark: string): void {
    if (token.isStop) {
      if (mark === fieldMarks.title) this.put(mark + token.word);
      return;
    }
    this.putMarked(token.stem, mark);
    if (token.word !== token.stem && !token.stem.endsWith(`.${token.word}`)) this.putMarked(token.word, mark);
    this.words.add(token.word);
  }

  private putMarked(lexeme: string, mark: string): void {
    this.put(lexeme);
    if (mark === nameMark && this.own?.has(lexeme)) this.put(fieldMarks.keywords + lexeme);
    else if (mark) this.put(mark + lexeme);
  }

  private put(lexeme: string): void {
    const most = this.own ? maxLexemeCharacters : maxLexemeCharacters - forNames;
    if (this.lexemes.has(lexeme) || this.characters > most) return;
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

/** Reads keywords or names, each on its own. */
function readList(list: string, language: string, mark: string, into: Collector, stream: number[]) {
  for (const [index, item] of list.split(between).entries()) {
    if (index > 0) stream.push(0);
    readField(item, language, mark, into, stream);
  }
}

function analyseOwn(text: SearchText, into: Collector): Omit<AnalysedText, 'named'> {
  const language = baseLanguage(text.language);
  const head: number[] = [];
  for (const name of [text.title, ...(text.aka ?? '').split(between)]) into.addWhole(name);
  readField(text.title, language, fieldMarks.title, into, head);
  head.push(0);
  readList([text.aka, text.keywords].filter(Boolean).join(between), language, fieldMarks.keywords, into, head);
  head.push(0);
  readField(text.summary, language, fieldMarks.summary, into, head);
  const tail: number[] = [];
  const marks: number[] = [];
  readField(text.body, language, '', into, tail, marks);
  return { head: encode(head), tail: encode(tail), marks };
}

function analyseNames({ language, names = '' }: SearchText, into: Collector): string {
  const stream: number[] = [];
  readList(names, baseLanguage(language), nameMark, into, stream);
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
    lexemes: [...into.lexemes].map((lexeme) => `'${lexeme}'`).join(' '),
    words: into.words,
    texts,
    titleKey: titleKey(title),
    titleWords: Math.min([...wordsOf(title)].length, 255),
    size: texts.reduce((sum, { head, tail, named }) => sum + (head.length + tail.length + named.length - 6) / 2, 0)
  };
}

/** The distinct words of texts, for taking them out of the vocabulary. */
export function distinctWords(texts: SearchText[]): Set<string> {
  const into = new Collector();
  analyseTexts(texts, into);
  return into.words;
}
