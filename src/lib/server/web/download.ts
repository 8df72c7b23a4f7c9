import { Readable } from 'node:stream';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { openFile, RangeNotSatisfiable, type ByteRange } from '../platform/files/files.ts';

/** Types that browsers show without running anything of them; all others are saved. */
const shown = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/webp', 'image/avif', 'text/plain']);

/** The one range of a `Range` header (RFC 9110, section 14.2); several, or none that can be read, mean the whole. */
function readRange(header: string | null): ByteRange | undefined {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return undefined;
  return { start: Number(match[1]), end: match[2] ? Number(match[2]) : undefined };
}

/**
 * Sends a public file, whole or in part. It is locked into a sandbox without scripts, whatever is in it.
 * @throws NotFound also for a file that is not public: a stranger does not learn that it is there
 */
export async function downloadResponse(ctx: Context, id: number, rangeHeader: string | null): Promise<Response> {
  const range = readRange(rangeHeader);
  try {
    const { file, stream, start, end } = await openFile(ctx, id, range);
    if (!file.public) {
      stream.destroy();
      throw new NotFound();
    }
    const kind = shown.has(file.mediaType) ? 'inline' : 'attachment';
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      status: range ? 206 : 200,
      headers: {
        'content-type': file.mediaType,
        'content-length': String(end - start + 1),
        'content-disposition': `${kind}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'cache-control': 'public, max-age=31536000, immutable',
        'accept-ranges': 'bytes',
        etag: `"${file.sha256}"`,
        ...(range && { 'content-range': `bytes ${start}-${end}/${file.bytes}` })
      }
    });
  } catch (problem) {
    if (!(problem instanceof RangeNotSatisfiable)) throw problem;
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${problem.size}` } });
  }
}

/**
 * Sends a file that not everybody may have: to be saved, never shown, and kept nowhere on the way. Whether the actor may
 * have it is decided by the caller. @throws NotFound
 */
export async function privateDownload(ctx: Context, id: number): Promise<Response> {
  const { file, stream } = await openFile(ctx, id);
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': file.mediaType,
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store'
    }
  });
}
