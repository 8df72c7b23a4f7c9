import { expect, test } from 'vitest';
import { until } from '../tests/support/until.ts';
import { startFront } from './test-support.ts';

/** Renders that end when they are told to; a page that is kept where it is asked for by the name of `kept`. */
async function heldRenders(maxRenders: { inAll: number; perClient: number }) {
  const held: (() => void)[] = [];
  const front = await startFront(
    async (req, res) => {
      if (!req.url?.startsWith('/kept')) await new Promise<void>((resolve) => held.push(resolve));
      res.writeHead(200, { 'content-type': 'text/html', ...(req.url === '/kept' && { 'x-page-tags': 'a' }) });
      res.end('page');
    },
    { trustProxy: 1, maxRenders }
  );
  const ask = (path: string, address: string) => front.ask(path, { 'x-forwarded-for': address });
  return { ...front, held, ask, letGo: () => held.splice(0).forEach((done) => done()) };
}

test('one client has so many renders at once, and others have theirs', async () => {
  const { ask, held, letGo } = await heldRenders({ inAll: 10, perClient: 2 });
  const own = [ask('/1', '2001:db8::1'), ask('/2', '2001:db8::2')];
  await until(() => held.length === 2);
  const refused = await ask('/3', '2001:db8::3');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  const other = ask('/4', '9.9.9.9');
  await until(() => held.length === 3);
  letGo();
  for (const answer of await Promise.all([...own, other])) expect(answer.status).toBe(200);
  const again = ask('/3', '2001:db8::3');
  await until(() => held.length === 1);
  letGo();
  expect((await again).status).toBe(200);
});

test('all together have so many, and what is in memory is answered all the same', async () => {
  const { ask, held, letGo, front } = await heldRenders({ inAll: 3, perClient: 2 });
  expect((await ask('/kept', '7.7.7.7')).status).toBe(200);
  const taken = [1, 2, 3].map((number) => ask(`/${number}`, `8.8.8.${number}`));
  await until(() => held.length === 3);
  expect((await ask('/4', '8.8.8.4')).status).toBe(503);
  expect((await ask('/kept?x=1', '8.8.8.4')).status).toBe(200);
  letGo();
  await Promise.all(taken);
  // The refusal left no wait behind it.
  expect(front.stats().flights).toBe(0);
  const again = ask('/4', '8.8.8.4');
  await until(() => held.length === 1);
  letGo();
  expect((await again).status).toBe(200);
});

test('who asks and goes away has not made room for more', async () => {
  const { ask, held, letGo, socket, front } = await heldRenders({ inAll: 10, perClient: 2 });
  const gone = socket();
  const lines = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n`;
  gone.write([1, 2, 3, 4, 5].map((number) => lines(`/${number}`)).join(''));
  await until(() => held.length === 2);
  gone.destroy();
  await until(() => front.stats().connections === 0);
  expect((await ask('/6', '9.9.9.9')).status).toBe(503);
  expect(held).toHaveLength(2);
  letGo();
  const later = ask('/6', '9.9.9.9');
  await until(() => held.length === 1);
  letGo();
  expect((await later).status).toBe(200);
  await until(() => front.stats().active === 0);
});

test('of many requests in one line none is left over when the line breaks', async () => {
  const { held, letGo, socket, front } = await heldRenders({ inAll: 10, perClient: 10 });
  const gone = socket();
  gone.write(
    [1, 2, 3].map((number) => `GET /${number} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n`).join('')
  );
  await until(() => held.length === 3);
  gone.destroy();
  await until(() => front.stats().connections === 0);
  letGo();
  await until(() => front.stats().active === 0, 3);
});

test('who waited for another and is gone is not rendered for', async () => {
  const { held, letGo, socket, front } = await heldRenders({ inAll: 10, perClient: 5 });
  const line = 'GET /same HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n';
  const [first, second] = [socket(), socket()];
  first.write(line);
  await until(() => held.length === 1);
  second.write(line);
  await until(() => front.stats().active === 2);
  second.destroy();
  await until(() => front.stats().active === 1);
  letGo();
  await until(() => front.stats().active === 0);
  expect(held).toHaveLength(0);
});

test('forms are counted by their own limit, and a proxy on this machine is not one client', async () => {
  const { ask, post, front, held, letGo } = await heldRenders({ inAll: 10, perClient: 1 });
  const posts = [post('/1', { 'x-forwarded-for': '9.9.9.9' }), post('/2', { 'x-forwarded-for': '9.9.9.9' })];
  await until(() => held.length === 2);
  letGo();
  for (const answer of await Promise.all(posts)) expect(answer.status).toBe(200);
  const read = [ask('/3', '127.0.0.1'), ask('/4', '127.0.0.1')];
  await until(() => held.length === 2);
  letGo();
  for (const answer of await Promise.all(read)) expect(answer.status).toBe(200);
  expect(front.stats().active).toBe(0);
});
