import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { compressible, decode, encode, WORTH_COMPRESSING, type Effort } from './compress.ts';
import { etagMatches, type Encoding } from './negotiate.ts';

/** One encoding of a response, with everything that goes over the wire ready. */
interface Variant {
  etag: string;
  /** Flat lists of names and values, as writeHead takes them fastest. */
  headers: string[];
  notModified: string[];
  bytes: number;
  /** Absent where it is unpacked from a smaller one: who takes neither gzip nor brotli is rare. */
  body: Buffer | undefined;
}

/** A response as it is kept: every encoding that is smaller than the plain one, or the plain one. */
export interface Entry {
  readonly key: string;
  /** The address as the log may show it. */
  readonly logPath: string;
  readonly status: number;
  readonly tags: readonly string[];
  readonly expires: number;
  readonly variants: Readonly<Partial<Record<Encoding, Variant>>> & { identity: Variant };
  bytes: number;
  /** Asked for since the last sweep. */
  used: boolean;
  /** Raw request targets that lead here without parsing. */
  readonly aliases: string[];
  /** Made in one encoding, which is part of its key. */
  readonly only: Encoding | undefined;
  dropped: boolean;
}

export interface Draft {
  key: string;
  logPath: string;
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
  tags: readonly string[];
  expires: number;
  effort: Effort;
  /** The one encoding in which it is wanted, where its key names it; otherwise it is made in all. */
  only?: Encoding | undefined;
}

/** Roughly what maps, strings and objects around an entry weigh. */
const OVERHEAD = 2048;
/** Belong to one connection or one encoding and are set anew. */
const NOT_KEPT = new Set(
  'connection,keep-alive,transfer-encoding,content-length,content-encoding,accept-ranges,date,etag,last-modified,x-request-id'.split(
    ','
  )
);
const SUFFIX = { br: '-br', gzip: '-gz', identity: '' } as const;

/** Compresses a response and prepares its headers for each encoding. */
export async function buildEntry(draft: Draft): Promise<Entry> {
  const { body, headers, only, effort } = draft;
  const worth = body.length >= WORTH_COMPRESSING && compressible(String(headers['content-type'] ?? ''));
  const make = (encoding: 'br' | 'gzip') =>
    worth && (only ?? encoding) === encoding ? encode(body, encoding, effort) : undefined;
  const [br, gz] = await Promise.all([make('br'), make('gzip')]);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  const kept = keptHeaders(headers, worth);
  const variant = (encoding: Encoding, bytes: Buffer): Variant => {
    const etag = `"${hash}${SUFFIX[encoding]}"`;
    const list = [...kept, 'etag', etag, 'content-length', String(bytes.length)];
    if (encoding !== 'identity') list.push('content-encoding', encoding);
    const notModified = ['etag', etag];
    for (let i = 0; i < kept.length; i += 2) {
      if (kept[i] === 'cache-control' || kept[i] === 'vary') notModified.push(kept[i] as string, kept[i + 1] as string);
    }
    return { etag, headers: list, notModified, bytes: bytes.length, body: inItsOwnMemory(bytes) };
  };
  const variants: Entry['variants'] = { identity: variant('identity', body) };
  if (br && br.length < body.length) Object.assign(variants, { br: variant('br', br) });
  if (gz && gz.length < body.length) Object.assign(variants, { gzip: variant('gzip', gz) });
  if (variants.br || variants.gzip) variants.identity.body = undefined;
  const { key, logPath, status, tags, expires } = draft;
  const entry: Entry = {
    key,
    logPath,
    status,
    tags,
    expires,
    variants,
    bytes: 0,
    used: false,
    aliases: [],
    only,
    dropped: false
  };
  entry.bytes = weigh(entry);
  return entry;
}

/**
 * Node gives out small buffers, those that zlib fills among them, as pieces of blocks of 64 KB: a page of 12 KB that is
 * kept would keep its whole block.
 */
const inItsOwnMemory = (bytes: Buffer): Buffer => Buffer.from(new Uint8Array(bytes).buffer);

function keptHeaders(headers: OutgoingHttpHeaders, encoded: boolean): string[] {
  const list: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_KEPT.has(name) || name === 'vary') continue;
    for (const one of [value].flat()) list.push(name, String(one));
  }
  const vary = addVary(headers.vary, encoded ? ['Accept-Encoding'] : []);
  if (vary) list.push('vary', vary);
  return list;
}

/** A Vary header with more names in it, each once. */
export function addVary(vary: number | string | string[] | undefined, names: readonly string[]): string {
  const all = [vary ?? []]
    .flat()
    .join(',')
    .split(',')
    .concat(names)
    .map((name) => name.trim())
    .filter(Boolean);
  const seen = new Map(all.map((name) => [name.toLowerCase(), name]));
  return [...seen.values()].join(', ');
}

function weigh({ key, tags, variants }: Entry): number {
  let bytes = OVERHEAD + key.length * 2;
  for (const tag of tags) bytes += 64 + tag.length * 2;
  for (const { body, headers } of Object.values(variants)) {
    bytes += body?.length ?? 0;
    for (const text of headers) bytes += text.length;
  }
  return bytes;
}

/** Answers a GET or HEAD from an entry, with 304 where the client has it already (`known` is If-None-Match). Returns the bytes of body sent. */
export function sendEntry(
  res: ServerResponse,
  entry: Entry,
  accepted: readonly Encoding[],
  known: string | undefined,
  isHead: boolean
): number {
  let variant: Variant = entry.variants.identity;
  for (const encoding of accepted) {
    const found = entry.variants[encoding];
    if (found === undefined) continue;
    variant = found;
    break;
  }
  if (known !== undefined && entry.status === 200 && etagMatches(known, variant.etag)) {
    res.writeHead(304, variant.notModified);
    res.end();
    return 0;
  }
  res.writeHead(entry.status, variant.headers);
  if (isHead) {
    res.end();
    return 0;
  }
  res.end(variant.body ?? unpacked(entry));
  return variant.bytes;
}

function unpacked({ variants: { gzip, br } }: Entry): Buffer | undefined {
  if (gzip?.body) return decode(gzip.body, 'gzip');
  return br?.body && decode(br.body, 'br');
}
