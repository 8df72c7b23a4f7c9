import { once } from 'node:events';
import { Agent, request, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { countingPage, sleep, startFront } from './test-support.ts';

test('every response carries the security headers', async () => {
  const { ask, raw, post } = await startFront(countingPage().handler, { postRate: { burst: 1, perMinute: 1 } });
  const answers = [
    await ask('/'),
    await ask('/'),
    await ask('/', { cookie: 'session=a' }),
    await ask('/%'),
    await ask('/a/'),
    await post('/')
  ];
  expect((await post('/')).status).toBe(429);
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin'
    });
    expect(headers['permissions-policy']).toContain('camera=()');
  }
  expect(await raw('bad\r\n\r\n')).toContain('X-Frame-Options: DENY');
});

test('a policy that the response brings itself wins', async () => {
  const own = {
    'content-security-policy': "default-src 'self'; frame-ancestors https://partner.example",
    'referrer-policy': 'no-referrer'
  };
  const { ask } = await startFront(countingPage({ ...own, 'x-page-tags': 'a' }).handler);
  await ask('/');
  const { headers } = await ask('/');
  expect(headers).toMatchObject(own);
  expect(headers).not.toHaveProperty('x-frame-options');
});

test('a trailing slash is taken off, on this site', async () => {
  const { ask } = await startFront(countingPage().handler);
  const { status, headers } = await ask('/events/?page=2&x=1');
  expect([status, headers.location]).toEqual([308, '/events?page=2&x=1']);
});

test('a handler that passes on, throws, or fails late is answered for', async () => {
  const { ask, errors } = await startFront((req, res, next) => {
    if (req.url === '/next') return next();
    if (req.url === '/throw') throw new Error('a');
    if (req.url === '/reject') return Promise.reject(new Error('b'));
    if (req.url === '/pass-error') return next(new Error('c'));
    res.writeHead(200);
    res.write('half');
    return Promise.reject(new Error('d'));
  });
  const statuses = await Promise.all(
    ['/next', '/throw', '/reject', '/pass-error'].map(async (path) => (await ask(path)).status)
  );
  expect(statuses).toEqual([404, 500, 500, 500]);
  await expect(ask('/late', { cookie: 'session=a' })).rejects.toThrow();
  expect(errors.length).toBe(4);
});

test('a rule of the operator that throws is a clean 500 and not the end of the server', async () => {
  const cacheable = (): number => {
    throw new Error('rule');
  };
  const { ask, errors } = await startFront(countingPage().handler, { cache: { cacheable } });
  expect([(await ask('/')).status, (await ask('/')).status, errors.length]).toEqual([500, 500, 2]);
});

test('a client that leaves with requests still queued behind each other leaves nothing behind', async () => {
  const { front, socket, port } = await startFront(() => {});
  const client = socket();
  client.write([1, 2, 3].map((n) => `GET /${n} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`).join(''));
  await until(() => front.stats().active === 3);
  client.destroy();
  await until(() => front.stats().active === 0);
  expect(front.stats()).toMatchObject({ flights: 0, connections: 0 });
});

test('TRACE is not echoed', async () => {
  const { raw } = await startFront(countingPage().handler);
  expect(await raw('TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 405 /);
});

test('closing lets a running request finish, takes no new one, and ends idle lines', async () => {
  const held: ServerResponse[] = [];
  const { front, port, socket } = await startFront((_req, res) => void held.push(res));
  const idle = socket();
  await once(idle, 'connect');
  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
    request({ port, host: '127.0.0.1', agent, path: '/' }, (res) => {
      let text = '';
      res.on('data', (chunk) => (text += chunk));
      res.on('end', () => resolve({ text, connection: res.headers.connection }));
    })
      .on('error', reject)
      .end();
  });
  await until(() => held.length === 1 && front.stats().connections === 2);
  let closed = false;
  const closing = front.close(30_000).then(() => (closed = true));
  await once(idle, 'close');
  await expect(
    new Promise((_, reject) => request({ port, host: '127.0.0.1' }).on('error', reject).end())
  ).rejects.toThrow();
  expect(closed).toBe(false);
  held[0]?.end('finished');
  expect(await answer).toEqual({ text: 'finished', connection: 'close' });
  await closing;
});

test('closing waits for a slow reader of a page from memory', async () => {
  // More than the kernel takes in at once, so that most of it is still ours to send when the closing begins.
  const size = 20_000_000;
  const { handler } = countingPage({ 'x-page-tags': 'a', 'content-type': 'image/png' }, size);
  const { front, ask, socket, port } = await startFront(handler, {
    cache: { maxEntryBytes: 2 * size, maxBytes: 2 * size }
  });
  await ask('/');
  const slow = socket();
  slow.pause();
  slow.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await until(() => front.stats().connections === 1);
  await until(() => front.stats().requests.hit === 1);
  const closing = front.close(30_000);
  await sleep(50);
  const read = once(slow, 'close');
  let bytes = 0;
  slow.on('data', (data) => (bytes += data.length));
  slow.resume();
  await closing;
  await read;
  expect(bytes).toBeGreaterThan(size);
});

test('closing cuts what is still there after the grace', async () => {
  const { front, raw } = await startFront((_req, res) => void res.writeHead(200).write('stream'));
  const stream = raw('GET / HTTP/1.1\r\nHost: a\r\nCookie: session=a\r\n\r\n');
  await until(() => front.stats().active === 1);
  await front.close(100);
  expect(await stream).toContain('stream');
});

test('a stream that was begun before closing ends its line when it ends', async () => {
  const held: ServerResponse[] = [];
  const { front, raw } = await startFront((_req, res) => {
    res.writeHead(200).write('first');
    held.push(res);
  });
  const text = raw('GET / HTTP/1.1\r\nHost: a\r\nCookie: session=a\r\n\r\n');
  await until(() => held.length === 1);
  const closing = front.close(30_000);
  held[0]?.end('last');
  await closing;
  expect(await text).toContain('last');
});
