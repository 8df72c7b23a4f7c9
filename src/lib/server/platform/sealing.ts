import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/*
 * Secrets that the program must read again, and whose rows alone must tell nothing: AES-256-GCM (NIST SP 800-38D) under
 * a key for one purpose, derived from the key of the instance (HKDF, RFC 5869). The purpose and the row are part of
 * what is authenticated, so that a sealed text moved to another row does not open.
 */

const ivBytes = 12;
const tagBytes = 16;

const keyFor = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `seal ${purpose}`, 32));

/** Seals bytes for a purpose and the row `id`. */
export function seal(secret: Buffer, purpose: string, id: number, bytes: Uint8Array): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(`${purpose}\0${id}`));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** Opens what `seal` made. @throws Error where it was made elsewhere, for something else, or was changed */
export function unseal(secret: Buffer, purpose: string, id: number, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes
  });
  decipher.setAAD(Buffer.from(`${purpose}\0${id}`));
  decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
}
