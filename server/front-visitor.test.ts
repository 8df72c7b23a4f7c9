import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { countingPage, startFront } from './test-support.ts';

const locales = ['en', 'es', 'fr', 'ar', 'bn', 'sw'];

test('a first visitor of another language is offered it, and only she', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler, { locales });
  await ask('/events', { 'accept-language': 'es-419,en;q=0.5' });
  await ask('/events', { 'accept-language': 'es,en;q=0.1' });
  await ask('/events', { 'accept-language': 'en' });
  await ask('/events');
  await ask('/events', { 'accept-language': 'es', cookie: 'lang=en' });
  await ask('/events', { 'accept-language': 'de' });
  await ask('/es/events', { 'accept-language': 'es' });
  await ask('/es/events', { 'accept-language': 'en' });
  expect(seen.map(({ url, headers }) => [url, headers['x-offer-locale']])).toEqual([
    ['/events', 'es'],
    ['/events', undefined],
    ['/es/events', undefined],
    ['/es/events', 'en']
  ]);
});

test('an offer that the client sends itself is not believed', async () => {
  const { handler, seen } = countingPage({});
  const { ask } = await startFront(handler, { locales });
  await ask('/', { 'x-offer-locale': 'sw' });
  await ask('/', { 'x-offer-locale': 'sw', cookie: 'session=a' });
  expect(seen.map(({ headers }) => headers['x-offer-locale'])).toEqual([undefined, undefined]);
});

test('feeds, files and interfaces are one for all languages', async () => {
  const { handler, seen } = countingPage();
  const { ask } = await startFront(handler, { locales });
  for (const path of ['/feed.xml', '/api/figures', '/favicon.svg']) {
    await ask(path, { 'accept-language': 'es' });
    await ask(path);
  }
  expect(seen.length).toBe(3);
});

test('pictures, feeds and styles are one for everybody, whatever cookies come', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a', 'content-type': 'image/png' });
  const { ask } = await startFront(handler, { locales });
  const paths = [
    '/card.png',
    '/es/blog/a/card.png',
    '/icons/192.png',
    '/brand-ab12.css',
    '/blog/feed.atom',
    '/e/event.ics'
  ];
  for (const path of paths) {
    const first = await ask(path, { cookie: 'session=a; _ga=1' });
    expect(first.headers['cache-control']).toBe('no-cache');
    for (const cookie of ['x=1', 'session=b', 'posted=1']) expect((await ask(path, { cookie })).text).toBe(first.text);
    expect((await ask(path)).text).toBe(first.text);
  }
  expect(seen.map(({ url }) => url)).toEqual(paths);
  expect(seen.every(({ headers }) => headers.cookie === undefined)).toBe(true);
  // With credentials for one request it is that request's answer; and a page is never shared with a cookie.
  await ask('/card.png', { authorization: 'Basic x' });
  for (const path of ['/blog/card.png/x', '/blog']) await ask(path, { cookie: 'x=1' });
  for (const path of ['/blog/card.png/x', '/blog']) await ask(path, { cookie: 'x=1' });
  expect(seen).toHaveLength(paths.length + 5);
});

test('a page says that it varies by language and cookie, a feed does not', async () => {
  const { ask } = await startFront(countingPage().handler, { locales });
  expect((await ask('/')).headers.vary).toBe('Cookie, Accept-Language, Accept-Encoding');
  const feed = await startFront(
    countingPage({ 'x-page-tags': 'a', 'content-type': 'application/atom+xml', vary: 'Origin' }).handler,
    { locales }
  );
  expect((await feed.ask('/feed.xml')).headers.vary).toBe('Origin, Accept-Encoding');
});

test('an interface is answered from memory whatever is accepted', async () => {
  const { handler, seen } = countingPage({ 'x-page-tags': 'a', 'content-type': 'application/json' });
  const { ask } = await startFront(handler);
  await ask('/api/figures', { accept: 'application/json' });
  await ask('/api/figures', { accept: 'application/json' });
  expect(seen.length).toBe(1);
});

test('who posts a form sees her own change for a minute', async () => {
  let name = 'old';
  const { ask, post } = await startFront((req, res) => {
    if (req.method === 'POST') {
      name = 'new';
      res.writeHead(303, { location: '/' }).end();
    } else res.writeHead(200, { 'x-page-tags': 'a', 'content-type': 'text/html' }).end(name);
  });
  expect((await ask('/')).text).toBe('old');
  const posted = await post('/');
  expect(posted.headers['set-cookie']).toEqual(['posted=1; Max-Age=60; Path=/; HttpOnly; SameSite=Lax']);
  expect((await ask('/', { cookie: 'posted=1' })).text).toBe('new');
  expect((await ask('/')).text).toBe('old');
});

