import type { Renderer } from '@takumi-rs/core';
import type { Picture } from '#lib/drawing/card.ts';

/** A font file (WOFF2 or TrueType), and the letters that are taken from it. */
export interface Face {
  name: string;
  data: Uint8Array;
  unicodeRange?: [from: number, to: number][];
}

/** The library is 8 MB of machine code and its fonts some more: loaded with the first picture, not with the program. */
let opened: Promise<Renderer> | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Paints a picture as PNG, outside of the main thread and one at a time: a crawler that asks for every card must
 * neither keep readers waiting nor fill the memory.
 */
export function paint(picture: Picture, faces: () => Promise<Face[]>): Promise<Buffer<ArrayBuffer>> {
  const painted = last.then(() => paintNow(picture, faces));
  last = painted.catch(() => undefined);
  return painted;
}

async function paintNow({ width, height, language, node, images }: Picture, faces: () => Promise<Face[]>) {
  opened ??= open(faces);
  const renderer = await opened.catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return renderer.render(node, {
    width,
    height,
    format: 'png',
    lang: language,
    images: images.map(({ src, svg }) => ({ src, data: Buffer.from(svg), cache: 'none' as const }))
  });
}

async function open(faces: () => Promise<Face[]>): Promise<Renderer> {
  const { Renderer, setGlyphCacheMaxBytes } = await import('@takumi-rs/core');
  setGlyphCacheMaxBytes(1024 * 1024);
  const renderer = new Renderer({ cacheMaxBytes: 0 });
  // Families are tried in this order for a letter that a text's own family lacks.
  for (const face of await faces()) await renderer.registerFont(face);
  return renderer;
}
