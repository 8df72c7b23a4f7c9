import { ServerResponse, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';

/** What to do with a response once its status and headers are known. */
export type Course = 'pass' | 'collect';

export interface TapHooks {
  /** Status and headers are set on the response (not sent); the last chance to change them. */
  head: (status: number) => Course;
  /** The whole body of a collected response; whoever collects also sends. */
  body: (body: Buffer) => void;
  /** The body outgrew the limit: the response is sent as it comes after all. Headers can still be changed. */
  overflow: () => void;
  maxBytes: number;
}

type Done = (error?: Error | null) => void;
const real = ServerResponse.prototype;

/** Sends a whole response past a tap. With `end` false the caller ends it, when the client has had time to read it. */
export function sendWhole(res: ServerResponse, status: number, headers: string[], body: Buffer, end = true): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  real.writeHead.call(res, status, headers);
  if (res.req.method !== 'HEAD') real.write.call(res, body, undefined as never);
  if (end) endWhole(res);
}

export function endWhole(res: ServerResponse): void {
  if (!res.writableEnded) real.end.call(res, undefined as never, undefined as never);
}

/**
 * Stands between a handler and its response: shows the head before it is sent, and collects the body where asked.
 * Only requests that are not answered from memory pay for it.
 */
export class ResponseTap {
  readonly #res: ServerResponse;
  readonly #hooks: TapHooks;
  #course: Course | 'open' | 'closed' = 'open';
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes of body passed through, for the log. */
  sent = 0;

  constructor(res: ServerResponse, hooks: TapHooks) {
    this.#res = res;
    this.#hooks = hooks;
    Object.assign(res, {
      writeHead: (status: number, reason?: string | Headers, headers?: Headers) => {
        this.#head(status, typeof reason === 'string' ? headers : reason);
        return res;
      },
      write: (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) =>
        this.#write(toBuffer(chunk, encoding), typeof encoding === 'function' ? encoding : done),
      end: (chunk?: string | Uint8Array | Done, encoding?: BufferEncoding | Done, done?: Done) => {
        const callback = [chunk, encoding, done].find((it): it is Done => typeof it === 'function');
        const last =
          chunk === undefined || chunk === null || typeof chunk === 'function' ? undefined : toBuffer(chunk, encoding);
        this.#end(last, callback);
        return res;
      },
      flushHeaders: () => {
        if (this.#course === 'open') this.#head(res.statusCode);
      }
    });
  }

  /** Gives the response back to the caller; whatever the handler still does to it has no effect. */
  close(): void {
    this.#course = 'closed';
    this.#chunks = [];
  }

  /** Sends a whole body under the status and headers that the handler set. */
  send(body: Buffer): void {
    this.close();
    if (this.#res.destroyed) return;
    this.sent = body.length;
    this.#res.setHeader('Content-Length', body.length);
    real.writeHead.call(this.#res, this.#res.statusCode);
    real.write.call(this.#res, body, undefined as never);
    endWhole(this.#res);
  }

  /** Takes the tap off a response that its handler has finished, headers and all. */
  release(): ServerResponse {
    this.close();
    for (const name of this.#res.getHeaderNames()) this.#res.removeHeader(name);
    return Object.assign(this.#res, {
      writeHead: real.writeHead,
      write: real.write,
      end: real.end,
      flushHeaders: real.flushHeaders
    });
  }

  #head(status: number, headers?: Headers): void {
    // Kit calls writeHead again after a failed stream while headersSent is still false.
    if (this.#course !== 'open') return;
    for (const [name, value] of pairs(headers)) this.#res.setHeader(name, value);
    this.#res.statusCode = status;
    this.#course = this.#hooks.head(status);
    if (this.#course === 'pass') real.writeHead.call(this.#res, status);
  }

  #write(chunk: Buffer, done?: Done): boolean {
    if (this.#course === 'open') this.#head(this.#res.statusCode);
    if (this.#course === 'pass') {
      this.sent += chunk.length;
      return real.write.call(this.#res, chunk, undefined as never, done as never);
    }
    if (this.#course === 'collect') this.#collect(chunk);
    if (done) process.nextTick(done);
    return true;
  }

  #collect(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= this.#hooks.maxBytes) return;
    this.#hooks.overflow();
    this.#course = 'pass';
    real.writeHead.call(this.#res, this.#res.statusCode);
    for (const kept of this.#chunks) this.#write(kept);
    this.#chunks = [];
  }

  #end(chunk?: Buffer, done?: Done): void {
    if (this.#course === 'open') {
      // As node does for a body that is given whole.
      const known = this.#res.hasHeader('content-length') || this.#res.hasHeader('transfer-encoding');
      const bodiless = [204, 304].includes(this.#res.statusCode) || (!chunk && this.#res.req.method === 'HEAD');
      if (!known && !bodiless) this.#res.setHeader('Content-Length', chunk?.length ?? 0);
      this.#head(this.#res.statusCode);
    }
    if (chunk) this.#write(chunk);
    if (done) this.#res.once('finish', done);
    if (this.#course === 'pass') real.end.call(this.#res, undefined as never, undefined as never);
    else if (this.#course === 'collect') {
      const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      this.close();
      this.#hooks.body(body);
    }
  }
}

type Headers = OutgoingHttpHeaders | readonly OutgoingHttpHeader[];

function* pairs(headers: Headers | undefined): Iterable<[string, OutgoingHttpHeader]> {
  if (headers === undefined) return;
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) yield [name, value as OutgoingHttpHeader];
    return;
  }
  const list = headers as readonly OutgoingHttpHeader[];
  for (let i = 0; i + 1 < list.length; i += 2) yield [String(list[i]), list[i + 1] as OutgoingHttpHeader];
}

function toBuffer(chunk: string | Uint8Array, encoding?: BufferEncoding | Done): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8');
  // A copy only in appearance: the same memory, which Kit does not write to again.
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
