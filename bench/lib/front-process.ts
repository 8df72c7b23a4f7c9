/** One server of bench/front.ts in a process of its own: started by fork, told what to be, asked for its CPU time. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createFront } from '../../server/front.ts';
import { listPage } from './list-page.ts';

export type Order =
  | { kind: 'front'; publicUrl: string | null; bytes: number }
  | { kind: 'bare'; status: number; headers: string[]; body: string }
  | { kind: 'cpu' };
export type Reply = { port: number } | { cpuSeconds: number };

async function start(order: Exclude<Order, { kind: 'cpu' }>): Promise<number> {
  if (order.kind === 'bare') {
    const body = Buffer.from(order.body, 'base64');
    const server = createServer((_req, res) => {
      res.writeHead(order.status, order.headers);
      res.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const page = listPage(order.bytes);
  const front = createFront({
    handler: (_req, res) =>
      void res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-page-tags': 'resources' }).end(page),
    // The log is written as in production, to where it costs the disk nothing.
    log: pino(pino.destination({ dest: '/dev/null', sync: false })),
    config: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: order.publicUrl === null ? null : new URL(order.publicUrl),
      trustProxy: false,
      maxBodyBytes: 1e6,
      postRate: { burst: 10, perMinute: 10 },
      locales: ['en', 'es', 'fr', 'ar', 'bn', 'sw']
    }
  });
  return (await front.listen()).address.port;
}

process.on('message', async (order: Order) => {
  if (order.kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6 } satisfies Reply);
  } else process.send?.({ port: await start(order) } satisfies Reply);
});
process.on('disconnect', () => process.exit(0));
