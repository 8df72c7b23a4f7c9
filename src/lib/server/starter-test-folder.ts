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

/** The lists in which nothing but their own things refers to a thing. */
const long = ['resources', 'posts', 'events', 'activities'];

/** A copy of the starter folder in which one file is another; a short one has only the last thing of each long list. */
export async function withFolder(
  name: string,
  change: (file: never) => unknown,
  work: (folder: string) => Promise<void>,
  short = false
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'c4c-starter-'));
  const write = (name: string, file: unknown) => writeFile(join(folder, `${name}.json`), JSON.stringify(file));
  try {
    await cp(starter, folder, { recursive: true });
    for (const list of short ? long : []) {
      const { related, forum, ...rest } = (await read(list)).at(-1);
      await write(list, [{ ...rest, ...(related && { related: [] }), ...(forum !== undefined && { forum: null }) }]);
    }
    const changed = change((await read(name, folder)) as never);
    if (changed === undefined) await rm(join(folder, `${name}.json`));
    else if (typeof changed === 'string') await writeFile(join(folder, `${name}.json`), changed);
    else await write(name, changed);
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
