import { readFile } from 'node:fs/promises';
import { createDatabase } from '../../../../../tests/support/database.ts';
import { openDatabase, openPool, type Database } from '../db/db.ts';
import { search } from './search.ts';
import type { Expand, SearchDocument, SearchItem, SearchRequest, SearchText, Segment } from './types.ts';

const schema = ['002_search', '007_search-names', '009_search-aka', '016_search-postings'].map(
  (name) => new URL(`../db/migrations/${name}.sql`, import.meta.url)
);

export interface TestIndex {
  db: Database;
  /** Another pool on the same database, as another process has it. */
  connect(): Database;
  close(): Promise<void>;
}

/** An empty index in a database of its own. */
export async function makeIndex(): Promise<TestIndex> {
  const { url, drop } = await createDatabase();
  const opened: Database[] = [];
  const connect = () => {
    const db = openDatabase(openPool({ connectionString: url }, 3, () => {}));
    opened.push(db);
    return db;
  };
  const db = connect();
  const client = openPool({ connectionString: url }, 1, () => {});
  for (const file of schema) await client.query(await readFile(file, 'utf8'));
  await client.end();
  const close = async () => {
    await Promise.all(opened.map((one) => one.destroy()));
    await drop();
  };
  return { db, connect, close };
}

/** A document with a text in one language, and only what the test is about. */
export function document(id: number, text: Partial<SearchText>, rest: Partial<SearchDocument> = {}): SearchDocument {
  const language = text.language ?? 'en';
  return {
    kind: 'resource',
    id,
    texts: [{ language, title: `Untitled ${id}`, keywords: '', summary: '', body: '', ...text }],
    type: 'tool',
    themes: [],
    places: [],
    year: null,
    languages: [language],
    alliance: 1,
    date: null,
    ...rest
  };
}

/** The ids that a text finds, in their order. */
export async function idsOf(
  db: Database,
  text: string,
  request: Partial<SearchRequest> = {},
  expand?: Expand
): Promise<number[]> {
  const { items } = await search(db, { text, locale: 'en', ...request }, expand);
  return items.map(({ id }) => id);
}

/** The marked words of an item. */
export function marked({ title, snippet }: SearchItem): string[] {
  return [...title, ...snippet].filter(([, isMatch]: Segment) => isMatch).map(([text]) => text);
}
