/*
 * `node scripts/clone-test.ts`: does what the README promises with HEAD. It is cloned into a folder of a new name (with
 * a space, open to its owner only), started with npm, asked for its home page and ended; as root also as nobody.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, root, run, seconds } from './steps.ts';

interface User {
  name: string;
  /** Undefined: whoever runs this. */
  uid?: number;
}

/** Packages, pages and the first start; a machine without a cache of npm takes its time. */
const patience = 10 * 60_000;
const isRoot = process.getuid?.() === 0;
const users: User[] = [{ name: isRoot ? 'root' : 'you' }, ...(isRoot ? [{ name: 'nobody', uid: 65534 }] : [])];

for (const user of users) {
  const started = performance.now();
  await tryOut(user).catch((error: Error) => fail(`clone: FAILED as ${user.name}: ${error.message}`));
  console.log(`clone as ${user.name}: ready, served, ended in ${seconds(started)}`);
}
console.log('clone: ok');

async function tryOut(user: User): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cities clone '));
  const home = await mkdtemp(join(tmpdir(), 'cities-postgres-'));
  try {
    const clone = join(folder, 'cities4children');
    const { code, output } = await run('git', ['clone', '--quiet', '--depth=1', `file://${root}`, clone]);
    if (code !== 0) throw new Error(output);
    const env = await environment(user, folder);
    // As root the bundled database runs as somebody else, who must come this far.
    await chmod(home, 0o755);
    if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.uid}`, folder]);
    await chmod(folder, 0o700);
    await start(clone, { ...env, POSTGRES_HOME: user.uid === undefined ? home : undefined }, user);
  } finally {
    for (const pid of await processesIn([folder, home])) end(pid);
    while ((await processesIn([folder, home])).length > 0) await pause(50);
    for (const path of [folder, home]) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** This environment without what npm and the settings of an instance put there, so that only the README counts. */
async function environment({ uid }: User, folder: string): Promise<NodeJS.ProcessEnv> {
  const settings =
    /^(npm_(lifecycle|package|command|execpath|node|config_local)|(DATA_DIR|PUBLIC_URL|HOST|STARTER|HEAP_MB|NODE_ENV|NODE_OPTIONS)$|DATABASE_)/;
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !settings.test(name))
  );
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes('node_modules'))
    .join(delimiter);
  if (uid === undefined) return env;
  // Packages that this user's npm has already fetched need not be fetched again.
  const cache = (await run('npm', ['config', 'get', 'cache'], env)).output.trim();
  env.HOME = join(folder, 'home');
  await mkdir(env.HOME);
  env.npm_config_cache = join(env.HOME, '.npm');
  await cp(cache, env.npm_config_cache, { recursive: true }).catch(() => {});
  await chown(env.HOME, uid, uid);
  return env;
}

async function start(clone: string, env: NodeJS.ProcessEnv, { uid }: User): Promise<void> {
  const port = await freePort();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...env, PORT: String(port), npm_config_prefer_offline: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid })
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  const until = Date.now() + patience;
  while (!/^Ready in /m.test(said)) {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${said}`);
    if (Date.now() > until) throw new Error(`npm start was not ready in ${patience / 60_000} minutes:\n${said}`);
    await pause(50);
  }
  const home = await fetch(`http://localhost:${port}/`);
  if (home.status !== 200 || !(await home.text()).includes('<h1'))
    throw new Error(`the home page is answered with ${home.status}`);
  child.kill('SIGTERM');
  await ended;
  const limit = Date.now() + 20_000;
  // npm does not wait for what it ran.
  while ((await processesIn([clone])).length > 0) {
    if (Date.now() > limit) throw new Error(`processes are left after SIGTERM:\n${said}`);
    await pause(50);
  }
  if (!said.includes('stopping')) throw new Error(`the program was not asked to end:\n${said}`);
}

/** The processes that were started from, or work on, one of the folders. */
async function processesIn(folders: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry))) {
    const text = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => ''))
    );
    if (Number(name) !== process.pid && folders.some((folder) => text.join('\0').includes(folder)))
      found.push(Number(name));
  }
  return found;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
