import type { QueryWord } from './query.ts';
import { foldWord, stemsOf, tagsOf, wordsOf } from './words.ts';

/**
 * How words stand in the index. A word of a document is there as its tagged stem and, where that differs, as itself;
 * both again with the mark of the field it is in. So one index answers "in the title" without reading any document.
 * Marks and tags are characters that no word contains, so nothing here needs escaping.
 */
export const fieldMarks = { title: '=', keywords: '+', summary: '~' } as const;
export type Field = keyof typeof fieldMarks;
/** For words that are the document's by its themes', places' and series' names alone. They count as keywords. */
export const nameMark = '^';

/** For what a document is called as a whole. */
const wholeMark = '@';

/** The lexeme of a title or another name as a whole: its words, folded, without what stands between them. */
export function wholeName(name: string): string | undefined {
  const words = [...wordsOf(name)].map(({ raw }) => foldWord(raw)).filter(Boolean);
  return words.length > 0 ? wholeMark + words.join('_').slice(0, longestWhole).toWellFormed() : undefined;
}

/** A lexeme has 2,046 bytes at most. */
const longestWhole = 500;

/** A tsquery: only what is called exactly so. */
export function calledExactly(name: string): string | undefined {
  const lexeme = wholeName(name);
  return lexeme && quote(lexeme);
}

const quote = (lexeme: string, suffix = '') => `'${lexeme}'${suffix}`;

/** The lexemes that a word of the query stands for, in any language. */
export function lexemesOf({ word, instead }: Pick<QueryWord, 'word' | 'instead'>): string[] {
  return [...new Set([word, ...(instead ?? [])].flatMap((spelling) => [...stemsOf(spelling).values()]))];
}

/** A tsquery: the word, inflected as it may be, in a field or anywhere. */
export function exactly(word: QueryWord, field?: Field): string {
  const marks =
    field === undefined ? [''] : field === 'keywords' ? [fieldMarks.keywords, nameMark] : [fieldMarks[field]];
  const lexemes = lexemesOf(word).flatMap((lexeme) => marks.map((mark) => quote(mark + lexeme)));
  // Function words are indexed for titles only.
  if (word.isStop && !field) lexemes.push(quote(fieldMarks.title + word.word));
  return `(${lexemes.join('|')})`;
}

/** A tsquery: the word, or any word that begins with it. */
export function withPrefix(word: QueryWord, field?: Field): string {
  if (!word.isPrefix) return exactly(word, field);
  const mark = field ? fieldMarks[field] : '';
  const beginnings = ['', ...tagsOf(word.word)].map((tag) => tag + word.word);
  const others = lexemesOf(word).filter((lexeme) => !beginnings.some((beginning) => lexeme.startsWith(beginning)));
  const parts = [
    ...beginnings.map((lexeme) => quote(mark + lexeme, ':*')),
    ...others.map((lexeme) => quote(mark + lexeme))
  ];
  if (word.isStop && !field) parts.push(quote(fieldMarks.title + word.word));
  return `(${parts.join('|')})`;
}

/** A tsquery: only words that begin with the word, not the word itself. */
export const onlyBeginningWith = (word: QueryWord, field: Field) =>
  `${withPrefix(word, field)}&!${exactly(word, field)}`;

const contentOf = (phrase: QueryWord[]) => {
  const content = phrase.filter((word) => !word.isStop);
  return content.length > 0 ? content : phrase;
};

/** A tsquery: all words of a phrase, anywhere; their order is checked in the texts. */
export const allOf = (phrase: QueryWord[]) =>
  `(${contentOf(phrase)
    .map((word) => exactly(word))
    .join('&')})`;

/** The same for words that the document itself has, not only its themes' and places' names. */
export const allOwn = (phrase: QueryWord[]) => `(${contentOf(phrase).map(own).join('&')})`;

function own(word: QueryWord): string {
  const parts = lexemesOf(word).map((lexeme) => `${quote(lexeme)}&!${quote(nameMark + lexeme)}`);
  if (word.isStop) parts.push(quote(fieldMarks.title + word.word));
  return `(${parts.join('|')})`;
}
