import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** The open sockets of a server, and how they come to an end. */
export class Connections {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get size(): number {
    return this.#sockets.size;
  }

  /**
   * Stops accepting, ends every socket that is not busy once its last bytes are out, lets the busy ones finish, and
   * destroys what is left after `graceMs`.
   */
  async close(graceMs: number, isBusy: (socket: Socket) => boolean): Promise<void> {
    // http's own close() first destroys the sockets it takes for idle, among them those on which the end of a finished
    // response is still on its way to a slow client. So the close of its parent, and our own ending of the idle.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(this.#server, () => resolve()));
    for (const socket of this.#sockets) if (!isBusy(socket)) socket.destroySoon();
    const deadline = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), graceMs);
    await closed;
    clearTimeout(deadline);
  }
}
