import { crc32 } from 'node:zlib';
import { directionOf, type Locale } from '#lib/locale.ts';

type TakeChunk = (chunk: { html: string }) => string;

/** As `app.html` has it. */
const opening = '<html lang="%lang%" dir="%dir%">';
const encoder = new TextEncoder();
/** Used again for every page: new memory of this size takes longer to come by than to fill. */
let scratch = new Uint8Array(256 * 1024);

/**
 * Makes a page into bytes, in the language that it was rendered in. SvelteKit has a page of 80 KB copied for each change
 * to it, hashes it character by character, and encodes it in new memory: together that took a tenth of the time of a
 * page. It is given nothing to finish, and the page is finished here in one go. Whatever else was answered is left
 * as it is.
 */
export async function wholePage(locale: Locale, resolve: (take: TakeChunk) => Promise<Response>): Promise<Response> {
  let page: string | undefined;
  const response = await resolve(({ html }) => {
    page = html;
    return '';
  });
  const { status, headers } = response;
  // What failed after it was rendered is answered by something that may be no page.
  if (page === undefined || !headers.has('x-sveltekit-page')) return response;
  const bytes = encode(page, locale);
  // SvelteKit gives no ETag to a page whose data are still to come.
  if (!headers.has('etag')) return new Response(followed(bytes.slice(), response.body), { status, headers });
  // As wide as SvelteKit's own. Pages that are kept get a stronger one from the front.
  headers.set('etag', `"${crc32(bytes).toString(36)}-${bytes.length.toString(36)}"`);
  headers.set('content-length', String(bytes.length));
  // The response copies the bytes, so the next page may overwrite them.
  return new Response(bytes, { status, headers });
}

function encode(page: string, locale: Locale): Uint8Array<ArrayBuffer> {
  const at = page.indexOf(opening);
  if (at < 0) throw new Error(`app.html has no ${opening}`);
  const head = `${page.slice(0, at)}<html lang="${locale}" dir="${directionOf(locale)}">`;
  const rest = page.slice(at + opening.length);
  // A character takes three bytes at the most.
  const most = (head.length + rest.length) * 3;
  if (most > scratch.length) scratch = new Uint8Array(most);
  const start = encoder.encodeInto(head, scratch).written;
  return scratch.subarray(0, start + encoder.encodeInto(rest, scratch.subarray(start)).written);
}

const followed = (first: Uint8Array<ArrayBuffer>, rest: ReadableStream<Uint8Array<ArrayBuffer>> | null) =>
  rest?.pipeThrough(new TransformStream({ start: (stream) => stream.enqueue(first) })) ?? first;
