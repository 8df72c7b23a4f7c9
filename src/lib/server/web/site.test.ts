import { expect, test } from 'vitest';
import { NotFound } from '../platform/errors.ts';
import { getSite } from './site.ts';

test('an instance without an alliance is not found, and one that could not be read says why', () => {
  const failure = new Error('the database does not answer');
  const site = { id: 1 };
  expect(getSite({ site } as never)).toBe(site);
  expect(() => getSite({} as never)).toThrow(NotFound);
  expect(() => getSite({ failure } as never)).toThrow(failure);
  // As where the alliance is not served in the language of the address.
  expect(() => getSite({ site, failure: new NotFound('bn') } as never)).toThrow(NotFound);
});
