import { statfs } from 'node:fs/promises';

/** One segment of PostgreSQL's log of changes: a server that cannot add one ends, in the middle of whatever it does. */
const leastBytes = 16 * 1024 * 1024;

/**
 * Whether a server can work on the disk of this folder. With less room it may start all the same, on what it has left
 * over from before, and would end at some later write; or it may end without a word, since its own log is there too.
 * A folder that cannot be looked at has other troubles, which are told elsewhere.
 */
export async function hasRoom(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined);
  if (!disk) return true;
  // Some disks do not count their blocks, or their files, and say 0 of them.
  const bytes = disk.blocks === 0 || disk.bavail * disk.bsize >= leastBytes;
  return bytes && (disk.files === 0 || disk.ffree > 0);
}
