import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { countingPage, sleep, startFront } from './test-support.ts';

test('unknown parameters neither fill the cache nor reach the page; known ones are sorted', async () => {
  const { handler, seen } = countingPage();
  const { ask, front } = await startFront(handler);
  await ask('/library?type=report&q=');
  await ask('/library?utm_source=mail&type=report');
  for (let i = 0; i < 100; i++) await ask(`/library?x=${i}&type=report`);
  await ask('/library?type=tool&type=report&page=2');
  await ask('/library?page=2&type=report&type=tool&type=tool');
  expect(seen.map(({ url }) => url)).toEqual(['/library?type=report', '/library?page=2&type=report&type=tool']);
  expect(front.stats().cache).toMatchObject({ entries: 2, aliases: 18 });
});

test('somebody signed in, a post and an uncached path keep their whole query', async () => {
  const { handler, seen } = countingPage();
  const { ask, post } = await startFront(handler, { locales: ['en', 'es'], cache: { uncached: ['/sign-in'] } });
  await ask('/desk?tab=2', { cookie: 'session=a' });
  await post('/x?/adopt');
  await ask('/es/sign-in?next=/desk');
  expect(seen.map(({ url }) => url)).toEqual(['/desk?tab=2', '/x?/adopt', '/es/sign-in?next=/desk']);
});

test('a short search is kept for a minute at most, a long one not at all', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a', 'x-page-max-age': '3600' });
  const { ask, front } = await startFront(handler);
  await ask('/search?q=parks');
  await ask('/search?q=parks');
  expect(seen.length).toBe(1);
  await ask(`/search?q=${'long+'.repeat(20)}`);
  await ask(`/search?q=${'long+'.repeat(20)}`);
  expect(seen.length).toBe(3);
  expect(front.stats().cache.entries).toBe(1);
});

test('a page is rendered again after its time', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a', 'x-page-max-age': '0.05' });
  const { ask } = await startFront(handler);
  await ask('/');
  await sleep(70);
  await ask('/');
  expect(seen.length).toBe(2);
});

test('two hosts do not share pages, unless the public address is known', async () => {
  const { handler, seen } = countingPage();
  const open = await startFront(handler);
  await open.ask('/', { host: 'a.example' });
  await open.ask('/', { host: 'b.example' });
  await open.ask('/', { host: 'a.example' });
  expect(seen.map(({ headers }) => headers['x-forwarded-host'])).toEqual(['a.example', 'b.example']);
  const fixed = await startFront(handler, { publicUrl: new URL('https://site.example') });
  await fixed.ask('/', { host: 'a.example' });
  await fixed.ask('/', { host: 'b.example' });
  expect(seen[2]?.headers).toMatchObject({ 'x-forwarded-host': 'site.example', 'x-forwarded-proto': 'https' });
  expect(seen.length).toBe(3);
});

test('built files are kept for everybody, signed in or not, and by browsers for a year', async () => {
  const { handler, seen } = countingPage({ 'content-type': 'text/css' });
  const { ask } = await startFront(handler);
  await ask('/_app/immutable/a.css', { cookie: 'session=a' });
  const { headers } = await ask('/_app/immutable/a.css?v=1', { 'accept-encoding': 'br', cookie: 'session=b' });
  expect(seen.length).toBe(1);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['content-encoding']).toBe('br');
});

test('an answer that is not kept is compressed all the same, and streams are left alone', async () => {
  const { handler } = countingPage({ etag: '"kit"' });
  const { ask } = await startFront((req, res) => {
    if (req.url !== '/stream') return handler(req, res);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: 1\n\n');
    res.end();
  });
  const page = await ask('/', { cookie: 'session=a', 'accept-encoding': 'br' });
  expect(page.headers).toMatchObject({ 'content-encoding': 'br', etag: 'W/"kit"' });
  expect(brotliDecompressSync(page.body).length).toBe(2000);
  const stream = await ask('/stream', { 'accept-encoding': 'br' });
  expect(stream.headers).not.toHaveProperty('content-encoding');
  expect(stream.text).toBe('data: 1\n\n');
});

test('a page that outgrows the limit is sent as it comes and not kept', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a' }, 200_000);
  const { ask, front } = await startFront(handler, { cache: { maxEntryBytes: 100_000 } });
  expect((await ask('/')).body.length).toBe(200_000);
  expect((await ask('/')).body.length).toBe(200_000);
  expect([seen.length, front.stats().cache.entries]).toEqual([2, 0]);
});

test('with everything uncached nothing is kept and every query goes through, as development needs', async () => {
  const { handler, seen } = countingPage();
  const { ask, front } = await startFront(handler, { cache: { uncached: ['/'] } });
  await ask('/src/app.css?direct&v=1');
  await ask('/src/app.css?direct&v=1');
  expect(seen.map(({ url }) => url)).toEqual(['/src/app.css?direct&v=1', '/src/app.css?direct&v=1']);
  expect(front.stats().cache.entries).toBe(0);
});

test('a page from memory is the same through many connections under load', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a' }, 40_000);
  const { ask } = await startFront(handler);
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask('/', { 'accept-encoding': 'br' })));
  expect(seen.length).toBe(1);
  expect(new Set(answers.map(({ body }) => body.toString('base64'))).size).toBe(1);
});
