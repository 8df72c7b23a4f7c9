/**
 * Cuts the reading faces down to what the interface languages need, so that no page loads more than 60 KB of fonts:
 * Latin 26 KB; Arabic adds 23 KB; a Bengali page takes 47 KB of Bengali and a 13 KB Latin of fewer characters.
 *
 * Run after a new version of a font package: `node src/lib/fonts/build-fonts.ts`. The output is committed.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

const packages = createRequire(import.meta.url);
const here = new URL('./', import.meta.url);

const between = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('');

const ascii = between(0x20, 0x7e);
const latin1 = between(0xa0, 0xff);
const typographic = '‐‑‒–—‘’‚“”„†‡•…\u202f‹›′€™←↑→↓−Œœ\u2009\u200b\u200e\u200f\u2060';

/** On a Bengali page Latin is for names, addresses and the language list. */
const latinInBengali = ascii.replace(/[\\^`{|}~]/g, '') + '\u00a0·–—‘’“”…→←áéíóúñçèêüöãïôâÉ';

/** Modern Bengali; the letters of Sanskrit and Assamese alone would cost 2 KB. */
const bengali = 'ঁংঃঅআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ়ািীুূৃেৈোৌ্ৎৗড়ঢ়য়০১২৩৪৫৬৭৮৯৳।\u200c\u200d';

const atkinson = '@fontsource-variable/atkinson-hyperlegible-next';
const cuts = [
  {
    file: 'latin.woff2',
    from: `${atkinson}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2`,
    text: ascii + latin1 + typographic,
    weights: { min: 400, max: 800 }
  },
  {
    file: 'latin-small.woff2',
    from: `${atkinson}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2`,
    text: latinInBengali,
    weights: { min: 400, max: 750 }
  },
  {
    file: 'bengali.woff2',
    from: '@fontsource/anek-bangla/files/anek-bangla-bengali-500-normal.woff2',
    text: bengali
  },
  // One word of the language list on every page: 1 KB, where the whole face costs 46.
  {
    file: 'bengali-name.woff2',
    from: '@fontsource/anek-bangla/files/anek-bangla-bengali-500-normal.woff2',
    text: 'বাংলা'
  }
];

for (const { file, from, text, weights } of cuts) {
  const cut = await subsetFont(readFileSync(packages.resolve(from)), text, {
    targetFormat: 'woff2',
    ...(weights && { variationAxes: { wght: weights } })
  });
  writeFileSync(new URL(file, here), cut);
  console.log(`${file} ${cut.length} bytes`);
}

// The Open Font License asks that it travels with the font.
for (const [licence, from] of [
  ['OFL-atkinson-hyperlegible-next.txt', atkinson],
  ['OFL-anek-bangla.txt', '@fontsource/anek-bangla']
] as const) {
  copyFileSync(packages.resolve(`${from}/LICENSE`), new URL(licence, here));
}
