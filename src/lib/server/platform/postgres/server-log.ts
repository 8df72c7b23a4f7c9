import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** More would not be read by anybody. */
const mostBytes = 64 * 1024;

/**
 * Remembers where the server's own log ends now, and later reads what came after: a server that fails once its log has
 * begun gives its reason there alone, and nothing of it on the standard error.
 */
export function followLog(folder: string): () => string {
  const before = new Map(logsIn(folder).map((path) => [path, statSync(path).size]));
  return () =>
    logsIn(folder)
      .map((path) => readFrom(path, before.get(path) ?? 0))
      .join('');
}

/** What was added, once it says how it ended: the server's last words take a moment to be written after its end. */
export async function lastWords(read: () => string): Promise<string> {
  for (let look = 0; look < 10 && !/FATAL|PANIC|is shut down/.test(read()); look++) await pause(30);
  return read();
}

function logsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^postgres-.*\.log$/.test(name));
    return names.map((name) => join(folder, name));
  } catch {
    // The folder may be gone, as that of a test.
    return [];
  }
}

function readFrom(path: string, start: number): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    // A week later the same name begins anew.
    const from = Math.max(size < start ? 0 : start, size - mostBytes);
    const bytes = Buffer.alloc(size - from);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from));
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
