import { describe, expect, test } from 'vitest';
import { Invalid } from '../platform/errors.ts';
import { onlyChanged } from './form.ts';

const shown = { name: 'Play', city: '', themes: ['a', 'b'] };
const sent = (changes: object) => ({ ...shown, was: JSON.stringify(shown), ...changes });

describe('of two who have a form open', () => {
  test('each keeps what the other wrote in other fields, whatever the order of what is chosen', () => {
    const now = { name: 'Play Streets', city: '', themes: ['a', 'b', 'c'] };
    expect(onlyChanged(sent({ city: 'Nairobi', themes: ['b', 'a'] }), now)).toMatchObject({ ...now, city: 'Nairobi' });
  });

  test('the second is told of a field that both changed, and has their way when they send it once more', () => {
    const now = { ...shown, name: 'Play Streets' };
    const values = sent({ name: 'Playing' });
    expect(() => onlyChanged(values, now)).toThrow(Invalid);
    expect(onlyChanged(values, now)).toMatchObject({ name: 'Playing' });
  });

  test('both who write the same are of one mind', () => {
    expect(onlyChanged(sent({ name: 'X' }), { ...shown, name: 'X' })).toMatchObject({ name: 'X' });
  });

  test.each(['', 'nonsense', 'null', '[]'])('a form that does not say what it showed (%j) is taken whole', (was) => {
    expect(onlyChanged({ name: 'Playing', was }, { name: 'Play' })).toMatchObject({ name: 'Playing' });
  });
});
