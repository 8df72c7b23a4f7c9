import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * Signed links let somebody act by mail without an account. A token is `<id>.<signature>`, or `<id>-<end>.<signature>`
 * when it is good until an end, in seconds since 1970. The signature covers purpose, id and end, so a link for one
 * purpose opens no other.
 */

function signature(secret: Buffer, purpose: string, what: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\0${what}`).digest().subarray(0, 18);
}

/** Makes a token that proves: this instance gave the holder the right to `purpose` on the row `id`, `until` its end. */
export function signToken(secret: Buffer, purpose: string, id: number, until?: Date): string {
  const what = until ? `${id}-${Math.floor(until.getTime() / 1000)}` : String(id);
  return `${what}.${signature(secret, purpose, what).toString('base64url')}`;
}

/**
 * Gives the id that the token was signed for, or undefined when it was not signed here for this purpose, or has ended
 * `now`. Who gives no time takes no token that ends.
 */
export function readToken(secret: Buffer, purpose: string, token: string, now?: Date): number | undefined {
  const match = /^((\d{1,10})(?:-(\d{1,12}))?)\.([\w-]{24})$/.exec(token);
  if (!match) return undefined;
  const [, what = '', id, end, sign = ''] = match;
  const given = Buffer.from(sign, 'base64url');
  const expected = signature(secret, purpose, what);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  if (end !== undefined && !(now && now.getTime() < Number(end) * 1000)) return undefined;
  return Number(id);
}
