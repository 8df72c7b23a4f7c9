import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from './negotiate.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Below this an encoding saves less than its header costs in thought. */
export const WORTH_COMPRESSING = 512;

/**
 * Qualities, by measurement (`node bench/front.ts` prints it for a 40 KB page): brotli 6 takes about 1 ms; 9 takes ten
 * times as long for 2 percent; 11 saves 7 percent in thirty times the time, which only files that never change earn
 * back. An answer that is hardly ever sent twice, for one person or to one search, takes the cheapest.
 */
const LEVELS = { answer: { br: 4, gzip: 1 }, page: { br: 6, gzip: 6 }, asset: { br: 11, gzip: 9 } } as const;
export type Effort = keyof typeof LEVELS;

/** Whether bytes of this type shrink: text, markup, scripts, vector images; not fonts, pictures or archives. */
export function compressible(contentType: string): boolean {
  return /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*(?:json|xml|javascript)|wasm)\b|image\/svg\+xml)/i.test(
    contentType
  );
}

/** Encodes a body off the main thread. */
export async function encode(body: Buffer, encoding: Exclude<Encoding, 'identity'>, effort: Effort): Promise<Buffer> {
  const level = LEVELS[effort][encoding];
  if (encoding === 'gzip') return zip(body, { level });
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: level,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT
    }
  });
}
