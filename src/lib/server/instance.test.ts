import { expect, test } from 'vitest';
import { withEmptyDatabase } from '../../../tests/support/database.ts';
import { instanceSecret } from './instance.ts';
import { readToken, signToken } from './platform/signing.ts';

test('the secret is made at the first start and is the same at every later one', () =>
  withEmptyDatabase(async (_, db) => {
    const first = await instanceSecret(db);
    expect(first).toHaveLength(32);
    expect(await instanceSecret(db)).toEqual(first);
    expect(readToken(await instanceSecret(db), 'leave', signToken(first, 'leave', 3))).toBe(3);
  }));

test('programs that start at once have one secret between them', () =>
  withEmptyDatabase(async (_, db) => {
    const secrets = await Promise.all(Array.from({ length: 4 }, () => instanceSecret(db)));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
  }));

test('two instances have two secrets', () =>
  withEmptyDatabase(async (_, one) => {
    const first = await instanceSecret(one);
    await withEmptyDatabase(async (_, other) => expect(await instanceSecret(other)).not.toEqual(first));
  }));