test.each([
  ['refused', 422, {}, 0],
  ['redirected', 303, {}, 1],
  ['enhanced', 200, { 'x-sveltekit-action': 'true' }, 1],
  ['not a form', 303, { 'content-type': 'application/json' }, 0]
])('a post that is %s (%i) with %j sets the cookie %i times', async (_name, status, headers, times) => {
  const { post } = await startFront((_req, res) => void res.writeHead(status, { location: '/' }).end(), {
    publicUrl: new URL('https://site.example')
  });
  const cookies = (await post('/', headers as Record<string, string>)).headers['set-cookie'] ?? [];
  expect(cookies.length).toBe(times);
  for (const cookie of cookies) expect(cookie).toContain('; Secure');
});

test('the log names no query value, no secret and no person', async () => {
  const { ask, log, raw } = await startFront(countingPage({}).handler, { locales });
  await ask('/search?q=secret-word&utm_id=mail-token&type=tool');
  await ask('/n/token123');
  await ask('/es/confirm/token123?x=token123');
  await ask('/setup/token123/more');
  await raw('GET /n/token123% HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await until(() => log.length === 5);
  expect(log.map(({ path }) => path)).toEqual([
    '/search?q&type',
    '/n/[redacted]',
    '/es/confirm/[redacted]',
    '/setup/[redacted]',
    '[invalid]'
  ]);
  expect(JSON.stringify(log)).not.toMatch(/token|secret|127\.0\.0\.1/);
  expect(log[0]).toMatchObject({ method: 'GET', status: 200, cache: 'miss', client: '127.0.0.x', bytes: 2000 });
});

test('a secret address is neither stored by anybody nor sent to another site as referrer', async () => {
  const { ask } = await startFront(countingPage().handler);
  const { headers } = await ask('/confirm/token123');
  expect(headers).toMatchObject({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' });
});

test('a page at a secret address is kept where it says so itself, for its reader alone, and found whatever cookie ended', async () => {
  const kept = await startFront(
    countingPage({ 'cache-control': 'private, no-cache', 'content-type': 'text/html' }).handler,
    {
      locales
    }
  );
  const own = (await kept.ask('/confirm/token123')).headers;
  expect(own).toMatchObject({ 'cache-control': 'private, no-cache', 'referrer-policy': 'same-origin' });
  expect(own.vary).toBe('Accept-Language');
  // Of somebody signed in, going back after signing out asks again.
  expect((await kept.ask('/desk', { cookie: 'session=a' })).headers.vary).toBe('Cookie, Accept-Language');
  const open = await startFront(countingPage({ 'cache-control': 'public, max-age=60' }).handler);
  expect((await open.ask('/confirm/token123')).headers['cache-control']).toBe('private, no-store');
});

test('a form that is shown again can be gone back to; no other answer to a post is kept', async () => {
  let status = 200;
  const { post } = await startFront((_req, res) => void res.writeHead(status, { location: '/' }).end());
  const answered = async (with_: number) => {
    status = with_;
    return (await post('/contact')).headers['cache-control'];
  };
  for (const code of [409, 422]) expect(await answered(code)).toBe('private, no-cache');
  for (const code of [200, 303, 404, 500]) expect(await answered(code)).toBe('no-store');
});

test('whoever is signed in, or signs in by this post, gets no cookie of a post', async () => {
  const { post } = await startFront((req, res) => {
    if (req.url === '/sign-in') res.setHeader('set-cookie', 'session=a');
    res.writeHead(303, { location: '/' }).end();
  });
  expect((await post('/desk', { cookie: 'session=a' })).headers['set-cookie']).toBeUndefined();
  expect((await post('/sign-in')).headers['set-cookie']).toEqual(['session=a']);
});

test('each request has an id, which only a trusted proxy may choose', async () => {
  const { handler, seen } = countingPage({});
  const open = await startFront(handler);
  await open.ask('/', { 'x-request-id': 'chosen-by-client' });
  const behind = await startFront(handler, { trustProxy: 1 });
  const { headers } = await behind.ask('/', { 'x-request-id': 'chosen-by-proxy' });
  await behind.ask('/', { 'x-request-id': 'bad id\t' });
  await until(() => behind.log.length === 2);
  expect(seen[0]?.headers['x-request-id']).not.toBe('chosen-by-client');
  expect(seen[1]?.headers['x-request-id']).toBe('chosen-by-proxy');
  expect(seen[2]?.headers['x-request-id']).toMatch(/^[\w-]+$/);
  expect([headers['x-request-id'], behind.log[0]?.id]).toEqual(['chosen-by-proxy', 'chosen-by-proxy']);
});
