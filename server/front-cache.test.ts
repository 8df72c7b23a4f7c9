import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { countingPage, startFront } from './test-support.ts';

test('a second visitor is answered from memory', async () => {
  const { handler, seen } = countingPage();
  const { ask, log, front } = await startFront(handler);
  const first = await ask('/events');
  const second = await ask('/events');
  expect(seen.length).toBe(1);
  expect(second.text).toBe(first.text);
  await until(() => log.length === 2);
  expect(log.map(({ cache }) => cache)).toEqual(['miss', 'hit']);
  expect(front.stats()).toMatchObject({ requests: { hit: 1, miss: 1 }, cache: { entries: 1 } });
});

test('the renderer’s words to the front do not leave the house', async () => {
  const { handler } = countingPage({ 'x-page-tags': 'posts', 'x-page-max-age': '60', 'x-powered-by': 'us' });
  const { ask } = await startFront(handler);
  for (const { headers } of [await ask('/'), await ask('/'), await ask('/', { authorization: 'Bearer x' })]) {
    expect(Object.keys(headers).filter((name) => /^x-(page|powered)/.test(name))).toEqual([]);
  }
});

test('each client is given the encoding it likes best, with a tag of its own', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler);
  const plain = await ask('/');
  const br = await ask('/', { 'accept-encoding': 'gzip, br' });
  const gz = await ask('/', { 'accept-encoding': 'gzip, br;q=0' });
  expect(seen.length).toBe(1);
  expect(br.headers['content-encoding']).toBe('br');
  expect(gz.headers['content-encoding']).toBe('gzip');
  expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
  expect(gunzipSync(gz.body).equals(plain.body)).toBe(true);
  expect(new Set([plain, br, gz].map(({ headers }) => headers.etag)).size).toBe(3);
  for (const { headers, body } of [plain, br, gz]) {
    expect(headers.vary).toContain('Accept-Encoding');
    expect(headers['cache-control']).toBe('no-cache');
    expect(Number(headers['content-length'])).toBe(body.length);
  }
});

test('a search is made in the encoding of who asks, kept for each, and purged for all', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'post' });
  const { ask, front } = await startFront(handler);
  const search = '/library?q=street';
  for (let n = 0; n < 2; n++) {
    for (const encoding of ['br', 'gzip']) {
      const { headers, body } = await ask(search, { 'accept-encoding': encoding });
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers.vary).toContain('Accept-Encoding');
      expect(String(encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body))).toContain('<');
    }
    expect((await ask(search)).headers['content-encoding']).toBeUndefined();
  }
  expect(seen.length).toBe(3);
  front.purge(['post']);
  expect(front.stats().cache.entries).toBe(0);
});

test('a client that has the page already is told so, for its own encoding only', async () => {
  const { handler } = countingPage();
  const { ask } = await startFront(handler);
  const br = { 'accept-encoding': 'br' };
  const etag = (await ask('/', br)).headers.etag ?? '';
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const answer = await ask('/', { ...br, 'if-none-match': known });
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([304, 0, etag]);
  }
  expect((await ask('/', { 'if-none-match': etag })).status).toBe(200);
  expect((await ask('/', { ...br, 'if-none-match': '"old"' })).status).toBe(200);
});

test('a first request with If-None-Match still fills the cache with a whole page', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler);
  await ask('/', { 'if-none-match': '*', range: 'bytes=0-1' });
  expect(seen[0]?.headers).not.toHaveProperty('if-none-match');
  expect(seen[0]?.headers).not.toHaveProperty('range');
  expect((await ask('/')).body.length).toBe(2000);
});

test('HEAD is answered as GET without the body, and fills the same entry', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler);
  const head = await ask('/', {}, 'HEAD');
  const get = await ask('/');
  const again = await ask('/', {}, 'HEAD');
  expect(seen.map(({ method }) => method)).toEqual(['GET']);
  for (const answer of [head, again]) {
    expect(answer.body.length).toBe(0);
    expect(answer.headers['content-length']).toBe('2000');
    expect(answer.headers.etag).toBe(get.headers.etag);
  }
});

test.each([
  ['a session', { cookie: 'lang=es; session=abc' }],
  ['a protected session', { cookie: '__Secure-session=abc' }],
  ['a credential', { authorization: 'Bearer abc' }],
  ['a change just posted', { cookie: 'posted=1' }],
  ['a cookie that nobody vouched for', { cookie: 'draft=1' }],
  ['a wish for JSON', { accept: 'application/activity+json' }]
])('a request with %s is neither answered from memory nor kept', async (_name, headers) => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler);
  await ask('/', headers);
  await ask('/');
  const third = await ask('/', headers);
  expect(seen.length).toBe(3);
  expect(third.text).toContain('render 3');
  expect(seen[2]?.headers).toMatchObject(headers);
  expect((await ask('/')).text).toContain('render 2');
});

test('pages for somebody signed in are private', async () => {
  const { handler } = countingPage();
  const { ask } = await startFront(handler);
  const { headers } = await ask('/', { cookie: 'session=abc' });
  expect(headers['cache-control']).toBe('private, no-cache');
  expect(headers.vary).toContain('Cookie');
});

test('a kept page is rendered for nobody in particular', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler);
  await ask('/', {
    cookie: 'lang=es',
    'user-agent': 'phone',
    referer: 'x',
    'accept-language': 'fr',
    'x-sveltekit-a': '1'
  });
  expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'host',
    'x-client-address',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-request-id'
  ]);
});

test.each([
  ['without tags', {}],
  ['with a cookie', { 'x-page-tags': 'a', 'set-cookie': 'a=1' }],
  ['called private', { 'x-page-tags': 'a', 'cache-control': 'private' }],
  ['that lasts no time', { 'x-page-tags': 'a', 'x-page-max-age': '0' }],
  ['already encoded', { 'x-page-tags': 'a', 'content-encoding': 'zstd' }]
])('a response %s is not kept', async (_name, headers) => {
  const { handler, seen } = countingPage(headers);
  const { ask } = await startFront(handler);
  await ask('/');
  const second = await ask('/');
  expect([seen.length, second.status, second.body.length]).toEqual([2, 200, 2000]);
});

test.each([
  [404, 1],
  [308, 1],
  [301, 1],
  [302, 2],
  [500, 2],
  [503, 2],
  [403, 2]
])('of two requests for a tagged %i, %i are rendered', async (status, renders) => {
  let count = 0;
  const { ask } = await startFront((_req, res) => {
    count++;
    res.writeHead(status, { 'x-page-tags': 'a', 'content-type': 'text/html', location: '/b' });
    res.end('x');
  });
  await ask('/');
  expect((await ask('/')).status).toBe(status);
  expect(count).toBe(renders);
});
