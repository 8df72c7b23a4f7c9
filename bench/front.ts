/**
 * How much a page from memory costs, beside a bare node:http server that sends the same bytes under the same headers:
 *
 *   node bench/front.ts [--seconds=2] [--runs=5] [--connections=32]
 *
 * Each server is a process of its own; the figure is requests per second of that process's CPU time, so a busy machine
 * and the load tool beside it disturb little. Runs alternate; each line is a median: name, value, unit.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { parseArgs, promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Order, Reply } from './lib/front-process.ts';
import { hold } from './lib/limits.ts';
import { listPage } from './lib/list-page.ts';
import { applyLoad, median } from './lib/load.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' }
  }
});
const [seconds, runs, connections] = [Number(values.seconds), Number(values.runs), Number(values.connections)];
const pageBytes = 40_000;
const path = '/library?type=report';
/** What a browser sends. */
const browser = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'en-GB,en;q=0.7',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
};

const print = (name: string, value: number, unit: string, digits = 0): void =>
  console.log(`${name.padEnd(44)} ${value.toFixed(digits).padStart(9)} ${unit}`);

class ServerProcess {
  readonly #child: ChildProcess = fork(new URL('./lib/front-process.ts', import.meta.url));
  port = 0;

  async tell(order: Order): Promise<Reply> {
    this.#child.send(order);
    const [reply] = (await once(this.#child, 'message')) as [Reply];
    if ('port' in reply) this.port = reply.port;
    return reply;
  }

  async cpuSeconds(): Promise<number> {
    const reply = await this.tell({ kind: 'cpu' });
    return 'cpuSeconds' in reply ? reply.cpuSeconds : NaN;
  }

  end(): void {
    this.#child.disconnect();
  }
}

interface Raw {
  status: number;
  headers: string[];
  body: Buffer;
}

/** One answer as it is on the wire, for the bare server to repeat. */
function answerOf(port: number, headers: Record<string, string>): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, headers, agent: false }, async (res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk as Buffer);
      const perLine = res.rawHeaders.flatMap((name, i, all) => (i % 2 ? [] : [[name, all[i + 1] ?? '']]));
      const own = perLine.filter(([name]) => !/^(?:date|connection|keep-alive)$/i.test(name ?? ''));
      resolve({ status: res.statusCode ?? 0, headers: own.flat(), body: Buffer.concat(chunks) });
    });
    req.on('error', reject).end();
  });
}

interface Contender {
  name: string;
  server: ServerProcess;
  headers: Record<string, string>;
  perCpuSecond: number[];
  perSecond: number[];
}

async function oneRun(contender: Contender): Promise<void> {
  const { server, headers } = contender;
  const before = await server.cpuSeconds();
  const { requests, failed } = await applyLoad({ port: server.port, path, headers, seconds, connections });
  if (failed > 0) throw new Error(`${contender.name}: ${failed} requests failed`);
  contender.perCpuSecond.push(requests / ((await server.cpuSeconds()) - before));
  contender.perSecond.push(requests / seconds);
}

async function printCompression(): Promise<void> {
  const page = Buffer.from(listPage(pageBytes));
  const compress = promisify(brotliCompress);
  const encode = (quality: number) => compress(page, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  for (const quality of [4, 5, 6, 9, 11]) {
    const rounds = quality > 6 ? 10 : 50;
    await encode(quality);
    const before = process.cpuUsage();
    let bytes = 0;
    for (let i = 0; i < rounds; i++) bytes = (await encode(quality)).length;
    const { user, system } = process.cpuUsage(before);
    print(`brotli ${quality}, 40 KB page: size`, bytes, 'bytes');
    print(`brotli ${quality}, 40 KB page: time`, (user + system) / 1000 / rounds, 'CPU-ms', 2);
  }
}

const servers = Array.from({ length: 4 }, () => new ServerProcess());
try {
  const [front, bare, open, bareKnown] = servers as [ServerProcess, ServerProcess, ServerProcess, ServerProcess];
  await front.tell({ kind: 'front', publicUrl: 'https://site.example', bytes: pageBytes });
  await open.tell({ kind: 'front', publicUrl: null, bytes: pageBytes });
  const page = await answerOf(front.port, browser);
  const etag = page.headers[page.headers.indexOf('etag') + 1] ?? '';
  const known = { ...browser, 'If-None-Match': etag };
  const notModified = await answerOf(front.port, known);
  await bare.tell({ kind: 'bare', status: page.status, headers: page.headers, body: page.body.toString('base64') });
  await bareKnown.tell({ kind: 'bare', status: notModified.status, headers: notModified.headers, body: '' });

  const contend = (name: string, server: ServerProcess, headers: Record<string, string>): Contender => ({
    name,
    server,
    headers,
    perCpuSecond: [],
    perSecond: []
  });
  const hit = contend('front, page from memory', front, browser);
  const bareHit = contend('bare node:http, same page', bare, browser);
  const hosts = contend('front without PUBLIC_URL, page from memory', open, browser);
  const fresh = contend('front, 304', front, known);
  const bareFresh = contend('bare node:http, 304', bareKnown, known);
  const all = [bareHit, hit, hosts, bareFresh, fresh];
  for (const contender of all) await oneRun(contender);
  // The first run of each warmed it up.
  for (const contender of all) contender.perCpuSecond.length = contender.perSecond.length = 0;
  for (let i = 0; i < runs; i++) for (const contender of all) await oneRun(contender);

  print('page on the wire (brotli)', page.body.length, 'bytes');
  for (const { name, perCpuSecond } of all) print(name, median(perCpuSecond), 'requests/CPU-s');
  print('front, page from memory, by the clock', median(hit.perSecond), 'requests/s');
  print('front to bare, page', median(hit.perCpuSecond) / median(bareHit.perCpuSecond), 'ratio', 2);
  print('front to bare, 304', median(fresh.perCpuSecond) / median(bareFresh.perCpuSecond), 'ratio', 2);
  hold('requests from memory a CPU-second', median(hit.perCpuSecond), { atLeast: 15_000 }, true);
  hold('front to bare', median(hit.perCpuSecond) / median(bareHit.perCpuSecond), { atLeast: 0.6 });
  await printCompression();
} finally {
  for (const server of servers) server.end();
}
