import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { defaultErrorPage } from './config.ts';
import type { Exchange } from './exchange.ts';
import { hasBody } from './limits.ts';
import type { Parts } from './parts.ts';
import { endWhole, sendWhole } from './response-tap.ts';
import { securityHeaders } from './security.ts';

/** How long a client that is still sending has to read why it was refused, before the line is cut. */
const LINGER_MS = 1000;

/** Answers a request in place of the handler: a small page, and whatever the handler still does has no effect. */
export function refuse(x: Exchange, status: number, extra: string[] = []): void {
  const { req, res } = x;
  x.tap?.close();
  if (res.headersSent) return void res.destroy();
  if (res.destroyed) return;
  const body = Buffer.from(status === 308 ? '' : pageFor(x.parts, status, x.locale));
  x.bytes = body.length;
  const headers = [...plainHeaders(body, x.https), ...extra];
  const unread = hasBody(req) && !req.complete;
  if (unread) res.shouldKeepAlive = false;
  sendWhole(res, status, headers, body, !unread);
  if (!unread) return;
  // Closing a socket with unread bytes resets it, and the client may lose the answer: it is given a moment to read.
  const timer = setTimeout(() => endWhole(res), LINGER_MS);
  req.once('end', () => endWhole(res));
  req.on('error', () => {});
  res.once('close', () => {
    clearTimeout(timer);
    req.destroy();
  });
  req.resume();
}

/** Answers what could not even be parsed as HTTP. Nothing here is known of the client but its socket. */
export function refuseRaw(parts: Parts, error: NodeJS.ErrnoException, socket: Socket): void {
  const status = statusOf(error.code);
  const busy = (socket as Socket & { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent;
  if (!socket.writable || error.code === 'ECONNRESET' || busy) return void socket.destroy();
  const body = Buffer.from(pageFor(parts, status, parts.settings.locales[0] ?? 'en'));
  const https = parts.settings.publicUrl?.protocol === 'https:';
  const headers = [...plainHeaders(body, https), 'connection', 'close'];
  const lines = headers.map((text, i) => (i % 2 ? `${text}\r\n` : `${text}: `)).join('');
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n`);
  socket.end(body);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  parts.refused(status);
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  return 400;
}

function plainHeaders(body: Buffer, https: boolean): string[] {
  return [
    ...securityHeaders(https).flat(),
    'content-type',
    'text/html; charset=utf-8',
    'content-length',
    String(body.length),
    'cache-control',
    'no-store'
  ];
}

function pageFor(parts: Parts, status: number, locale: string): string {
  try {
    return parts.settings.errorPage(status, locale);
  } catch (error) {
    parts.log.error({ err: error, status }, 'the error page failed');
    return defaultErrorPage(status, locale);
  }
}
