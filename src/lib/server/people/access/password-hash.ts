import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane. */
const memory = 19_456;
const passes = 2;
const parallelism = 1;
const tagLength = 32;

const derive = promisify(argon2);
const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** A password as it is kept: a PHC string, with its parameters, so that they can grow. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', {
    message: password.normalize('NFC'),
    nonce,
    parallelism,
    tagLength,
    memory,
    passes
  });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;
/** The hash of no password, with the parameters of all others: to try one against where there is no account. */
const nobody = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(tagLength))}`;

/** Whether the password is the one of the hash. Without a hash it takes as long, and says no. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, m, t, p, nonce = '', tag = ''] = phc.exec(hash ?? nobody) ?? phc.exec(nobody) ?? [];
  const kept = Buffer.from(tag, 'base64');
  const given = await derive('argon2id', {
    message: password.normalize('NFC'),
    nonce: Buffer.from(nonce, 'base64'),
    parallelism: Number(p),
    tagLength: kept.length,
    memory: Number(m),
    passes: Number(t)
  });
  return timingSafeEqual(given, kept) && hash !== null;
}
