import { error, json, type RequestEvent } from '@sveltejs/kit';
import { Invalid } from '../platform/errors.ts';

/**
 * The body of a post by a script of our own pages. SvelteKit compares the origin of forms only, and a form may carry
 * JSON as plain text: so both are asked for here. @throws 403 from anywhere else, 415, 400
 */
export async function readOwnJson({
  request,
  locals
}: Pick<RequestEvent, 'request' | 'locals'>): Promise<Record<string, unknown>> {
  if (locals.failure) throw locals.failure;
  if (request.headers.get('origin') !== locals.ctx.instance.origin) error(403);
  if (!/^application\/json(;|$)/i.test(request.headers.get('content-type') ?? '')) error(415);
  const body: unknown = await request.json().catch(() => error(400));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) error(400);
  return body as Record<string, unknown>;
}

/** An answer that only the script that asked for it reads. */
export const ownJson = (body: unknown): Response => json(body, { headers: { 'cache-control': 'no-store' } });

/** Answers what cannot be taken with 422, and no word of why. Other errors pass. */
export function refuseJson(reason: unknown): Response {
  if (reason instanceof Invalid) return json({ refused: true }, { status: 422 });
  throw reason;
}
