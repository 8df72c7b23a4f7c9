import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { decodeDocs } from './codes.ts';
import { Columns, type DocRow } from './columns.ts';
import type { Sought } from './lexemes.ts';
import { readLists, type WordHits } from './postings.ts';
import { arrayLiteral } from './rows.ts';

/** What this process knows of one database's index. */
export interface SearchState {
  columns: Columns;
  /** A read of many changes that is under way. */
  loading?: Promise<void>;
  /** Arrays as long as the columns, to be used again: making them anew for each search costs more than the search. */
  spareScores: Float32Array[];
  spareLists: Int32Array[];
  spareFields: Uint8Array[];
  keys: Float64Array;
  marks: Uint8Array;
  /** Places of documents in the order by title, and the version that they are of. */
  titles?: { ranks: Uint32Array; version: number };
}

// By the database handle, not in a module variable: a program, or a test, may have several databases.
const states = new WeakMap<Database, SearchState>();

export function stateOf(db: Database): SearchState {
  let state = states.get(db);
  if (!state)
    states.set(
      db,
      (state = {
        columns: new Columns(),
        spareScores: [],
        spareLists: [],
        spareFields: [],
        keys: new Float64Array(0),
        marks: new Uint8Array(0)
      })
    );
  return state;
}

/** Zeroed scores by document number, for one search; to be given back with `giveScores`. */
export function takeScores({ columns, spareScores }: SearchState): Float32Array {
  const spare = spareScores.pop();
  if (!spare || spare.length < columns.length) return new Float32Array(Math.ceil(columns.length * 1.1) + 16);
  return spare.fill(0);
}

export function giveScores({ spareScores }: SearchState, scores: Float32Array): void {
  if (spareScores.length < mostSpareScores) spareScores.push(scores);
}

/** Room for the places in an order of so many documents; used up before anything is awaited. */
export function roomForKeys(state: SearchState, documents: number): Float64Array {
  if (state.keys.length < documents) state.keys = new Float64Array(Math.ceil(documents * 1.1) + 16);
  return state.keys.subarray(0, documents);
}

/** A zero for each document; used up before anything is awaited. */
export function marksOf(state: SearchState): Uint8Array {
  if (state.marks.length < state.columns.length)
    state.marks = new Uint8Array(Math.ceil(state.columns.length * 1.1) + 16);
  return state.marks.fill(0);
}

/** So many are kept: each has four bytes for every document. */
const mostSpareScores = 6;
const mostSpareLists = 10;
const mostSpareFields = 12;
/** A list shorter than this is cheaper made than kept. */
const worthKeeping = 2048;

/**
 * Lists of document numbers for one search. Long ones are used again by the next: what is made anew stands outside of
 * V8's heap, which is then collected for every thirty searches.
 */
export class Lists {
  private readonly state: SearchState;
  private readonly lent: Int32Array[] = [];
  private readonly lentFields: Uint8Array[] = [];

  constructor(state: SearchState) {
    this.state = state;
  }

  /** A list of this length, with anything in it. */
  readonly take = (length: number): Int32Array => {
    if (length < worthKeeping) return new Int32Array(length);
    const { spareLists, columns } = this.state;
    const place = spareLists.findLastIndex((list) => list.length >= length);
    const list =
      place < 0 ? new Int32Array(Math.max(length, Math.ceil(columns.length * 1.1))) : spareLists.splice(place, 1)[0]!;
    this.lent.push(list);
    return list.subarray(0, length);
  };

  /** Zeroes by document number. */
  readonly takeFields = (): Uint8Array => {
    const { spareFields, columns } = this.state;
    const spare = spareFields.pop();
    const fields =
      spare && spare.length >= columns.length ? spare.fill(0) : new Uint8Array(Math.ceil(columns.length * 1.1) + 16);
    this.lentFields.push(fields);
    return fields;
  };

  /** Ends the search: none of its lists is read any more. */
  giveBack(): void {
    const { spareLists, spareFields } = this.state;
    for (const list of this.lent) if (spareLists.length < mostSpareLists) spareLists.push(list);
    for (const fields of this.lentFields) if (spareFields.length < mostSpareFields) spareFields.push(fields);
    this.lent.length = this.lentFields.length = 0;
  }
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
  if (state.titles?.version === columns.version && state.titles.ranks.length >= columns.length)
    return state.titles.ranks;
  const version = columns.version;
  const { rows } = await sql<{ codes: string | null }>`
    select string_agg(code, '') as codes from (select code from search_doc order by title_key, code) o`.execute(db);
  const docs = decodeDocs(rows[0]?.codes ?? '');
  const ranks = new Uint32Array(columns.length).fill(docs.length);
  docs.forEach((doc, rank) => (ranks[doc] = rank));
  state.titles = { ranks, version };
  return ranks;
}

/** Looks up words, in one snapshot with the version, and brings the columns at least up to that. */
export async function fetchWords(
  db: Database,
  state: SearchState,
  sought: Sought[],
  lists?: Lists
): Promise<WordHits[]> {
  const known = state.columns.version;
  const lexemes: string[] = [];
  const beginnings: string[] = [];
  const without: string[] = [];
  const words = sought.map((one) => ({
    lexemes: one.lexemes.map((lexeme) => lexemes.push(lexeme) - 1),
    beginnings: one.beginnings.map(
      (beginning) => without.push(arrayLiteral(one.lexemes)) && beginnings.push(beginning) - 1
    )
  }));
  const { rows } = await sql<{ version: number; changes: DocRow[] | null; hits: string }>`
    select version::float8 as version, changes, hits
    from search_hits(${known}, ${lexemes}::text[], ${beginnings}::text[], ${without}::text[])`.execute(db);
  const { version, changes, hits } = rows[0]!;
  if (changes && changes.length > 1000) await load(db, state);
  else if (changes) state.columns.apply(changes, version);
  if (state.columns.version < version) await load(db, state);
  return readLists(
    hits,
    words.map((one) => ({ ...one, beginnings: one.beginnings.map((list) => lexemes.length + list) })),
    lists ?? {
      take: (length) => new Int32Array(length),
      takeFields: () => new Uint8Array(state.columns.length)
    }
  );
}
