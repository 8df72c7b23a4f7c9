/* `npm run backup -- FILE`: the whole instance in one file, while the program runs or not. */
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { backup } from '../src/lib/server/platform/backup/backup.ts';
import { reachInstance } from './instance.ts';
import { fail, seconds } from './steps.ts';

const [file] = process.argv.slice(2);
if (!file) fail('Name the file: npm run backup -- backup.tar.gz (or .tar.zst, which is faster).');
const path = resolve(file);
const draft = `${path}.part`;
const started = performance.now();

try {
  if (
    await access(path).then(
      () => true,
      () => false
    )
  )
    fail(`${path} exists already: choose another name.`);
  await access(dirname(path)).catch(() => fail(`There is no folder ${dirname(path)}.`));
  const { connection, filesDir, letGo } = await reachInstance(true);
  try {
    // Personal data: for the owner alone.
    const out = createWriteStream(draft, { mode: 0o600, flush: true });
    const compression = /zst/.test(path) ? 'zstd' : 'gzip';
    const { tables, rows, files } = await backup({ connection, filesDir, out, compression, now: new Date() });
    await rename(draft, path);
    await syncFolder(dirname(path));
    const megabytes = ((await stat(path)).size / 1e6).toFixed(1);
    console.log(
      `${path}: ${rows} rows of ${tables} tables and ${files} files, ${megabytes} MB in ${seconds(started)}.`
    );
  } finally {
    await rm(draft, { force: true });
    await letGo();
  }
} catch (error) {
  fail(
    (error as NodeJS.ErrnoException).code === 'ENOSPC'
      ? `The disk that holds ${dirname(path)} is full: no backup was made.`
      : error
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
