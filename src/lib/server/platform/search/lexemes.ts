import type { QueryWord } from './query.ts';
import { foldWord, stemsOf, tagsOf, wordsOf } from './words.ts';

/**
 * How words stand in the index: as their tagged stem and, where that differs, as themselves. Marks and tags are
 * characters that no word contains.
 */

/** For function words, which are indexed for titles only, and which nobody means who looks for a beginning. */
export const titleMark = '=';

/** For what a document is called as a whole. */
const wholeMark = '@';

/** The lexeme of a title or another name as a whole: its words, folded, without what stands between them. */
export function wholeName(name: string): string | undefined {
  const words = [...wordsOf(name)].map(({ raw }) => foldWord(raw)).filter(Boolean);
  return words.length > 0 ? wholeMark + words.join('_').slice(0, longestWhole).toWellFormed() : undefined;
}

/** A lexeme is a key of an index, which takes 2,704 bytes. */
const longestWhole = 500;

/** What is looked up for a word: lexemes, and beginnings of others. */
export interface Sought {
  lexemes: string[];
  beginnings: string[];
}

/** Only what is called exactly so. */
export function calledExactly(name: string): Sought | undefined {
  const lexeme = wholeName(name);
  return lexeme === undefined ? undefined : { lexemes: [lexeme], beginnings: [] };
}

/** The lexemes that a word of the query stands for, in any language. */
export function lexemesOf({ word, instead }: Pick<QueryWord, 'word' | 'instead'>): string[] {
  return [...new Set([word, ...(instead ?? [])].flatMap((spelling) => [...stemsOf(spelling).values()]))];
}

/** The word, inflected as it may be. */
export const exactly = (word: QueryWord): Sought => ({
  lexemes: word.isStop ? [...lexemesOf(word), titleMark + word.word] : lexemesOf(word),
  beginnings: []
});

/** The word, or any word that begins with it. */
export const withPrefix = (word: QueryWord): Sought => ({
  ...exactly(word),
  beginnings: word.isPrefix ? ['', ...tagsOf(word.word)].map((tag) => tag + word.word) : []
});

/** The words of a phrase that must be anywhere in a document before their order is checked in its texts. */
export function wordsToFind(phrase: QueryWord[]): QueryWord[] {
  const content = phrase.filter((word) => !word.isStop);
  return content.length > 0 ? content : phrase;
}
