import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * Signed links let somebody act by mail without an account. A token is `<id>.<signature>`, where the signature
 * covers purpose and id, so a link for one purpose opens no other.
 */

function signature(secret: Buffer, purpose: string, id: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\0${id}`).digest().subarray(0, 18);
}

/** Makes a token that proves: this instance gave the holder the right to `purpose` on the row `id`. */
export function signToken(secret: Buffer, purpose: string, id: number): string {
  return `${id}.${signature(secret, purpose, String(id)).toString('base64url')}`;
}

/** Gives the id that the token was signed for, or undefined when it was not signed here for this purpose. */
export function readToken(secret: Buffer, purpose: string, token: string): number | undefined {
  const match = /^(\d{1,10})\.([\w-]{24})$/.exec(token);
  if (!match) return undefined;
  const given = Buffer.from(match[2]!, 'base64url');
  const expected = signature(secret, purpose, match[1]!);
  return given.length === expected.length && timingSafeEqual(given, expected) ? Number(match[1]) : undefined;
}
