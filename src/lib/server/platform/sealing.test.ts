import { expect, test } from 'vitest';
import { seal, unseal } from './sealing.ts';

const key = Buffer.alloc(32, 1);
const bytes = Buffer.from('a secret of twenty b');

test('what was sealed opens again, and two seals of one secret differ', () => {
  const sealed = seal(key, 'a', 1, bytes);
  expect(unseal(key, 'a', 1, sealed)).toEqual(bytes);
  expect(seal(key, 'a', 1, bytes)).not.toEqual(sealed);
  expect(sealed.includes(bytes)).toBe(false);
});

test('it does not open for another row, another purpose, with another key, or changed', () => {
  const sealed = seal(key, 'a', 1, bytes);
  expect(() => unseal(key, 'a', 2, sealed)).toThrow();
  expect(() => unseal(key, 'b', 1, sealed)).toThrow();
  expect(() => unseal(Buffer.alloc(32, 2), 'a', 1, sealed)).toThrow();
  for (const at of [0, 13, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(() => unseal(key, 'a', 1, changed)).toThrow();
  }
  expect(() => unseal(key, 'a', 1, sealed.subarray(0, 20))).toThrow();
});
