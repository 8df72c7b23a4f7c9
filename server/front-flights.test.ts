import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { sleep, startFront, type TestFront } from './test-support.ts';

/** A handler that answers when told to, so that a test can do things in between. */
function heldPage(headers: Record<string, string> = { 'x-page-tags': 'posts' }) {
  const held: ServerResponse[] = [];
  return {
    held,
    handler: (_req: unknown, res: ServerResponse) => void held.push(res),
    answer: (index: number, text = `answer ${index}`, more: Record<string, string> = {}) =>
      held[index]?.writeHead(200, { 'content-type': 'text/html', ...headers, ...more }).end(text)
  };
}

const askMany = (front: TestFront, count: number) => Array.from({ length: count }, () => front.ask('/'));

test('two hundred who ask at once are given one render', async () => {
  const page = heldPage();
  const front = await startFront(page.handler);
  const answers = askMany(front, 200);
  await until(() => front.front.stats().active === 200);
  page.answer(0);
  const all = await Promise.all(answers);
  expect(page.held.length).toBe(1);
  expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['answer 0']));
  await until(() => front.log.length === 200);
  expect(front.log.filter(({ cache }) => cache === 'wait').length).toBe(199);
});

test('where the first answer is not for sharing, each who waited renders alone', async () => {
  const page = heldPage({});
  const front = await startFront(page.handler);
  const answers = askMany(front, 10);
  await until(() => front.front.stats().active === 10);
  page.answer(0);
  await until(() => page.held.length === 10);
  for (let i = 1; i < 10; i++) page.answer(i);
  const texts = (await Promise.all(answers)).map(({ text }) => text);
  expect(new Set(texts).size).toBe(10);
});

test('once an address is known not to be shared nobody waits for anybody', async () => {
  const page = heldPage({});
  const front = await startFront(page.handler);
  const first = front.ask('/');
  await until(() => page.held.length === 1);
  page.answer(0);
  await first;
  const answers = askMany(front, 5);
  await until(() => page.held.length === 6);
  for (let i = 1; i < 6; i++) page.answer(i);
  await Promise.all(answers);
});

test('a render that began before a purge is sent to who asked for it, and not kept', async () => {
  const page = heldPage();
  const front = await startFront(page.handler);
  const before = front.ask('/');
  await until(() => page.held.length === 1);
  front.front.purge(['posts']);
  const after = front.ask('/');
  await until(() => front.front.stats().active === 2);
  page.answer(0, 'old');
  expect((await before).text).toBe('old');
  await until(() => page.held.length === 2);
  page.answer(1, 'new');
  expect((await after).text).toBe('new');
  expect((await front.ask('/')).text).toBe('new');
  expect(page.held.length).toBe(2);
});

test('a purge of another tag changes nothing for a render under way', async () => {
  const page = heldPage();
  const front = await startFront(page.handler);
  const asked = front.ask('/');
  await until(() => page.held.length === 1);
  front.front.purge(['events']);
  page.answer(0);
  await asked;
  expect((await front.ask('/')).text).toBe('answer 0');
});

test('when the first goes away the next one renders', async () => {
  const page = heldPage();
  const front = await startFront(page.handler);
  const socket = front.socket();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => page.held.length === 1);
  const answer = front.ask('/', { host: 'a' });
  await until(() => front.front.stats().active === 2);
  socket.destroy();
  await until(() => page.held.length === 2);
  page.answer(1);
  expect((await answer).text).toBe('answer 1');
  expect(front.front.stats()).toMatchObject({ flights: 0, cache: { entries: 1 } });
});

test('too many who wait are told to come back', async () => {
  const page = heldPage();
  const front = await startFront(page.handler, { cache: { maxWaiters: 2 } });
  const answers = askMany(front, 5);
  await until(() => front.log.filter(({ status }) => status === 503).length === 2);
  page.answer(0);
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 200, 503, 503]);
});

test('nobody waits longer than the limit, and the late render is still kept', async () => {
  const page = heldPage();
  const front = await startFront(page.handler, { cache: { waitMs: 1000 } });
  const first = front.ask('/');
  await until(() => page.held.length === 1);
  const second = await front.ask('/');
  expect([second.status, second.headers['retry-after']]).toEqual([503, '5']);
  page.answer(0);
  await first;
  expect((await front.ask('/')).text).toBe('answer 0');
});

test('a handler that fails is a clean 500 and the waiters try for themselves', async () => {
  let count = 0;
  const front = await startFront(async (_req, res) => {
    const nth = count++;
    await sleep(20);
    if (nth === 0) throw new Error('database gone');
    res.writeHead(200, { 'x-page-tags': 'a', 'content-type': 'text/html' }).end('fine');
  });
  const statuses = (await Promise.all(askMany(front, 3))).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 500]);
  expect(front.errors.length).toBe(1);
});
