import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { readConfig, type Config } from '../src/lib/server/platform/config.ts';
import { StartError } from '../src/lib/server/platform/errors.ts';
import { createLog, type Log } from '../src/lib/server/platform/log.ts';
import { locales } from '#lib/locale.ts';
import { isDemo } from '../src/lib/server/people/demo.ts';
import { start, type Program } from '../src/lib/server/start.ts';
import { provideApp } from '../src/lib/server/web/app.ts';
import { errorPage } from './error-page.ts';
import { createFront, type Front } from './front.ts';
import { loadPages, type Pages } from './pages.ts';

/** Seconds that running requests and jobs have when the program is asked to end. */
const grace = 10_000;
/** Addresses that end in a secret, or whose visit is one: not logged, not kept, not passed on. */
// prettier-ignore
const secretPaths = [
  '/setup/', '/concern/', '/newsletter/confirm/', '/newsletter/preferences/', '/newsletter/leave/',
  '/invitation/', '/sign-in/', '/join/application/', '/answer/', '/account/address/'
];

/** Progress for people on standard error, so that standard output stays one JSON line an event. */
function progress(step: string): void {
  const at = (performance.now() / 1000).toFixed(1).padStart(5);
  process.stderr.write(`${at} s  ${step}\n`);
}

async function run(config: Config, log: Log): Promise<void> {
  // A mistake in the answer to one reader is written down; it does not take the site from all the others.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure that nothing waited for'));
  let front: Front | undefined;
  let pages: Pages | undefined;
  const forget = (tags: string[]) => front?.purge(tags);
  const halt = haltSignal();
  const program = await start({ config, log, forget, progress });
  try {
    provideApp({ config, db: program.db, log, instance: program.instance, paint: program.paint });
    progress('pages');
    pages = await loadPages(config, program, () => (front as Front).stats());
    front = openFront(config, log, pages);
    const { address } = await listen(front, config);
    await announce(config, address.port, program);
    // What was compiled for this start is kept now: a program that is killed keeps nothing.
    flushCompileCache();
    await halt;
  } finally {
    progress('stopping');
    await front?.close(grace);
    await pages?.close();
    await program.stop();
  }
}

function openFront(config: Config, log: Log, { handler }: Pages): Front {
  return createFront({
    handler,
    log,
    config: {
      host: config.host,
      port: config.port,
      publicUrl: config.publicUrl ?? null,
      trustProxy: Array.isArray(config.trustProxy) ? config.trustProxy : (config.trustProxy ?? false),
      maxBodyBytes: 256 * 1024,
      postRate: {
        burst: 20,
        perMinute: 10,
        rules: [
          // Whoever is signed in works through a queue; a form of many steps is saved at each of them.
          { prefix: '/desk/', burst: 120, perMinute: 120 },
          { prefix: '/account/', burst: 60, perMinute: 60 },
          { prefix: '/join/', burst: 60, perMinute: 30 },
          { prefix: '/sign-in/', burst: 20, perMinute: 10 }
        ]
      },
      // Whatever comes with files.
      bodyLimits: [
        { prefix: '/join/application/', bytes: 12_000_000 },
        { prefix: '/desk/import', bytes: 5_500_000 },
        { prefix: '/desk/', bytes: 12_000_000 }
      ],
      locales: [...locales],
      errorPage,
      redact: secretPaths,
      // The browser's own token says who has signed in on it before, not who asks.
      neutralCookies: ['device', '__Host-device'],
      cache: {
        maxBytes: config.cacheBytes,
        uncached: process.argv.includes('--dev')
          ? ['/']
          : ['/healthz', '/metrics', '/oai', '/contact', '/desk', '/account', '/sign-in', '/join/apply', ...secretPaths]
      }
    }
  });
}

async function listen(front: Front, config: Config) {
  try {
    return await front.listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${config.port} is taken by another program: end it, or set PORT.`);
    if (code === 'EACCES')
      throw new StartError(`Port ${config.port} may not be opened by this user: set PORT to 1024 or higher.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(`This machine has no address ${config.host}: set HOST.`);
    throw error;
  }
}

async function announce(config: Config, port: number, program: Program): Promise<void> {
  // By its name where it has one: at a number no browser makes a passkey, and mails say the name as well.
  const own = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(config.host);
  const origin = config.publicUrl?.origin ?? `http://${own ? 'localhost' : config.host}:${port}`;
  const secret = await program.renewSetupLink();
  const seconds = (performance.now() / 1000).toFixed(1);
  process.stderr.write(`\nReady in ${seconds} s: ${origin}\n`);
  if (await isDemo(program.newContext())) process.stderr.write(`Try every role: ${origin}/demo\n`);
  if (secret) process.stderr.write(`Set up the first account (works once): ${origin}/setup/${secret}\n`);
  process.stderr.write('\n');
}

/**
 * Resolves when the program is asked to end. A terminal and npm may both pass the same wish on, so a second signal
 * counts as one only after a second: then it ends the program at once.
 */
function haltSignal(): Promise<unknown> {
  const halt = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  void halt.then(() => {
    const asked = performance.now();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (performance.now() - asked > 1000) process.exit(1);
      });
    }
  });
  return halt;
}

try {
  const config = readConfig(process.env);
  await run(config, createLog(config.logLevel));
  process.exit(0);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
