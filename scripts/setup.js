/*
 * Every npm command begins here: `node scripts/setup.js start|dev|test|check|bench|backup|restore|outbox|alliance`.
 * This file runs on whatever Node the machine has (20 or later) and with nothing installed: it installs the packages
 * when they are missing or old, and goes on with `scripts/<command>.ts` under the Node that the packages bring.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { memoryEnvironment, memoryFlags } from './memory.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** How many steps a command may have to say something about; this file takes the first. */
const steps = { start: 2, test: 3 };
const commands = ['start', 'dev', 'test', 'check', 'bench', 'backup', 'restore', 'outbox', 'alliance'];
const wantedNode = 24;
const stamp = join(root, 'node_modules', '.installed');
/** The variable by which this file, run on another Node, tells its child whom to follow. */
const wrapperName = 'CITIES_WRAPPER_PID';

const [command = 'start', ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  console.error(`There is no command ${command}: use one of ${commands.join(', ')}.`);
  process.exit(2);
}
const lock = fingerprint();
const installed = readIfThere(stamp) !== lock && !isCurrent();
if (installed) install();
else if (readIfThere(stamp) !== lock) writeQuietly(stamp, lock);
/** The process of this file that runs on another Node and waits for us, where there is one. */
const wrapper = Number(process.env[wrapperName]) || undefined;
delete process.env[wrapperName];
followParent();
const isWantedNode = Number(process.versions.node.split('.')[0]) >= wantedNode;
if (wrapper !== undefined || (isWantedNode && !installed && isSmall())) await become();
else if (isWantedNode && !installed && process.execve) becomeSmall();
else runUnderNode(findNode());

/** Whether this process has what memory.js asks for, which can only be given to a process as it begins. */
function isSmall() {
  const hasFlags = memoryFlags.every((flag) => process.execArgv.includes(flag));
  return (
    command !== 'start' ||
    (hasFlags && Object.entries(memoryEnvironment).every(([name, value]) => process.env[name] === value))
  );
}

/** Goes on as the command, in this same process. */
async function become() {
  // Saves half a second of a start; a folder that is not ours to write is simply left out.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'compiled'));
  process.argv = [process.argv[0], join(root, 'scripts', `${command}.ts`), ...args];
  await import(pathToFileURL(process.argv[1]).href);
}

/** Begins again with the flags under the same process id: nobody stands between us and who sends the signals. */
function becomeSmall() {
  const again = [process.execPath, ...process.execArgv, ...memoryFlags, fileURLToPath(import.meta.url), command];
  process.execve(process.execPath, [...again, ...args], { ...process.env, ...memoryEnvironment });
}

/**
 * npm runs us in a shell, and passes a SIGTERM on to that shell only, which ends without telling us; and whoever runs
 * us on another Node may be killed. So once our parent is gone, we end as if told.
 */
function followParent() {
  const parent = wrapper ?? process.ppid;
  if (wrapper === undefined && (process.env.npm_lifecycle_event === undefined || parent <= 1)) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  timer.unref();
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeQuietly(path, text) {
  try {
    writeFileSync(path, text);
  } catch {
    // Packages of another user: the comparison is made again the next time.
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json'])
    hash.update(readIfThere(join(root, name)) ?? '').update('\0');
  return hash.digest('hex');
}

/** Whether npm's own record of what it installed agrees with the lock file, as after an `npm install` by hand. */
function isCurrent() {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const here = read('node_modules/.package-lock.json');
    return Object.entries(read('package-lock.json')).every(
      ([path, wanted]) => path === '' || (here[path] ? here[path].version === wanted.version : wanted.optional)
    );
  } catch {
    return false;
  }
}

function install() {
  const started = Date.now();
  process.stdout.write(`1/${steps[command] ?? 1} packages … `);
  // The machine's own Node runs npm: the one in node_modules is about to be replaced.
  const outside = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  const env = { ...process.env, PATH: outside.join(delimiter) };
  // Not `npm ci`: it refuses a lock file without the optional packages of every other platform, and begins by deleting.
  const options = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error'
  ];
  const shell = process.platform === 'win32';
  const result = spawnSync('npm', options, {
    cwd: root,
    env,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe']
  });
  if (result.status !== 0) {
    console.log('failed');
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
    const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.exec(output);
    if (result.error) console.error(`npm could not be started (${result.error.message}): install Node.js with npm.`);
    else if (offline)
      console.error(`npm could not reach its registry (${offline[0]}): the first start needs the network.`);
    else console.error(`npm could not install the packages:\n${output}`);
    rmSync(stamp, { force: true });
    process.exit(1);
  }
  writeQuietly(stamp, lock);
  console.log(`done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Node comes as a package; its install script, which npm may have been told to leave out, puts it in place. */
function findNode() {
  const home = join(root, 'node_modules', 'node');
  const node = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node) && existsSync(home)) {
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: home, stdio: 'ignore' });
  }
  if (existsSync(node)) return node;
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath;
  console.error(
    `The package "node" brought no Node ${wantedNode} for this machine: install Node ${wantedNode} and try again.`
  );
  process.exit(1);
}

function runUnderNode(node) {
  // In a group of its own, Ctrl-C reaches it once, through us, and not a second time from the terminal.
  const detached = process.platform !== 'win32';
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const flags = command === 'start' ? memoryFlags : [];
  const child = spawn(node, [...flags, fileURLToPath(import.meta.url), command, ...args], {
    stdio: 'inherit',
    detached,
    env: { ...process.env, ...memoryEnvironment, PATH: path, [wrapperName]: String(process.pid) }
  });
  let last = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // npm passes on the Ctrl-C that the terminal has sent here already.
      if (Date.now() - last > 300) child.kill(signal);
      last = Date.now();
    });
  }
  child.on('error', (error) => {
    console.error(`${node} cannot be run: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}
