import { expect, test } from 'vitest';
import { remembered } from './memo.ts';

test('the same drawing is made once, and the one asked for longest ago is forgotten first', () => {
  const made: string[] = [];
  const draw = remembered((given: { id: string }) => {
    made.push(given.id);
    return given.id.toUpperCase();
  }, 2);
  expect([
    draw({ id: 'a' }),
    draw({ id: 'b' }),
    draw({ id: 'a' }),
    draw({ id: 'c' }),
    draw({ id: 'a' }),
    draw({ id: 'b' })
  ]).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
