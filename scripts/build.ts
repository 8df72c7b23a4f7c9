import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run, step, tool } from './steps.ts';

const sources = [
  'src',
  'messages',
  'static',
  'vite.config.ts',
  'scripts/messages.ts',
  'tsconfig.json',
  'package-lock.json'
];
/** Written by the build itself. */
const generated = join(root, 'src', 'lib', 'paraglide');
const stamp = join(root, 'build', '.stamp');

/** Builds the pages when a source has changed since the last build, told by names, sizes and times. */
export async function buildIfStale(label: string): Promise<void> {
  const state = fingerprint();
  if (readIfThere(stamp) === state) return;
  await step(label, async () => {
    // A build that is broken off must not look like a whole one.
    rmSync(stamp, { force: true });
    const { code, output } = await run(process.execPath, [tool('vite', 'bin', 'vite.js'), 'build'], {
      ...process.env,
      NODE_ENV: 'production'
    });
    if (code !== 0) throw new Error(`The pages could not be built:\n${output}`);
    mkdirSync(join(root, 'build'), { recursive: true });
    writeFileSync(stamp, state);
  });
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of sources) add(hash, join(root, source));
  return hash.digest('hex');
}

function add(hash: ReturnType<typeof createHash>, path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || path === generated) return;
  if (found.isDirectory()) for (const name of readdirSync(path).sort()) add(hash, join(path, name));
  else if (!path.endsWith('.test.ts')) hash.update(`${relative(root, path)}\0${found.size}\0${found.mtimeMs}\n`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
