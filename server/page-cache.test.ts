import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildEntry } from './entry.ts';
import { PageCache } from './page-cache.ts';

const HOUR = 3_600_000;
const entryOf = (key: string, tags: string[], size = 100) =>
  buildEntry({
    key,
    logPath: key,
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: randomBytes(size),
    tags,
    expires: Date.now() + HOUR,
    effort: 'page'
  });

async function put(cache: PageCache, key: string, tags: string[], size?: number): Promise<boolean> {
  const render = cache.begin();
  const stored = cache.store(render, await entryOf(key, tags, size));
  cache.end(render);
  return stored;
}

const newCache = (maxBytes = 1_000_000, maxEntryBytes = 500_000) => new PageCache({ maxBytes, maxEntryBytes });

test('an entry is found until it expires', async () => {
  const cache = newCache();
  await put(cache, '/a', ['a']);
  expect(cache.find('/a', Date.now())).toBeDefined();
  expect(cache.find('/a', Date.now() + HOUR + 1000)).toBeUndefined();
  expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0, tags: 0 });
});

test('a purge drops the entries of its tags and no others', async () => {
  const cache = newCache();
  await put(cache, '/list', ['posts', 'post:1', 'post:2']);
  await put(cache, '/1', ['post:1']);
  await put(cache, '/2', ['post:2']);
  cache.alias('/1?utm=x', cache.find('/1', 0) as never);
  cache.purge(['post:1']);
  expect(['/list', '/1', '/2'].map((key) => cache.find(key, 0) !== undefined)).toEqual([false, false, true]);
  expect(cache.findAlias('/1?utm=x', 0)).toBeUndefined();
  expect(cache.stats()).toMatchObject({ entries: 1, aliases: 0, tags: 1, purged: 2 });
});

test('a purge of * drops everything, also what is being rendered', async () => {
  const cache = newCache();
  await put(cache, '/a', ['a']);
  const render = cache.begin();
  cache.purge(['*']);
  expect(cache.store(render, await entryOf('/b', ['b']))).toBe(false);
  expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
});

test('what was rendered before a purge of its tag is not stored; of another tag it is', async () => {
  const cache = newCache();
  const before = cache.begin();
  cache.purge(['post:1']);
  const after = cache.begin();
  expect(cache.store(before, await entryOf('/1', ['post:1']))).toBe(false);
  expect(cache.isStale(before, ['post:1'])).toBe(true);
  expect(cache.store(before, await entryOf('/2', ['post:2']))).toBe(true);
  expect(cache.store(after, await entryOf('/1', ['post:1']))).toBe(true);
});

test('very many purges during a render make it too old, whatever its tags', async () => {
  const cache = newCache();
  const render = cache.begin();
  for (let i = 0; i < 10_001; i++) cache.purge([`post:${i}`]);
  expect(cache.store(render, await entryOf('/x', ['x']))).toBe(false);
});

test('a render that has ended stores nothing', async () => {
  const cache = newCache();
  const render = cache.begin();
  cache.end(render);
  cache.end(render);
  expect(cache.store(render, await entryOf('/x', ['x']))).toBe(false);
});

test('memory stays within its bound, and what is used stays longest', async () => {
  const cache = newCache(200_000, 50_000);
  await put(cache, '/hot', ['hot'], 8000);
  for (let i = 0; i < 200; i++) {
    await put(cache, `/crawl/${i}`, ['crawl', `crawl:${i}`], 8000);
    expect(cache.find('/hot', 0), `after ${i}`).toBeDefined();
    expect(cache.stats().bytes).toBeLessThanOrEqual(200_000);
  }
  expect(cache.stats().evicted).toBeGreaterThan(150);
  cache.purge(['crawl', 'hot']);
  expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0, tags: 0, aliases: 0 });
});

test('an entry that is too large is not stored', async () => {
  const cache = newCache(200_000, 50_000);
  expect(await put(cache, '/big', ['big'], 60_000)).toBe(false);
});

test('spellings of one address are remembered up to a few, and weigh', async () => {
  const cache = newCache();
  await put(cache, '/a', ['a']);
  const entry = cache.find('/a', 0);
  const before = cache.stats().bytes;
  for (let i = 0; i < 1000; i++) cache.alias(`/a?x=${i}`, entry as never);
  cache.alias(`/a?${'y'.repeat(3000)}`, entry as never);
  expect(cache.stats().aliases).toBe(16);
  expect(cache.stats().bytes).toBeGreaterThan(before);
});

test('an entry that was never stored has no other spellings', async () => {
  const cache = newCache();
  cache.alias('/a', await entryOf('/a', ['a']));
  expect(cache.findAlias('/a', 0)).toBeUndefined();
});

test('storing again replaces', async () => {
  const cache = newCache();
  await put(cache, '/a', ['one']);
  await put(cache, '/a', ['two']);
  cache.purge(['one']);
  expect(cache.find('/a', 0)?.tags).toEqual(['two']);
  expect(cache.stats()).toMatchObject({ entries: 1, tags: 1 });
});
