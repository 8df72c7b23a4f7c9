import { expect, test } from 'vitest';
import { PostLimiter } from './limits.ts';

const rate = { burst: 3, perMinute: 60 };

test('a bucket empties, says when to come back, and fills again', () => {
  const limiter = new PostLimiter(rate);
  expect([1, 2, 3, 4].map(() => limiter.take('1.1.1.1', '/a', 0))).toEqual([0, 0, 0, 1]);
  expect(limiter.take('2.2.2.2', '/a', 0)).toBe(0);
  expect(limiter.take('1.1.1.1', '/a', 1000)).toBe(0);
  expect(limiter.take('1.1.1.1', '/a', 1000)).toBe(1);
});

test('a dear path costs more, and never more than a full bucket', () => {
  const limiter = new PostLimiter({
    ...rate,
    rules: [
      { prefix: '/sign-in', cost: 2 },
      { prefix: '/setup', cost: 99 }
    ]
  });
  expect(limiter.take('1.1.1.1', '/sign-in', 0)).toBe(0);
  expect(limiter.take('1.1.1.1', '/sign-in', 0)).toBe(1);
  expect(limiter.take('2.2.2.2', '/setup', 0)).toBe(0);
});

test('a path with a rate of its own has a bucket of its own', () => {
  const limiter = new PostLimiter({ ...rate, rules: [{ prefix: '/live', burst: 100, perMinute: 6000 }] });
  for (let i = 0; i < 100; i++) expect(limiter.take('1.1.1.1', '/live/x', 0)).toBe(0);
  expect(limiter.take('1.1.1.1', '/live/x', 0)).toBe(1);
  expect(limiter.take('1.1.1.1', '/other', 0)).toBe(0);
});

test('one household of IPv6 is one client', () => {
  const limiter = new PostLimiter({ burst: 1, perMinute: 1 });
  expect(limiter.take('2001:db8:1:2::1', '/', 0)).toBe(0);
  expect(limiter.take('2001:db8:1:2:ffff::2', '/', 0)).toBe(60);
  expect(limiter.take('2001:db8:1:3::1', '/', 0)).toBe(0);
});

test('a flood of addresses is forgotten from its beginning', () => {
  const limiter = new PostLimiter(rate, 100);
  for (let i = 0; i < 1000; i++) limiter.take(`10.0.${i >> 8}.${i & 255}`, '/', 0);
  expect(limiter.size).toBe(100);
});

test('a clock that goes back gives nothing away', () => {
  const limiter = new PostLimiter({ burst: 1, perMinute: 60 });
  limiter.take('1.1.1.1', '/', 10_000);
  expect(limiter.take('1.1.1.1', '/', 0)).toBe(1);
});
