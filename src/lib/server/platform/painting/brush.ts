import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Renderer, setGlyphCacheMaxBytes } from '@takumi-rs/core';
import type { Picture } from '#lib/drawing/card.ts';

/** The faces that pages are set in, in the order in which a letter is looked for; of Bengali the bold one. */
const faces = {
  Latin: new URL('../../../fonts/latin.woff2', import.meta.url).href,
  'Latin Extended': import.meta
    .resolve('@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2'),
  Arabic: import.meta.resolve('@fontsource-variable/readex-pro/files/readex-pro-arabic-wght-normal.woff2'),
  Bengali: import.meta.resolve('@fontsource/anek-bangla/files/anek-bangla-bengali-700-normal.woff2')
};

export type Brush = (picture: Picture, format?: 'png' | 'raw') => Promise<Buffer>;

/**
 * Loads the painting library and its fonts into this process. A picture comes out as PNG; nothing is fetched for it,
 * and its texts are texts.
 */
export async function openBrush(): Promise<Brush> {
  setGlyphCacheMaxBytes(1024 * 1024);
  const renderer = new Renderer({ cacheMaxBytes: 0 });
  for (const [name, file] of Object.entries(faces))
    await renderer.registerFont({ name, data: await readFile(fileURLToPath(file)) });
  return ({ width, height, language, node, images }, format = 'png') =>
    renderer.render(node, {
      width,
      height,
      format,
      lang: language,
      images: images.map(({ src, svg }) => ({ src, data: Buffer.from(svg), cache: 'none' as const }))
    });
}
