import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database } from './platform/db/db.ts';

export const starter = fileURLToPath(new URL('../../../starter/', import.meta.url));
export const lists = [
  'themes',
  'alliances',
  'organisations',
  'series',
  'resources',
  'posts',
  'events',
  'figures',
  'activities'
] as const;
export const read = async (name: string, folder = starter) =>
  JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));

export const counted = [
  'theme',
  'alliance',
  'organisation',
  'series',
  'resource',
  'post',
  'event',
  'figure',
  'activity'
] as const;
export const tables = [
  ...counted,
  'place',
  'journal',
  'searchDoc',
  'milestone',
  'memberCount',
  'namedPerson',
  'steeringSeat'
] as const;
export async function sizes(db: Database, names: readonly (typeof tables)[number][] = tables): Promise<number[]> {
  const counts = names.map((table) =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  );
  return (await Promise.all(counts)).map(({ n }) => n);
}

/** A copy of the starter folder in which one file is another. */
export async function withFolder(
  name: string,
  change: (file: never) => unknown,
  work: (folder: string) => Promise<void>
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'c4c-starter-'));
  try {
    await cp(starter, folder, { recursive: true });
    const changed = change((await read(name)) as never);
    const path = join(folder, `${name}.json`);
    if (changed === undefined) await rm(path);
    else await writeFile(path, typeof changed === 'string' ? changed : JSON.stringify(changed));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
export type Row = Record<string, unknown> & { slug: string };
/** The list with its last thing changed. */
export const last = (changes: Record<string, unknown>) => (all: Row[]) => [
  ...all.slice(0, -1),
  { ...all.at(-1), ...changes }
];
