import type { SearchDocument, SearchText } from '../../src/lib/server/platform/search/types.ts';
import { Random, Zipf } from './random.ts';
import { makeVocabularies, type Vocabulary } from './vocabulary.ts';

export const themes = 30;
export const places = 200;
const countries = 40;
export const types = ['tool', 'report', 'case-study', 'success-story', 'research', 'course'];
const shares: Record<string, number> = { en: 0.4, es: 0.18, fr: 0.15, ar: 0.1, bn: 0.08, sw: 0.09 };
const oneInLong = 20;
const longWords = 5_000;
const stopShare = 0.4;
const themeShare = 0.15;
const pairShare = 0.04;

/** Makes documents of realistic length: most have some 200 words, one in twenty 5,000. */
export class Corpus {
  readonly vocabularies: Map<string, Vocabulary>;
  private readonly zipf: Zipf;
  private readonly themeZipf = new Zipf(150, 1);
  private readonly facetZipf = new Map([themes, places, countries].map((size) => [size, new Zipf(size, 0.8)]));

  constructor() {
    this.vocabularies = new Map(makeVocabularies().map((vocabulary) => [vocabulary.code, vocabulary]));
    this.zipf = new Zipf([...this.vocabularies.values()][0]!.words.length);
  }

  /** The documents numbered from 1, the same for the same numbers. */
  *documents(count: number): Generator<SearchDocument> {
    for (let id = 1; id <= count; id++) yield this.document(id);
  }

  document(id: number): SearchDocument {
    const random = new Random(id * 7919);
    const language = this.drawLanguage(random);
    const theme = 1 + this.drawFacet(random, themes);
    const place = 1 + this.drawFacet(random, places);
    const year = 2026 - Math.floor(random.next() ** 2 * 22);
    return {
      kind: 'resource',
      id,
      texts: [this.text(random, language, theme, place)],
      type: types[Math.min(this.drawFacet(random, themes), types.length - 1)]!,
      themes: random.next() < 0.5 ? [theme, 1 + (theme % 5)] : [theme],
      places: [place, places + 1 + (place % countries)],
      year,
      languages: [language],
      alliance: 1 + this.drawFacet(random, countries),
      date: `${year}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`
    };
  }

  private text(random: Random, language: string, theme: number, place: number): SearchText {
    const vocabulary = this.vocabularies.get(language)!;
    const bodyWords = random.below(oneInLong) === 0 ? longWords : Math.round(60 * Math.exp(random.next() * 2.2));
    const write = (words: number) => this.write(random, vocabulary, theme, words);
    const name = (kind: number, index: number) => vocabulary.words[1000 + kind * 300 + index]!;
    return {
      language,
      title: write(random.between(4, 12)),
      keywords: [name(0, theme), name(0, theme + 40), name(1, place), name(2, place % countries)].join(' '),
      summary: write(random.between(20, 60)),
      body: write(bodyWords)
    };
  }

  private write(random: Random, vocabulary: Vocabulary, theme: number, count: number): string {
    const words: string[] = [];
    while (words.length < count) {
      const kind = random.next();
      if (kind < pairShare) words.push(...this.pair(random, vocabulary, theme));
      else if (kind < pairShare + stopShare) words.push(random.pick(vocabulary.stop));
      else if (kind < pairShare + stopShare + themeShare) words.push(this.themeWord(random, vocabulary, theme));
      else words.push(vocabulary.words[this.zipf.draw(random)]!);
      if (random.below(14) === 0) words[words.length - 1] += '.';
    }
    return words.join(' ');
  }

  private themeWord(random: Random, vocabulary: Vocabulary, theme: number): string {
    return vocabulary.words[40 + theme * 150 + this.themeZipf.draw(random)]!;
  }

  /** Two frequent words that stand together more often than by chance, as "early childhood" does. */
  pair(random: Random, vocabulary: Vocabulary, theme: number): [string, string] {
    const first = random.below(4);
    return [vocabulary.words[(theme * 3 + first) % 40]!, vocabulary.words[(theme * 5 + first * 7) % 60]!];
  }

  drawLanguage(random: Random): string {
    let at = random.next();
    for (const [language, share] of Object.entries(shares)) if ((at -= share) < 0) return language;
    return 'en';
  }

  private drawFacet(random: Random, size: number): number {
    return this.facetZipf.get(size)!.draw(random);
  }
}
