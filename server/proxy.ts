import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { BoundedMap } from './bounded-map.ts';
import type { Settings } from './config.ts';

/**
 * The environment under which SvelteKit's adapter-node must be imported, so that it believes the front and nobody
 * else. Kit compares a form's Origin header with this protocol and host and answers 403 where they differ.
 * The front counts bodies itself; empty names keep a stray variable of the machine from opening another door.
 */
export const ADAPTER_ENV = {
  PROTOCOL_HEADER: 'x-forwarded-proto',
  HOST_HEADER: 'x-forwarded-host',
  PORT_HEADER: '',
  ADDRESS_HEADER: 'x-client-address',
  BODY_SIZE_LIMIT: 'Infinity'
} as const;

/** Headers by which a client could speak for the front or for a proxy; only the front's own values reach the handler. */
const SPOKEN_FOR =
  /^(?:x-forwarded-.*|forwarded|via|x-real-ip|x-client-(?:ip|address)|true-client-ip|cf-connecting-ip|x-cluster-client-ip|fastly-client-ip|x-offer-locale|x-request-id|x-original-url|x-rewrite-url|x-original-host|x-http-method-override)$/;

/** Where a request comes from, as far as it can be believed. */
export interface Outside {
  protocol: 'http' | 'https';
  host: string;
  address: string;
  /** The peer is a proxy that we trust. */
  trusted: boolean;
}

/** Reads protocol, host and client address by the rules of `trustProxy` and `publicUrl`. */
export class ProxyRules {
  readonly #publicUrl: URL | null;
  readonly #hops: number;
  readonly #ranges: BlockList | undefined;
  readonly #hosts = new BoundedMap<boolean>(1000);

  constructor({ publicUrl, trustProxy }: Pick<Settings, 'publicUrl' | 'trustProxy'>) {
    this.#publicUrl = publicUrl;
    this.#hops = typeof trustProxy === 'number' ? trustProxy : 0;
    if (trustProxy && typeof trustProxy !== 'number') this.#ranges = blockList(trustProxy);
  }

  /** Without PUBLIC_URL a page may name the host it was asked by, so the cache must tell hosts apart. */
  get hostMatters(): boolean {
    return this.#publicUrl === null;
  }

  /** The outside of a request, or undefined when its host is missing or cannot be one. */
  resolve(req: IncomingMessage): Outside | undefined {
    const headers = req.headers;
    const peer = plainAddress(req.socket.remoteAddress ?? '') ?? '0.0.0.0';
    const { address, hops } = this.#client(headers, peer);
    const trusted = hops > 0;
    const asked = headers.host;
    if (asked === undefined || !this.validHost(asked)) return undefined;
    if (this.#publicUrl) {
      const protocol = this.#publicUrl.protocol === 'https:' ? 'https' : 'http';
      return { protocol, host: this.#publicUrl.host, address, trusted };
    }
    const forwardedHost = trusted ? fromEnd(headers['x-forwarded-host'], hops) : undefined;
    if (forwardedHost !== undefined && !this.validHost(forwardedHost)) return undefined;
    const encrypted = 'encrypted' in req.socket && req.socket.encrypted === true;
    const forwardedProto = trusted ? fromEnd(headers['x-forwarded-proto'], hops) : undefined;
    const protocol = forwardedProto === 'https' || (forwardedProto !== 'http' && encrypted) ? 'https' : 'http';
    return { protocol, host: forwardedHost ?? asked, address, trusted };
  }

  /** Whether a Host value is a name or address with an optional port, as the URL standard reads it. */
  validHost(host: string): boolean {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const shaped = host.length <= 255 && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host);
    return this.#hosts.set(host, shaped && URL.canParse(`http://${host}`));
  }

  /** The client's address, and how many hops before it are trusted. */
  #client(headers: IncomingHttpHeaders, peer: string): { address: string; hops: number } {
    if (this.#hops === 0 && !this.#ranges) return { address: peer, hops: 0 };
    const chain = [headers['x-forwarded-for'] ?? '']
      .flat()
      .join(',')
      .split(',')
      .filter((part) => part.trim());
    let address = peer;
    let hops = 0;
    while (this.#ranges ? inside(this.#ranges, address) : hops < this.#hops) {
      hops++;
      // What cannot be an address ends the walk: the last believable speaker is then the client.
      const next = plainAddress(chain[chain.length - hops]?.trim() ?? '');
      if (next === undefined) break;
      address = next;
    }
    return { address, hops };
  }
}

/** How many Host lines a request has; more than one is an attack on whoever reads the other. */
export function hostLines({ rawHeaders }: IncomingMessage): number {
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') lines++;
  }
  return lines;
}

/** Takes off what a client may not say and puts on what adapter-node reads. */
export function setForwarded(headers: IncomingHttpHeaders, outside: Outside): void {
  for (const name of Object.keys(headers)) if (SPOKEN_FOR.test(name)) delete headers[name];
  headers['x-forwarded-proto'] = outside.protocol;
  headers['x-forwarded-host'] = outside.host;
  headers['x-client-address'] = outside.address;
  headers.host = outside.host;
}

/** The value that the outermost trusted proxy saw: as many from the end as there are trusted hops. */
function fromEnd(header: string | string[] | undefined, hops: number): string | undefined {
  if (header === undefined) return undefined;
  const values = [header].flat().join(',').split(',');
  return values[Math.max(0, values.length - hops)]?.trim().toLowerCase();
}

/** An address without port, brackets, zone and IPv4-in-IPv6 mapping; undefined when it is none. */
export function plainAddress(text: string): string | undefined {
  let address = text.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/%.*$/, '');
  if (/^[\d.]+:\d+$/.test(address)) address = address.slice(0, address.indexOf(':'));
  address = address.replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(address) ? address : undefined;
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.trim().split('/');
    const version = isIP(address);
    if (!version) throw new Error(`trustProxy: ${range} is not an address or a CIDR range`);
    list.addSubnet(
      address,
      bits === undefined ? (version === 4 ? 32 : 128) : Number(bits),
      version === 4 ? 'ipv4' : 'ipv6'
    );
  }
  return list;
}

function inside(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** The first four groups of an IPv6 address, which is what one household or server is given; IPv4 as it is. */
export function network(address: string, groups = 4): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array<string>(missing).fill('0'), ...right];
  return `${all
    .slice(0, groups)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::`;
}

/** An address too coarse to name a person: IPv4 without its last number, IPv6 to its first three groups. */
export function coarseAddress(address: string): string {
  return address.includes(':') ? network(address, 3) : address.replace(/\.\d+$/, '.x');
}
