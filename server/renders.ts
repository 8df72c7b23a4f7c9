import type { ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Settings } from './config.ts';
import { network } from './proxy.ts';

/**
 * How many pages are being rendered, in all and for each client network (IPv6 by its /64). A render counts until the
 * handler is done with it: whoever asks and goes away, over and over, has not made room for more.
 */
export class Renders {
  readonly #most: Settings['maxRenders'];
  readonly #byClient = new Map<string, number>();
  readonly #open = new WeakMap<ServerResponse, string>();
  #all = 0;

  constructor(most: Settings['maxRenders']) {
    this.#most = most;
  }

  get size(): number {
    return this.#all;
  }

  /** Counts one more, or answers false where there is no room for it; `end` must follow. */
  begin(res: ServerResponse, address: string): boolean {
    const client = network(address);
    const own = this.#byClient.get(client) ?? 0;
    if (this.#all >= this.#most.inAll || (own >= this.#most.perClient && !isOurselves(address))) return false;
    this.#all++;
    this.#byClient.set(client, own + 1);
    this.#open.set(res, client);
    return true;
  }

  /** Does nothing for what was not counted. */
  end(res: ServerResponse): void {
    const client = this.#open.get(res);
    if (client === undefined) return;
    this.#open.delete(res);
    this.#all--;
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left > 0) this.#byClient.set(client, left);
    else this.#byClient.delete(client);
  }
}

/** A proxy on this machine that nobody told us to trust speaks for all its clients. */
const isOurselves = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
