import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** As much of autocannon as is used; it brings no types of its own. */
type Autocannon = (options: object) => Promise<{ '2xx': number; '3xx': number; requests: { total: number } }>;

export interface Load {
  port: number;
  path: string;
  headers: Record<string, string>;
  seconds: number;
  connections: number;
}

/** Asks as fast as it can, with wrk where it is installed and autocannon elsewhere; answers how many were answered well. */
export async function applyLoad(load: Load): Promise<{ requests: number; failed: number; tool: string }> {
  const url = `http://127.0.0.1:${load.port}${load.path}`;
  try {
    const headers = Object.entries(load.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const { stdout } = await run('wrk', ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, ...headers, url]);
    const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0);
    const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
    return { requests, failed, tool: 'wrk' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { default: autocannon } = (await import('autocannon' as string)) as { default: Autocannon };
  const result = await autocannon({
    url,
    connections: load.connections,
    duration: load.seconds,
    headers: load.headers
  });
  const good = result['2xx'] + result['3xx'];
  return { requests: good, failed: result.requests.total - good, tool: 'autocannon' };
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
