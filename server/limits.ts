import type { IncomingMessage } from 'node:http';
import { under } from './address.ts';
import type { PostRate, Timeouts } from './config.ts';
import { network } from './proxy.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets for requests that change something, one per client network (IPv6 by its /64). */
export class PostLimiter {
  readonly #rate: PostRate;
  readonly #max: number;
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: PostRate, maxBuckets = 20_000) {
    this.#rate = rate;
    this.#max = maxBuckets;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes what this request costs; answers 0, or the seconds until it may be tried again. */
  take(address: string, path: string, now = Date.now()): number {
    const rule = this.#rate.rules?.find(({ prefix }) => under(path, prefix));
    const own = rule?.burst !== undefined && rule.perMinute !== undefined;
    const burst = (own && rule.burst) || this.#rate.burst;
    const perSecond = ((own && rule.perMinute) || this.#rate.perMinute) / 60;
    // A cost above the bucket could never be paid.
    const cost = Math.min(rule?.cost ?? 1, burst);
    const key = own ? `${network(address)} ${rule.prefix}` : network(address);

    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#keep(key, bucket);
    if (bucket.tokens >= cost) {
      bucket.tokens -= cost;
      return 0;
    }
    return Math.max(1, Math.ceil((cost - bucket.tokens) / perSecond));
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= this.#max) return;
    const oldest = this.#buckets.keys().next().value;
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/** What a body did wrong: it is too large, it came too slowly. */
export type BodyFault = 413 | 408;

/** Whether a request announces a body. */
export function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Counts a body on its way in. Answers 413 at once when the announced length is too large; otherwise calls `fault` when
 * the bytes that really come are too many or too slow, and from then on gives the handler no byte more and no end,
 * so that a cut body cannot pass for a whole one.
 */
export function guardBody(
  req: IncomingMessage,
  maxBytes: number,
  { bodyGraceMs, bodyMinBytesPerSecond }: Pick<Timeouts, 'bodyGraceMs' | 'bodyMinBytesPerSecond'>,
  fault: (status: BodyFault) => void
): BodyFault | undefined {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return 413;
  let received = 0;
  let atLastTick = 0;
  let wasPaused = false;
  let cut = false;
  const stop = (status: BodyFault): void => {
    if (cut || req.complete) return;
    cut = true;
    fault(status);
  };
  const least = (bodyMinBytesPerSecond * bodyGraceMs) / 1000;
  const clock = setInterval(() => {
    // Where the handler has left so much unread that node stopped reading the socket, the client is not the slow one.
    const isPaused = req.readableLength >= req.readableHighWaterMark;
    if (!isPaused && !wasPaused && received - atLastTick < least) stop(408);
    atLastTick = received;
    wasPaused = isPaused;
  }, bodyGraceMs).unref();
  req.once('close', () => clearInterval(clock));
  // node's parser hands every piece to push(); a `data` listener of ours would start the flow before the handler's.
  const push = req.push.bind(req);
  req.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array && !cut) {
      received += chunk.byteLength;
      if (received > maxBytes) stop(413);
    }
    if (chunk === null) clearInterval(clock);
    return cut ? true : push(chunk, encoding);
  };
  return undefined;
}
