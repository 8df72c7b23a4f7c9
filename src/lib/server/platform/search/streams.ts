import type { QueryWord } from './query.ts';
import { languagesRead, tokenOf } from './words.ts';

/**
 * The order of a text's words, three bytes a word: a hash of its stem, zero between fields, keywords and names. PostgreSQL looks up a
 * phrase in it with `position`, several times faster than a tsvector's positions, which also stop at 16,383.
 */
export const bytesAWord = 3;

/** FNV-1a, folded to 24 bits; never zero. */
export function hashOf(stem: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < stem.length; index++) {
    hash = Math.imul(hash ^ stem.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 24) ^ (hash & 0xffffff)) & 0xffffff || 1;
}

/** The stream of hashes as it is stored, in hexadecimal as PostgreSQL reads it. */
export function encode(hashes: number[]): string {
  const bytes = Buffer.allocUnsafe(hashes.length * bytesAWord);
  for (let index = 0; index < hashes.length; index++) bytes.writeUIntBE(hashes[index]!, index * bytesAWord, bytesAWord);
  return `\\x${bytes.toString('hex')}`;
}

export function decode(bytes: Buffer): number[] {
  const hashes: number[] = [];
  for (let at = 0; at + bytesAWord <= bytes.length; at += bytesAWord) hashes.push(bytes.readUIntBE(at, bytesAWord));
  return hashes;
}

/** A phrase as it stands in texts of each language that is read in its own way, and under `''` in all others. */
export function phrasesByLanguage(phrase: Pick<QueryWord, 'word'>[]): Map<string, string> {
  const streamIn = (language: string) => encode(phrase.map(({ word }) => hashOf(tokenOf(word, language).stem)));
  return new Map(languagesRead.map((language) => [language, streamIn(language)]));
}
