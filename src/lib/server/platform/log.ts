import { pino, type Logger } from 'pino';

export type Log = Logger;

/**
 * The structured log: one JSON line an event on standard output. Texts that people wrote, addresses and tokens
 * are never passed to it; the redaction is the second net, not the first.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: ['*.email', '*.token', '*.password', '*.text', '*.html', 'req.headers.cookie', 'req.headers.authorization']
  });
}
