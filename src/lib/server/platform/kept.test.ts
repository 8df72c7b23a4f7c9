import { expect, test } from 'vitest';
import { Kept } from './kept.ts';

test('a value is made once, also when several ask at the same moment', async () => {
  const kept = new Kept();
  let made = 0;
  const make = async () => ++made;
  expect(await Promise.all([kept.keep('a', ['x'], make), kept.keep('a', ['x'], make)])).toEqual([1, 1]);
  expect(await kept.keep('a', ['x'], make)).toBe(1);
});

test('a fact about one of its tags makes it anew, another fact does not', async () => {
  const kept = new Kept();
  let made = 0;
  const make = async () => ++made;
  await kept.keep('a', ['theme'], make);
  kept.forget(['post', 'post:1']);
  expect(await kept.keep('a', ['theme'], make)).toBe(1);
  kept.forget(['theme', 'theme:3']);
  expect(await kept.keep('a', ['theme'], make)).toBe(2);
  kept.forget(['*']);
  expect(await kept.keep('a', ['theme'], make)).toBe(3);
});

test('a value that was being made when the fact came is not kept', async () => {
  const kept = new Kept();
  let finish: (value: string) => void = () => {};
  const early = kept.keep('a', ['theme'], () => new Promise<string>((resolve) => (finish = resolve)));
  kept.forget(['theme']);
  finish('old');
  expect(await early).toBe('old');
  expect(await kept.keep('a', ['theme'], async () => 'new')).toBe('new');
});

test('a failure is not kept', async () => {
  const kept = new Kept();
  await expect(kept.keep('a', [], () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await kept.keep('a', [], async () => 1)).toBe(1);
});
