import type { SearchFilters } from '../../src/lib/server/platform/search/types.ts';
import { places, types, type Corpus } from './corpus.ts';
import { Random } from './random.ts';

export interface BenchQuery {
  kind: string;
  text: string;
  locale: string;
  filters: SearchFilters;
}

/** How many of each kind: 230, the same ones every time. */
const mix: [kind: string, count: number][] = [
  ['rare', 30],
  ['common', 25],
  ['two words', 40],
  ['phrase', 25],
  ['prefix', 20],
  ['filter only', 20],
  ['filter and word', 30],
  ['typing error', 20],
  ['everything', 10],
  ['no result', 10]
];

export function mixedQueries(corpus: Corpus): BenchQuery[] {
  const random = new Random(2026);
  return mix.flatMap(([kind, count]) => Array.from({ length: count }, () => makeQuery(kind, corpus, random)));
}

function makeQuery(kind: string, corpus: Corpus, random: Random): BenchQuery {
  const locale = corpus.drawLanguage(random);
  const { words } = corpus.vocabularies.get(locale)!;
  const common = () => words[random.below(60)]!;
  const middle = () => words[random.between(60, 2000)]!;
  const rare = () => words[random.between(5_000, 25_000)]!;
  const texts: Record<string, () => string> = {
    rare,
    common,
    'two words': () => (random.next() < 0.5 ? `${common()} ${middle()}` : `${common()} ${common()}`),
    phrase: () => `"${phraseOf(corpus, random, locale)}"`,
    prefix: () => [...middle()].slice(0, random.between(4, 5)).join(''),
    'filter and word': () => (random.next() < 0.5 ? common() : middle()),
    'typing error': () => misspelt(longWord(words, random), random),
    'no result': () => `${rare()}${rare()} ${rare()}`
  };
  const filters = kind.startsWith('filter') ? filtersOf(random) : {};
  return { kind, text: texts[kind]?.() ?? '', locale, filters };
}

/** Half are frequent pairs, half two words that stand together somewhere. */
function phraseOf(corpus: Corpus, random: Random, locale: string): string {
  const vocabulary = corpus.vocabularies.get(locale)!;
  if (random.next() < 0.5) return corpus.pair(random, vocabulary, random.between(1, 30)).join(' ');
  const text = corpus.document(random.between(1, 1000)).texts[0]!.summary.replaceAll('.', '').split(' ');
  const at = random.below(text.length - 3);
  return text.slice(at, at + random.between(2, 3)).join(' ');
}

function longWord(words: string[], random: Random): string {
  for (;;) {
    const word = words[random.between(20, 4_000)]!;
    if (word.length >= 6) return word;
  }
}

function misspelt(word: string, random: Random): string {
  const at = random.between(1, word.length - 3);
  const edits = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    word.slice(0, at) + word[at] + word.slice(at)
  ];
  return random.pick(edits);
}

function filtersOf(random: Random): SearchFilters {
  const filters: SearchFilters = {};
  if (random.next() < 0.5) filters.type = [random.pick(types)];
  if (random.next() < 0.5) filters.theme = [random.between(1, 30)];
  if (random.next() < 0.3) filters.place = [random.between(1, places)];
  if (random.next() < 0.3) filters.year = [random.between(2015, 2026)];
  if (random.next() < 0.3) filters.language = [random.pick(['en', 'es', 'fr', 'ar', 'bn', 'sw'])];
  if (Object.keys(filters).length === 0) filters.alliance = [1];
  return filters;
}
