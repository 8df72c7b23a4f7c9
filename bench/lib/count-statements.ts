/**
 * Loaded into the program with `--import`: counts the statements that it sends to its database, and says how many there
 * have been when it is asked over the channel of `fork`. Processes and threads that the program starts inherit it, and
 * are left alone.
 */
import { isMainThread } from 'node:worker_threads';
import pg from 'pg';

/** The worker asks for jobs all the time, whatever the pages do. */
function isOfWorker(query: unknown): boolean {
  const text = typeof query === 'string' ? query : (query as { text?: string }).text;
  return text?.includes('pgboss') ?? false;
}

if (isMainThread && process.argv[1]?.endsWith('server/main.ts')) {
  let count = 0;
  const sent = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    if (!isOfWorker(args[0])) count += 1;
    return sent.apply(this, args);
  } as never;
  process.on('message', (message) => {
    if (message === 'statements') process.send?.({ statements: count });
  });
  // The channel alone must not keep the program from ending.
  process.channel?.unref();
}
