import { describe, expect, test } from 'vitest';
import { allow, Conflict, Forbidden, Invalid, NotFound, StartError } from './errors.ts';

describe('the ways in which a verb refuses', () => {
  test.each([
    ['Forbidden', new Forbidden()],
    ['NotFound', new NotFound('x')],
    ['Conflict', new Conflict('x')],
    ['StartError', new StartError('x')]
  ])('%s is an error of its own name', (name, error) => {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(String(error).startsWith(name)).toBe(true);
    const others = [Forbidden, NotFound, Conflict, Invalid, StartError].filter((kind) => kind !== error.constructor);
    for (const other of others) expect(error).not.toBeInstanceOf(other);
  });

  test('Invalid carries every problem, and its message names field and code but no value', () => {
    const problems = [
      { field: 'email', code: 'email' },
      { field: 'text', code: 'too-long', values: { limit: 5000 } }
    ];
    const error = new Invalid(problems);
    expect(error.problems).toEqual(problems);
    expect(error.message).toBe('email: email, text: too-long');
    expect(error.name).toBe('Invalid');
  });

  test('allow lets pass what holds and throws Forbidden for what does not', () => {
    expect(() => allow(true)).not.toThrow();
    expect(() => allow(false)).toThrow(Forbidden);
  });

  test('a cause stays with the error', () => {
    const cause = new Error('disk');
    expect(new StartError('No.', { cause }).cause).toBe(cause);
  });
});
