import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpServer } from '../../src/lib/server/platform/mail/smtp-test-server.ts';
import { createDatabase } from '../support/database.ts';
import {
  contactForm,
  eventually,
  launch,
  makePlace,
  post,
  serve,
  type Place,
  type Program
} from '../support/program.ts';
import { ask, noServerIn, serversIn, strikeScenes } from './support.ts';

let place: Place;
let program: Program;
const status = async (path: string) => (await fetch(program.url + path)).status;

beforeAll(async () => {
  place = await makePlace();
  program = await serve(place.settings);
});
afterAll(async () => {
  await place.clean();
  await strikeScenes();
});

describe('the program on its bundled database', () => {
  test('the first start serves the starter content', async () => {
    const home = await fetch(program.url);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain('<h1');
    expect(await status('/healthz')).toBe(200);
    const [row] = await ask(await place.connection(), 'select count(*)::int as n from resource');
    expect(row?.n).toBeGreaterThan(5);
    expect(program.said()).toMatch(/^Set up the first account \(works once\): http:\S+\/setup\/[\w-]{32}$/m);
  });

  test('numbers for machines are there only when asked for', async () => {
    expect(await status('/metrics')).toBe(404);
  });

  test('a database that is killed comes back by itself, with all its rows', async () => {
    const { headers } = await post(`${program.url}/contact`, contactForm('before the crash'));
    expect(headers.get('location')).toMatch(/\/contact\/sent\?reference=/);
    const before = await postmaster();
    process.kill(before, 'SIGKILL');
    await eventually(async () => ![0, before].includes(await postmaster()) && (await status('/healthz')) === 200);
    expect(await status('/library')).toBe(200);
    const rows = await ask(await place.connection(), `select text from message`);
    expect(rows).toEqual([{ text: 'before the crash' }]);
  });

  test('asked to end, it takes nothing new, finishes what it has begun, and leaves nothing running', async () => {
    const { answer, finish } = halfSent(`${program.url}/contact`, contactForm('half way', 'baraka@example.org'));
    // The answer to a later request shows that the first half has arrived.
    expect(await isOurs(program)).toBe(true);
    const ended = program.end('SIGTERM');
    await eventually(() => program.said().includes('stopping'));
    await eventually(async () => !(await isOurs(program)));
    finish();
    expect(await answer).toMatchObject({ statusCode: 303, headers: { connection: 'close' } });
    expect(await ended).toBe(0);
    await noServerIn(place.folder);
  });

  test('a later start finds everything, and gives numbers when asked to', async () => {
    program = await serve({ ...place.settings, METRICS: '1' });
    const rows = await ask(await place.connection(), `select text from message order by id`);
    expect(rows).toEqual([{ text: 'before the crash' }, { text: 'half way' }]);
    // Receipts are written by jobs; the one that was running when the database was killed comes a little later.
    await eventually(async () => (await ask(await place.connection(), `select 1 from mail`)).length > 0);
    await status('/');
    const metrics = await fetch(`${program.url}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    const text = await metrics.text();
    expect(text).toMatch(/^http_requests_total\{answer="miss"\} [1-9]/m);
    expect(text).toMatch(/^mail_waiting [12]$/m);
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    expect(await program.end('SIGINT')).toBe(0);
  });
});

describe('the program on a database server', () => {
  test('serves, tells when the database is away, and goes on when it is back', async () => {
    const database = await createDatabase();
    program = await serve({ DATA_DIR: place.dataDir, DATABASE_URL: database.url });
    expect(await status('/')).toBe(200);
    const server = { connectionString: database.url.replace(database.name, 'postgres') };
    await ask(server, `alter database ${database.name} with allow_connections false`);
    await ask(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`);
    expect(await status('/healthz')).toBe(503);
    await ask(server, `alter database ${database.name} with allow_connections true`);
    await eventually(async () => (await status('/healthz')) === 200);
    expect(await status('/library')).toBe(200);
    expect(await program.end()).toBe(0);
    await database.drop();
  });

  test('gives work that it cannot finish back, and the next start does it once', async () => {
    const database = await createDatabase(process.env.TEST_TEMPLATE);
    const settings = { DATA_DIR: place.dataDir, DATABASE_URL: database.url };
    const slow = createServer((socket) => void socket.on('error', () => {}).write('220 one moment\r\n'));
    const heard = new Promise((resolve) => slow.once('connection', (socket) => socket.once('data', resolve)));
    await once(slow.listen(0, '127.0.0.1'), 'listening');
    const { port } = slow.address() as { port: number };
    program = await serveWithAddress({ ...settings, MAIL_URL: `smtp://127.0.0.1:${port}` });
    const { status: sent } = await post(`${program.url}/contact`, contactForm('to be confirmed'));
    expect(sent).toBe(303);
    await heard;
    expect(await program.end()).toBe(0);
    slow.close();
    const [mail] = await ask({ connectionString: database.url }, 'select attempts, claimed_until, sent_at from mail');
    expect(mail).toEqual({ attempts: 0, claimed_until: null, sent_at: null });

    const smtp = await startSmtpServer();
    program = await serveWithAddress({ ...settings, MAIL_URL: smtp.url });
    await eventually(() => smtp.received.length > 0);
    expect(await program.end()).toBe(0);
    expect(smtp.received.map(({ to }) => to)).toEqual([['amina@example.org']]);
    await smtp.close();
    await database.drop();
  });
});

/** Starts the program with an address that is set, as mail needs: its port must be chosen before the program has it. */
async function serveWithAddress(settings: Record<string, string>): Promise<Program> {
  for (;;) {
    const PORT = await freePort();
    const started = await launch({ ...settings, PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` });
    if ('url' in started) return started;
    // Another process was faster.
    if (!started.sentence.startsWith(`Port ${PORT} is taken`)) throw new Error(started.sentence);
  }
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  await once(server.close(), 'close');
  return String(port);
}

/** The process id of the bundled database server; 0 while there is none. */
async function postmaster(): Promise<number> {
  const [pid] = await serversIn(place.folder);
  return pid ?? 0;
}

/** Begins to send a form and holds the rest of it back. */
function halfSent(url: string, fields: Record<string, string>) {
  const body = String(new URLSearchParams(fields));
  const type = 'application/x-www-form-urlencoded';
  const headers = {
    accept: 'text/html',
    origin: new URL(url).origin,
    'content-type': type,
    'content-length': body.length
  };
  const req = request(url, { method: 'POST', headers, agent: false });
  const answer = once(req, 'response').then(([res]) => res);
  req.write(body.slice(0, 20));
  return { answer, finish: () => req.end(body.slice(20)) };
}

/**
 * Whether a new connection to the program's port reaches this very program, which alone knows its set-up link. Once the
 * port is free any other process may have it, so a refusal cannot be counted on.
 */
async function isOurs({ url, said }: Program): Promise<boolean> {
  const link = /\/setup\/[\w-]{32}$/m.exec(said())?.[0] ?? '';
  const req = request(url + link, { agent: false, signal: AbortSignal.timeout(5000) });
  try {
    const [answer] = (await once(req.end(), 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}
