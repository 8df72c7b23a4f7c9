/* The commands as operators give them: `scripts/setup.js`, from its first line to the last process. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually, makePlace, type Place } from '../support/program.ts';
import { serversIn, strikeScenes } from './support.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** As on a Node that cannot replace itself, such as an older one: a wrapper stays in front of the program. */
const wrapped = ['--import', 'data:text/javascript,process.execve=undefined'];
/** Nobody waits for these any more when a test has failed. */
const begun = new Set<number>();

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
// What a test that failed has left running would fail the next one too.
afterEach(async () => {
  for (const pid of [...begun, ...processesOf(), ...(await serversIn(place.folder))]) kill(pid);
  await eventually(nothingIsLeft);
});
afterAll(async () => {
  await place.clean();
  await strikeScenes();
});

function command(name: string, flags: string[] = [], settings: NodeJS.ProcessEnv = {}) {
  const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', ...place.settings, ...settings };
  const child = spawn(process.execPath, [...flags, join(root, 'scripts', 'setup.js'), name], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const pid = child.pid as number;
  begun.add(pid);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => begun.delete(pid));
  return {
    pid,
    ended,
    said: () => said,
    ready: async () => {
      await eventually(() => /^Ready in /m.test(said) || child.exitCode !== null, 60);
      const url = /^Ready in [\d.]+ s: (\S+)$/m.exec(said)?.[1];
      if (!url) throw new Error(`It did not start: ${said}`);
      return url;
    }
  };
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Every process that has the settings of this place: wrapper, program, and the helpers it forked. */
const processesOf = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).includes(`DATA_DIR=${place.dataDir}\0`))
    .map(Number);

/** The programs among them: a wrapper has no memory flags, and a helper no command. */
const programs = () =>
  processesOf().filter((pid) => {
    const said = words(pid);
    return said.includes('start') && said.some((word) => word.startsWith('--max-old-space-size='));
  });
const words = (pid: number) => read(`/proc/${pid}/cmdline`).split('\0');

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

const nothingIsLeft = async () => (await serversIn(place.folder)).length === 0 && processesOf().length === 0;

describe.each([
  ['in place', []],
  ['behind a wrapper', wrapped]
])('start, %s', (_, flags) => {
  test('runs within its memory, ends at SIGTERM with 0, and leaves no process', async () => {
    const start = command('start', flags, { HEAP_MB: '210' });
    const url = await start.ready();
    expect((await fetch(url)).status).toBe(200);
    const found = programs();
    expect(found).toHaveLength(1);
    const [pid] = found as [number];
    expect(words(pid)).toEqual(expect.arrayContaining(['--max-old-space-size=210', '--max-semi-space-size=8']));
    expect(read(`/proc/${pid}/environ`)).toContain('MALLOC_ARENA_MAX=2\0');
    expect(read(`/proc/${pid}/environ`)).toContain('MALLOC_MMAP_THRESHOLD_=131072\0');
    expect(pid === start.pid).toBe(flags.length === 0);
    process.kill(start.pid, 'SIGTERM');
    expect(await start.ended).toBe(0);
    expect(await nothingIsLeft()).toBe(true);
  });

  test('killed, it leaves no program behind, and the next start serves', async () => {
    const start = command('start', flags);
    await start.ready();
    const before = programs();
    expect(before).toHaveLength(1);
    process.kill(start.pid, 'SIGKILL');
    await start.ended;
    // The database of a program that was killed goes with it or is taken over by the next start.
    await eventually(() => !programs().some((pid) => before.includes(pid)), 15);
    const next = command('start', flags);
    await next.ready();
    process.kill(next.pid, 'SIGINT');
    expect(await next.ended).toBe(0);
    expect(await nothingIsLeft()).toBe(true);
  });

  test('memory that makes no sense is refused in a sentence, with 1', async () => {
    const start = command('start', flags, { HEAP_MB: '2g' });
    expect(await start.ended).toBe(1);
    expect(start.said()).toContain('HEAP_MB must be a whole number.\n');
  });
});

describe('dev', () => {
  test('serves pages that reload as they change, to this machine only, and ends at SIGTERM with 0', async () => {
    const dev = command('dev');
    const url = await dev.ready();
    const page = await fetch(`${url}/imprint`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<script type="module" src="/@vite/client"></script></head>');
    const socket = /connect-src 'self' (ws:\/\/127\.0\.0\.1:\d+)$/.exec(
      page.headers.get('content-security-policy') ?? ''
    )?.[1];
    const client = await (await fetch(`${url}/@vite/client`)).text();
    const token = /wsToken = "([^"]+)"/.exec(client)?.[1];
    expect(client).toContain(`hmrPort = ${socket?.split(':').at(-1)}`);
    expect(listeners(dev.pid).filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);

    const told = new WebSocket(`${socket}?token=${token}`, 'vite-hmr');
    const reload = new Promise((resolve) => {
      told.onmessage = ({ data }) => String(data).includes('full-reload') && resolve(true);
    });
    await new Promise((resolve) => (told.onopen = resolve));
    // The times are put back: the build goes by them.
    const file = join(root, 'src', 'routes', '(site)', 'imprint', '+page.svelte');
    const { atime, mtime } = statSync(file);
    utimesSync(file, new Date(), new Date());
    await reload.finally(() => utimesSync(file, atime, mtime));
    told.close();

    process.kill(dev.pid, 'SIGTERM');
    expect(await dev.ended).toBe(0);
    expect(await nothingIsLeft()).toBe(true);
  });
});

/** The addresses of TCP at which a process listens. */
function listeners(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`)
      .map((name) => statSync(`/proc/${pid}/fd/${name}`, { throwIfNoEntry: false }))
      .filter((found) => found?.isSocket())
      .map((found) => found?.ino)
  );
  return ['tcp', 'tcp6'].flatMap((kind) =>
    read(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && sockets.has(Number(fields[9])))
      .map(([, local = '']) => {
        const [address = '', port = ''] = local.split(':');
        return `${address === '0100007F' ? '127.0.0.1' : address}:${parseInt(port, 16)}`;
      })
  );
}
