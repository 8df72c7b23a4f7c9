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
 * back. An answer for one person is not sent twice, so it takes the cheapest.
 */
export const BROTLI = { page: 6, answer: 4, asset: 11 } as const;

/** Whether bytes of this type shrink: text, markup, scripts, vector images; not fonts, pictures or archives. */
export function compressible(contentType: string): boolean {
  return /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*(?:json|xml|javascript)|wasm)\b|image\/svg\+xml)/i.test(
    contentType
  );
}

/** Encodes a body off the main thread. */
export async function encode(body: Buffer, encoding: Exclude<Encoding, 'identity'>, quality: number): Promise<Buffer> {
  if (encoding === 'gzip') return zip(body, { level: quality === BROTLI.asset ? 9 : 6 });
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT
    }
  });
}
