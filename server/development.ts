import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Plugin } from 'vite';
import type { Handler } from './parts.ts';

/**
 * The pages as Vite compiles them while they change, and a browser that shows one reloads it. The socket by which
 * it hears of changes is open to this machine only, whatever HOST says.
 */
export async function developmentPages(): Promise<{ handler: Handler; close: () => Promise<void> }> {
  const socket = createHttpServer((_, res) => void res.writeHead(426).end());
  await once(socket.listen(0, '127.0.0.1'), 'listening');
  const { port } = socket.address() as AddressInfo;
  const vite = await createServer({
    server: { middlewareMode: true, ws: { server: socket, host: '127.0.0.1', clientPort: port } },
    appType: 'custom',
    plugins: [reloadPages]
  });
  // Vite puts styles into the page and talks to it; the strict policy holds for the built pages.
  const policy = `default-src 'self' 'unsafe-inline' data:; connect-src 'self' ws://127.0.0.1:${port}`;
  return {
    handler: (req, res, next) => {
      res.setHeader('content-security-policy', policy);
      return (vite.middlewares as unknown as Handler)(req, res, next);
    },
    close: async () => {
      await vite.close();
      socket.close();
      socket.closeAllConnections();
    }
  };
}

let reloading: NodeJS.Timeout | undefined;

/** Pages have no script of their own that could take a change in, so what the server renders with is reloaded whole. */
const reloadPages: Plugin = {
  name: 'reload-pages',
  hotUpdate({ modules, server }) {
    if (this.environment.name !== 'ssr' || modules.length === 0) return;
    // Once for all files of one change, and after Vite has let go of what they were.
    clearTimeout(reloading);
    reloading = setTimeout(() => server.environments.client.hot.send({ type: 'full-reload' }), 50).unref();
  }
};
