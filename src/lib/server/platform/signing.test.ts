import { expect, test } from 'vitest';
import fc from '../../../../tests/support/property.ts';
import { readToken, signToken } from './signing.ts';

const secret = Buffer.alloc(32, 7);
const ids = fc.integer({ min: 0, max: 2_147_483_647 });
const purposes = fc.string({ minLength: 1, maxLength: 20 });
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

test('a token is short, fits into an address as it is, and reads back as its id', () => {
  fc.assert(
    fc.property(secrets, purposes, ids, (secret, purpose, id) => {
      const token = signToken(secret, purpose, id);
      expect(encodeURIComponent(token)).toBe(token);
      expect(token.length).toBeLessThanOrEqual(35);
      expect(signToken(secret, purpose, id)).toBe(token);
      expect(readToken(secret, purpose, token)).toBe(id);
    })
  );
});

test('a token for one purpose opens no other', () => {
  const token = signToken(secret, 'leave', 12);
  expect(readToken(secret, 'confirm', token)).toBeUndefined();
  expect(readToken(secret, 'leave ', token)).toBeUndefined();
  expect(readToken(secret, '', token)).toBeUndefined();
  // Purpose and id are kept apart: "leave1" with 2 is not "leave" with 12.
  expect(readToken(secret, 'leave1', `2.${token.split('.')[1]}`)).toBeUndefined();
});

test('a token that ends is good until then, and its end cannot be moved or left out', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 4_000_000_000 }), (id, seconds) => {
      const until = new Date(seconds * 1000);
      const token = signToken(secret, 'confirm', id, until);
      expect(encodeURIComponent(token)).toBe(token);
      expect(readToken(secret, 'confirm', token, new Date(until.getTime() - 1))).toBe(id);
      expect(readToken(secret, 'confirm', token, until)).toBeUndefined();
      expect(readToken(secret, 'confirm', token)).toBeUndefined();
      const sign = token.split('.')[1];
      for (const other of [`${id}`, `${id}-${seconds + 1}`, `${id}-0${seconds}`, `${id}-`, `-${seconds}`])
        expect(readToken(secret, 'confirm', `${other}.${sign}`, new Date(0))).toBeUndefined();
    })
  );
});

test('a token of one instance is nothing to another', () => {
  expect(readToken(Buffer.alloc(32, 8), 'leave', signToken(secret, 'leave', 12))).toBeUndefined();
  expect(readToken(Buffer.alloc(31, 7), 'leave', signToken(secret, 'leave', 12))).toBeUndefined();
});

test('no token with any character changed, added or taken away is good', () => {
  fc.assert(
    fc.property(ids, fc.nat(40), fc.string({ maxLength: 3, unit: 'binary' }), fc.nat(2), (id, at, put, taken) => {
      const token = signToken(secret, 'leave', id);
      const changed = token.slice(0, at) + put + token.slice(at + taken);
      if (changed !== token) expect(readToken(secret, 'leave', changed)).toBeUndefined();
    }),
    { numRuns: 1000 }
  );
});

test('the id cannot be written in another way, nor be exchanged', () => {
  const [id, signature] = signToken(secret, 'leave', 12).split('.');
  for (const other of ['13', '012', '+12', '12.0', ' 12', '0xc', '1e1', '', '١٢', '99999999999']) {
    expect(readToken(secret, 'leave', `${other}.${signature}`)).toBeUndefined();
  }
  expect(readToken(secret, 'leave', `${id}.${signature}`)).toBe(12);
});

test('anything may be given, and nothing is thrown', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => readToken(secret, 'leave', text) === undefined));
  for (const text of [
    '',
    '.',
    '1.',
    `1.${'A'.repeat(24)}`,
    `1.${'A'.repeat(23)}`,
    `1.${'é'.repeat(24)}`,
    `1.${'A'.repeat(24)}\n`
  ]) {
    expect(readToken(secret, 'leave', text)).toBeUndefined();
  }
});
