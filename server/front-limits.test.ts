import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { countingPage, sleep, startFront } from './test-support.ts';

/** Reads a body to its end, as a form action does, and tells how it ended. */
function reader() {
  const ends: string[] = [];
  const handler = (req: IncomingMessage, res: ServerResponse): void => {
    let size = 0;
    req.on('data', (chunk: Buffer) => (size += chunk.length));
    req.on('error', () => ends.push('error'));
    req.on('end', () => {
      ends.push('end');
      res.end(String(size));
    });
  };
  return { handler, ends };
}

const head = 'POST /x HTTP/1.1\r\nHost: a\r\n';

test('a body within the limit arrives whole, chunked or not', async () => {
  const { handler } = reader();
  const { post, raw } = await startFront(handler);
  expect((await post('/x', {}, 'x'.repeat(10_000))).text).toBe('10000');
  expect(await raw(`${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)).toMatch(
    /\r\n3$/
  );
});

test('a body that announces too much is refused before the handler hears of it', async () => {
  const { handler, seen } = countingPage();
  const { raw } = await startFront(handler, { errorPage: (status, locale) => `<p>${status} in ${locale}</p>` });
  const answer = await raw(`${head}Content-Length: 10001\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(answer).toContain('<p>413 in en</p>');
  expect(answer).toContain('Content-Security-Policy');
  expect(answer).toMatch(/connection: close/i);
  expect(seen.length).toBe(0);
});

test('a chunked body is counted as it comes, and its cut half never passes for a whole', async () => {
  const { handler, ends } = reader();
  const { raw, front } = await startFront(handler);
  const chunk = `fa0\r\n${'x'.repeat(4000)}\r\n`;
  const answer = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  await until(() => front.stats().active === 0);
  await sleep(10);
  expect(ends).not.toContain('end');
});

test('some paths may take more', async () => {
  const { handler } = reader();
  const { post } = await startFront(handler, { bodyLimits: [{ prefix: '/files', bytes: 50_000 }] });
  expect((await post('/files/new', {}, 'x'.repeat(40_000))).text).toBe('40000');
  expect((await post('/x', {}, 'x'.repeat(40_000)).catch(() => ({ status: 413 }))).status).toBe(413);
});

test('a body that trickles is refused, and one that stops altogether', async () => {
  const { handler, ends } = reader();
  const front = await startFront(handler, { timeouts: { bodyGraceMs: 100, bodyMinBytesPerSecond: 1000 } });
  const trickle = front.socket();
  let text = '';
  trickle.on('data', (data) => (text += data.toString()));
  trickle.write(`${head}Content-Length: 1000\r\n\r\n`);
  const timer = setInterval(() => trickle.write('x'), 20);
  const stopped = front.raw(`${head}Content-Length: 1000\r\n\r\nabc`);
  await until(() => text.includes('\r\n\r\n'));
  clearInterval(timer);
  expect(text).toMatch(/^HTTP\/1.1 408 /);
  expect(await stopped).toMatch(/^HTTP\/1.1 408 /);
  await until(() => front.front.stats().active === 0);
  expect(ends).not.toContain('end');
});

test('a handler that reads slowly is not taken for a slow client', async () => {
  const front = await startFront(
    async (req, res) => {
      await sleep(1000);
      let size = 0;
      for await (const chunk of req) size += (chunk as Buffer).length;
      res.end(String(size));
    },
    { maxBodyBytes: 1e6, timeouts: { bodyGraceMs: 300, bodyMinBytesPerSecond: 1000 } }
  );
  expect((await front.post('/x', {}, Buffer.alloc(500_000))).text).toBe('500000');
});

test('headers that never end are cut', async () => {
  const front = await startFront(countingPage().handler, { timeouts: { headersMs: 100 } });
  const answer = await front.raw('GET / HTTP/1.1\r\nHost: a\r\nX-');
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('X-Content-Type-Options');
});

test('a line on which nothing moves is cut', async () => {
  const front = await startFront(() => {}, { timeouts: { idleMs: 100 } });
  expect(await front.raw('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
});

test('too many headers and too long an address are told apart', async () => {
  const { raw } = await startFront(countingPage().handler);
  expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
  expect(await raw(`GET /${'x'.repeat(5000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 414 /
  );
});

test.each([
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
  ['a bad host', 'GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n'],
  ['nonsense', 'hello\r\n\r\n'],
  ['two lengths', `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  ['length and chunks', `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`]
])('a request with %s is a clean 400', async (_name, bytes) => {
  const { handler, seen } = countingPage();
  const { raw } = await startFront(handler);
  const answer = await raw(bytes);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer).toContain('<h1>400</h1>');
  expect(seen.length).toBe(0);
});

test('two hosts are a clean 400 when the page is in memory too', async () => {
  const { raw, log } = await startFront(countingPage().handler);
  const ask = (hosts: string) => raw(`GET / HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
  expect(await ask('Host: a\r\n')).toMatch(/^HTTP\/1.1 200 /);
  expect(await ask('Host: a\r\n')).toMatch(/^HTTP\/1.1 200 /);
  expect(await ask('Host: a\r\nhOST: b\r\n')).toMatch(/^HTTP\/1.1 400 /);
  await until(() => log.length === 3);
  expect(log.map(({ cache }) => cache)).toEqual(['miss', 'hit', 'none']);
});

test('too many posts from one address are told when to come back; reading stays free', async () => {
  const { handler } = reader();
  const { post, ask } = await startFront(handler, {
    locales: ['en', 'es'],
    postRate: { burst: 2, perMinute: 6 },
    errorPage: (status, locale) => `${status} ${locale}`
  });
  await post('/x');
  await post('/x');
  const third = await post('/es/x');
  expect([third.status, third.text]).toEqual([429, '429 es']);
  // Ten seconds after the second one, some of which may have gone by.
  expect(third.headers['retry-after']).toMatch(/^([1-9]|10)$/);
  expect((await ask('/x')).status).toBe(200);
});

test('a client cannot post from many addresses by saying so', async () => {
  const { handler } = reader();
  const { post } = await startFront(handler, { postRate: { burst: 1, perMinute: 1 } });
  await post('/x', { 'x-forwarded-for': '1.1.1.1' });
  expect((await post('/x', { 'x-forwarded-for': '2.2.2.2' })).status).toBe(429);
});

test('an error page that fails itself does not take the answer with it', async () => {
  const { ask, errors } = await startFront(countingPage().handler, {
    errorPage: () => {
      throw new Error('no messages');
    }
  });
  expect((await ask('/%zz')).status).toBe(400);
  expect(errors.length).toBe(1);
});
