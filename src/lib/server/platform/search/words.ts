import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { asciiDigits } from '../text.ts';
import { stemArabic } from './arabic.ts';
import { stopWordsBy } from './stop-words.ts';

/** Raised when words are split, folded, stemmed or kept differently: an index of another number must be built again. */
export const analyzerVersion = 4;

const maxWordLength = 64;
// A soft hyphen, tatweel or joiner inside a word is no end of the word.
const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\u00ad\u200c\u200d]*/gu;
const leftOut =
  /[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0640\u00ad\u200b-\u200d\u2060\ufeff]/g;
const otherLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  '\u0629': '\u0647',
  '\u0649': '\u064a',
  '\u06cc': '\u064a',
  '\u06a9': '\u0643',
  '\u0671': '\u0627',
  '\u06c1': '\u0647'
};
const otherLetter = new RegExp(`[${Object.keys(otherLetters).join('')}]`, 'g');

/**
 * Folds one word so that readers find it however they write it: case, Latin accents, Arabic vowel signs, alef, ya and
 * ta marbuta forms, tatweel, Bengali nukta and joiners, and digits of other scripts make no difference.
 */
export function foldWord(word: string): string {
  if (/^[a-z0-9]*$/.test(word)) return word.slice(0, maxWordLength);
  return asciiDigits(word)
    .toLowerCase()
    .normalize('NFKD')
    .replace(leftOut, '')
    .replace(otherLetter, (letter) => otherLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
    .normalize('NFC')
    .slice(0, maxWordLength)
    .toWellFormed();
}

/** Where the words of a text are, in its own characters. */
export function* wordsOf(text: string): Generator<{ raw: string; start: number }> {
  for (const match of text.matchAll(wordPattern)) yield { raw: match[0], start: match.index };
}

const wordHere = new RegExp(wordPattern.source, 'uy');

/** The word that starts at this place of a text. */
export function wordAt(text: string, at: number): string | undefined {
  wordHere.lastIndex = at;
  return wordHere.exec(text)?.[0];
}

const irregular = new Map(
  Object.entries({ children: 'child', women: 'woman', men: 'man', people: 'person', feet: 'foot', teeth: 'tooth' })
);

interface Stemmer {
  /** Put before a stem, so that a stem of one language is not taken for another's; no word contains a dot. */
  tag: string;
  script: RegExp;
  stem: (word: string) => string;
}

const latin = /^[a-z0-9]*[a-z]/;
const arabic = /^[\u0600-\u06ff]/;
const stemmers = new Map<string, Stemmer>([
  ['en', { tag: 'e.', script: latin, stem: (word) => english(irregular.get(word) ?? word) }],
  // Snowball's Spanish takes ciudad and ciudades for two words.
  ['es', { tag: 's.', script: latin, stem: (word) => spanish(word.replace(/dades$/, 'dad')) }],
  ['fr', { tag: 'f.', script: latin, stem: french }],
  ['ar', { tag: 'a.', script: arabic, stem: stemArabic }]
]);
const stopWords = stopWordsBy(foldWord);

/** `pt-BR` is `pt`: stemming and stop words go by the language alone. */
export const baseLanguage = (language: string) => language.toLowerCase().split(/[-_]/, 1)[0] ?? '';

/** A word as it is indexed. */
export interface Token {
  word: string;
  /** The stem with its language's tag; the word itself where the language has no stemmer or another script. */
  stem: string;
  isStop: boolean;
}

// Names of themes stand in all languages in every document's keywords, and English terms in Arabic and Bengali texts:
// a word that is not in the text's own script is taken for one of these.
const foreign = (word: string, language: string) =>
  arabic.test(word) ? 'ar' : language === 'ar' || language === 'bn' ? 'en' : '';

/** Reads one word of a text. */
export function tokenOf(raw: string, language: string): Token {
  const word = foldWord(raw);
  const own = stemmers.get(language);
  const stemmer = own?.script.test(word) ? own : stemmers.get(foreign(word, language));
  const stem = stemmer?.script.test(word) ? stemmer.tag + (stemmer.stem(word) || word) : word;
  return { word, stem, isStop: word === '' || (stopWords.get(language)?.has(word) ?? false) };
}

// The same words come again and again: `tokenOf` is pure, so its results are kept, up to a number a language.
const kept = new Map<string, Map<string, Token>>();
const keptWords = 20_000;

/** `tokenOf` for texts: `language` is a base language. */
export function cachedToken(raw: string, language: string): Token {
  const key = stemmers.has(language) || stopWords.has(language) ? language : '';
  let tokens = kept.get(key);
  if (!tokens || tokens.size > keptWords) kept.set(key, (tokens = new Map()));
  let token = tokens.get(raw);
  if (!token) tokens.set(raw, (token = tokenOf(raw, key)));
  return token;
}

/** The languages in which words are read in their own way, and `''` for all others. */
export const languagesRead = ['', ...new Set([...stemmers.keys(), ...stopWords.keys()])];

/** The languages whose stemmers know the word's script, each with the stem, and `''` for the word unstemmed. */
export function stemsOf(word: string): Map<string, string> {
  const stems = new Map([['', word]]);
  for (const [language, { tag, script, stem }] of stemmers) {
    if (script.test(word)) stems.set(language, tag + (stem(word) || word));
  }
  return stems;
}

/** The tags that stems in the word's script may carry. */
export function tagsOf(word: string): string[] {
  return [...stemmers.values()].filter(({ script }) => script.test(word)).map(({ tag }) => tag);
}

/** Whether the word is a function word in any language. */
export function isStopWord(word: string): boolean {
  return [...stopWords.values()].some((words) => words.has(word));
}
