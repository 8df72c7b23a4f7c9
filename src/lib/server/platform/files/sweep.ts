import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { whileNobodyAdds, type FileContext } from './files.ts';
import { incoming, pathOf } from './store.ts';

/** Milliseconds that a content may lie without a row: longer than any upload and its transaction take. */
const patience = 86_400_000;

/**
 * Removes contents that no row names and uploads that never ended, older than a day: what rollbacks, removed rows and
 * killed processes leave. Safe beside running uploads.
 * @returns how many were removed
 */
export async function sweepOrphans(ctx: FileContext): Promise<number> {
  const store = ctx.instance.files;
  const isOld = async (path: string) => {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && found.mtimeMs < ctx.now.getTime() - patience;
  };

  let removed = 0;
  for (const name of await list(incoming(store))) {
    const path = join(incoming(store), name);
    if (await isOld(path)) {
      await rm(path, { force: true });
      removed++;
    }
  }
  // Folder by folder, so that adding files is never held up for long.
  for (const first of await list(store.folder, /^[0-9a-f]{2}$/)) {
    for (const second of await list(join(store.folder, first), /^[0-9a-f]{2}$/)) {
      const names = await list(join(store.folder, first, second), /^[0-9a-f]{64}$/);
      const old: string[] = [];
      for (const name of names) if (await isOld(pathOf(store, name))) old.push(name);
      if (old.length > 0) removed += (await removeUnnamed(ctx, old)) ?? 0;
    }
  }
  return removed;
}

function removeUnnamed(ctx: FileContext, hashes: string[]): Promise<number | undefined> {
  return whileNobodyAdds(ctx, async (tx) => {
    const rows = await tx.db.selectFrom('file').select('sha256').where('sha256', 'in', hashes).execute();
    const named = new Set(rows.map((row) => row.sha256));
    const unnamed = hashes.filter((hash) => !named.has(hash));
    for (const hash of unnamed) await rm(pathOf(ctx.instance.files, hash), { force: true });
    return unnamed.length;
  });
}

async function list(folder: string, pattern = /./): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => pattern.test(name));
}
