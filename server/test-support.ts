import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { FrontConfig } from './config.ts';
import { createFront, type Front } from './front.ts';
import type { Handler } from './parts.ts';
import type { Sample } from './request-log.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

export interface TestFront {
  front: Front;
  port: number;
  /** What was logged for each request. */
  log: Sample[];
  errors: object[];
  ask(path: string, headers?: Record<string, string>, method?: string, body?: string | Buffer): Promise<Answer>;
  post(path: string, headers?: Record<string, string>, body?: string | Buffer): Promise<Answer>;
  /** Sends bytes and reads until the other side closes; that it does not is an error. */
  raw(bytes: string): Promise<string>;
  socket(): Socket;
}

/** A front on a free port of this machine, closed when the test is over. */
export async function startFront(handler: Handler, config: Partial<FrontConfig> = {}): Promise<TestFront> {
  const log: Sample[] = [];
  const errors: object[] = [];
  const front = createFront({
    handler,
    config: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      trustProxy: false,
      maxBodyBytes: 10_000,
      postRate: false,
      ...config
    },
    log: {
      info: (fields, message) => void (message === 'request' && log.push(fields as Sample)),
      warn: () => {},
      error: (fields) => void errors.push(fields)
    }
  });
  const { address } = await front.listen();
  onTestFinished(() => front.close(0));
  const { port } = address;
  const ask = askerOf(port);
  return {
    front,
    port,
    log,
    errors,
    ask,
    post: (path, headers = {}, body = 'a=1') =>
      ask(path, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, 'POST', body),
    raw: (bytes) => sendRaw(openSocket(port), bytes),
    socket: () => openSocket(port)
  };
}

const askerOf =
  (port: number): TestFront['ask'] =>
  (path, headers = {}, method = 'GET', body = undefined) =>
    new Promise((resolve, reject) => {
      const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: whole, text: whole.toString() });
        });
      });
      req.on('error', reject);
      req.end(body);
    });

function openSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

function sendRaw(socket: Socket, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(new Error(`the line is still open after ${patience / 1000} s: ${text}`));
      socket.destroy();
    }, patience);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(bytes, 'latin1');
  });
}

/** A page that counts its renders and shows what it was asked with. */
export function countingPage(headers: Record<string, string> = { 'x-page-tags': 'posts' }, size = 2000) {
  const seen: { url: string; headers: IncomingHttpHeaders; method: string }[] = [];
  const handler = (req: IncomingMessage, res: ServerResponse): void => {
    seen.push({ url: req.url ?? '', headers: { ...req.headers }, method: req.method ?? '' });
    const body = `<p>render ${seen.length} of ${req.url}</p>`.padEnd(size, ' filler');
    res.setHeader('content-type', 'text/html; charset=utf-8');
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    res.end(body);
  };
  return { handler, seen };
}

/** How long a line may stay open that is to be closed. */
const patience = 30_000;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
