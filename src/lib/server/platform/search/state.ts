import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { Columns, type DocRow } from './columns.ts';

/** What this process knows of one database's index. */
export interface SearchState {
  columns: Columns;
  /** A read of many changes that is under way. */
  loading?: Promise<void>;
  /** Places of documents in the order by title, and the version that they are of. */
  titles?: { ranks: Uint32Array; version: number };
}

// By the database handle, not in a module variable: a program, or a test, may have several databases.
const states = new WeakMap<Database, SearchState>();

export function stateOf(db: Database): SearchState {
  let state = states.get(db);
  if (!state) states.set(db, (state = { columns: new Columns() }));
  return state;
}

const rowsARead = 20_000;

/** Reads everything that changed since the columns' version, in parts, so that other requests get their turn. */
export async function load(db: Database, state: SearchState): Promise<void> {
  state.loading ??= readChanges(db, state.columns).finally(() => (state.loading = undefined));
  await state.loading;
}

async function readChanges(db: Database, columns: Columns): Promise<void> {
  const known = columns.version;
  const { rows } = await sql<{ version: number }>`select version::float8 as version from search_state`.execute(db);
  let last = -1;
  for (;;) {
    const part = await readPart(db, known, last);
    // Rows may be newer than the version read first; they come again with the changes after it, which does no harm.
    columns.apply(part, known);
    if (part.length < rowsARead) break;
    last = part.at(-1)!.doc;
  }
  columns.apply([], rows[0]?.version ?? 0);
}

async function readPart(db: Database, known: number, last: number): Promise<DocRow[]> {
  const { rows } = await sql<{ part: DocRow[] | null }>`
    select json_agg(c) as part from (
      select doc, kind, entity, version, removed, type, year, alliance, day, themes, places, languages,
             title_words as words, size
      from search_doc where version > ${known} and doc > ${last} order by doc limit ${rowsARead}
    ) c`.execute(db);
  return rows[0]?.part ?? [];
}

/** Places in the order by title; read anew after a change, since any change may move all of them. */
export async function titleRanks(db: Database, state: SearchState): Promise<Uint32Array> {
  const { columns } = state;
  if (state.titles?.version === columns.version && state.titles.ranks.length >= columns.length) return state.titles.ranks;
  const version = columns.version;
  const { rows } = await sql<{ docs: Buffer }>`
    select array_send(coalesce(array_agg(doc order by title_key, doc), '{}')) as docs from search_doc`.execute(db);
  const [docs] = readLists(rows[0]!.docs);
  const ranks = new Uint32Array(columns.length).fill(docs!.length);
  docs!.forEach((doc, rank) => (ranks[doc] = rank));
  state.titles = { ranks, version };
  return ranks;
}

const headerOfEmpty = 12;
const headerOfArray = 20;

/** Reads integer arrays, one after another, as PostgreSQL sends them (src/backend/utils/adt/arrayfuncs.c, array_send). */
export function readLists(bytes: Buffer): Int32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lists: Int32Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (view.getInt32(at) === 0) {
      lists.push(new Int32Array(0));
      at += headerOfEmpty;
      continue;
    }
    const list = new Int32Array(view.getInt32(at + headerOfEmpty));
    at += headerOfArray;
    for (let index = 0; index < list.length; index++, at += 8) list[index] = view.getInt32(at + 4);
    lists.push(list);
  }
  return lists;
}

/** Runs the queries, in one snapshot with the version, and brings the columns at least up to that. */
export async function fetchHits(db: Database, state: SearchState, queries: string[]): Promise<Int32Array[]> {
  const known = state.columns.version;
  const { rows } = await sql<{ version: number; changes: DocRow[] | null; hits: Buffer }>`
    select version::float8 as version, changes, hits from search_hits(${known}, ${queries}::text[])`.execute(db);
  const { version, changes, hits } = rows[0]!;
  if (changes && changes.length > 1000) await load(db, state);
  else if (changes) state.columns.apply(changes, version);
  if (state.columns.version < version) await load(db, state);
  return readLists(hits);
}
