import { expect, test } from 'vitest';
import { locales } from './locale.ts';
import * as compiled from './paraglide/messages/_index.js';
import { m } from './texts.ts';

type Say = (inputs: object, options: object) => string;

test('every message says what Paraglide would have it say', () => {
  const mine = m as unknown as Record<string, Say>;
  const theirs = compiled as unknown as Record<string, Say>;
  expect(Object.keys(mine).sort()).toEqual(Object.keys(theirs).sort());
  for (const key of Object.keys(theirs)) {
    for (const locale of locales) {
      for (const count of [0, 1, 2, 3, 11, 100, 0.5]) {
        // What a message has names for stands in it; whatever else is asked for says so.
        const inputs = { count, shown: `<${count}>`, name: 'Ana', alliance: '{name}', organisation: '\\{name\\}' };
        expect(mine[key]!(inputs, { locale }), `${key} in ${locale}`).toBe(theirs[key]!(inputs, { locale }));
      }
    }
  }
});
