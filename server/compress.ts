import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  gunzipSync,
  gzip,
  gzipSync
} from 'node:zlib';
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
const LEVELS = { answer: { br: 3, gzip: 1 }, page: { br: 6, gzip: 6 }, asset: { br: 11, gzip: 9 } } as const;
export type Effort = keyof typeof LEVELS;

/** Whether bytes of this type shrink: text, markup, scripts, vector images; not fonts, pictures or archives. */
export function compressible(contentType: string): boolean {
  return /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*(?:json|xml|javascript)|wasm)\b|image\/svg\+xml)/i.test(
    contentType
  );
}

/**
 * The window that holds a whole body, as a power of two. The encoder takes memory by its window, by default 4 MB, and
 * V8 collects garbage the harder the more memory stands outside of its heap: of a page in 16 at a time, that took a
 * third of the program's time.
 */
const windowOf = (bytes: number): number =>
  Math.min(
    Math.max(Math.ceil(Math.log2(bytes + 16)), constants.BROTLI_MIN_WINDOW_BITS),
    constants.BROTLI_DEFAULT_WINDOW
  );

/** An answer up to this is encoded where it is made: in 0.4 ms, less than it costs to hand it to another thread. */
const AT_ONCE = 128 * 1024;

/** Encodes a body, a large one or one that is kept off the main thread. */
export async function encode(body: Buffer, encoding: Exclude<Encoding, 'identity'>, effort: Effort): Promise<Buffer> {
  const level = LEVELS[effort][encoding];
  const atOnce = effort === 'answer' && body.length <= AT_ONCE;
  if (encoding === 'gzip') return atOnce ? gzipSync(body, { level }) : zip(body, { level });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: level,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    [constants.BROTLI_PARAM_LGWIN]: windowOf(body.length),
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT
  };
  return atOnce ? brotliCompressSync(body, { params }) : brotli(body, { params });
}

/** What was encoded, at once: it takes a fraction of the time that encoding took. */
export const decode = (body: Buffer, encoding: Exclude<Encoding, 'identity'>): Buffer =>
  encoding === 'gzip' ? gunzipSync(body) : brotliDecompressSync(body);
