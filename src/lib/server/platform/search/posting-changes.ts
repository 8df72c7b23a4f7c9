import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { decodePostings, docOfPosting, encodePostings, hasFields, pack } from './postings.ts';

/**
 * So long is a row, in characters, before another begins: common words are in most documents, and each document writes
 * one row of theirs.
 */
const longestRow = 700;
const lexemesAStatement = 4_000;

/** By lexeme, the fields that it stands in, as bits. */
export type LexemeFields = ReadonlyMap<string, number>;
const nothing: LexemeFields = new Map();

interface Row {
  lexeme: string;
  bound: number;
  docs: string;
}

/**
 * Changes of posting lists, gathered by lexeme and written together: a common word's row is then written once for many
 * documents.
 */
export class PostingChanges {
  private readonly byLexeme = new Map<string, number[]>();
  /** How many postings change. */
  size = 0;

  /** A document had these lexemes, and has those. */
  add(doc: number, before: LexemeFields = nothing, after: LexemeFields = nothing): void {
    for (const lexeme of before.keys()) if (!after.has(lexeme)) this.set(lexeme, pack(doc, 0));
    for (const [lexeme, bits] of after) if (before.get(lexeme) !== bits) this.set(lexeme, pack(doc, bits));
  }

  private set(lexeme: string, posting: number): void {
    const postings = this.byLexeme.get(lexeme);
    if (postings) postings.push(posting);
    else this.byLexeme.set(lexeme, [posting]);
    this.size++;
  }

  /** Writes what was gathered, in the caller's transaction, which has the state locked; then there is nothing gathered. */
  async write(db: Database): Promise<void> {
    // In the order of the index, so that its pages are gone through once.
    const lexemes = [...this.byLexeme.keys()].sort();
    const changes = lexemes.map((lexeme) => ({ lexeme, postings: inOrder(this.byLexeme.get(lexeme)!) }));
    this.byLexeme.clear();
    this.size = 0;
    for (let from = 0; from < changes.length; from += lexemesAStatement) {
      await writeSome(db, changes.slice(from, from + lexemesAStatement));
    }
  }
}

/** By document, the latest where one comes twice. */
function inOrder(postings: number[]): number[] {
  const latest = new Map(postings.map((posting) => [docOfPosting(posting), posting]));
  return [...latest.values()].sort((a, b) => a - b);
}

interface Change {
  lexeme: string;
  postings: number[];
}

async function writeSome(db: Database, changes: Change[]): Promise<void> {
  const rows = Map.groupBy(await readRows(db, changes), ({ lexeme }) => lexeme);
  const gone: Omit<Row, 'docs'>[] = [];
  const kept: Row[] = [];
  for (const { lexeme, postings } of changes) {
    for (const { bound, before, now } of partsOf(rows.get(lexeme) ?? [], postings)) {
      const merged = merge(before, now);
      if (merged.length === 0) gone.push({ lexeme, bound });
      else
        kept.push(
          ...divide(merged, before).map((row, at) => ({ lexeme, ...row, bound: at === 0 ? bound : row.bound }))
        );
    }
  }
  if (gone.length > 0)
    await sql`
      delete from search_posting p using unnest(${gone.map(({ lexeme }) => lexeme)}::text[],
        ${gone.map(({ bound }) => bound)}::integer[]) as g(lexeme, bound)
      where p.lexeme = g.lexeme and p.bound = g.bound`.execute(db);
  if (kept.length > 0)
    await sql`
      insert into search_posting (lexeme, bound, docs)
      select * from unnest(${kept.map(({ lexeme }) => lexeme)}::text[], ${kept.map(({ bound }) => bound)}::integer[],
        ${kept.map(({ docs }) => docs)}::text[])
      on conflict (lexeme, bound) do update set docs = excluded.docs`.execute(db);
}

/** The rows that the changes fall into, in order. */
async function readRows(db: Database, changes: Change[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select w.lexeme, p.bound, p.docs
    from unnest(${changes.map(({ lexeme }) => lexeme)}::text[],
        ${changes.map(({ postings }) => docOfPosting(postings[0]!))}::integer[],
        ${changes.map(({ postings }) => docOfPosting(postings.at(-1)!))}::integer[]) as w(lexeme, low, high),
      lateral (
        select bound, docs from search_posting
        where lexeme = w.lexeme and bound <= w.high and bound >= coalesce(
          (select max(bound) from search_posting where lexeme = w.lexeme and bound <= w.low), 0)
        order by bound offset 0
      ) p`.execute(db);
  return rows;
}

/** Each row with the changes that fall into it. Those before the first row, or where there is none, make a row from 0 on. */
function* partsOf(rows: Row[], postings: number[]): Generator<{ bound: number; before: number[]; now: number[] }> {
  const sorted = rows.toSorted((a, b) => a.bound - b.bound);
  if (sorted[0]?.bound !== 0 && docOfPosting(postings[0]!) < (sorted[0]?.bound ?? Infinity))
    sorted.unshift({ lexeme: '', bound: 0, docs: '' });
  let at = 0;
  for (const [place, { bound, docs }] of sorted.entries()) {
    const end = sorted[place + 1]?.bound ?? Infinity;
    const from = at;
    while (at < postings.length && docOfPosting(postings[at]!) < end) at++;
    if (at > from) yield { bound, before: decodePostings(docs), now: postings.slice(from, at) };
  }
}

/** Both in one order; what is in both is as the second has it, and what has no fields is left out. */
function merge(before: number[], now: number[]): number[] {
  const merged: number[] = [];
  let at = 0;
  for (const posting of now) {
    const doc = docOfPosting(posting);
    while (at < before.length && docOfPosting(before[at]!) < doc) merged.push(before[at++]!);
    if (at < before.length && docOfPosting(before[at]!) === doc) at++;
    if (hasFields(posting)) merged.push(posting);
  }
  while (at < before.length) merged.push(before[at++]!);
  return merged;
}

/**
 * As rows: filled one after another where documents were only added at the end, as they mostly are, and otherwise in
 * equal parts, so that there is room for the next ones between.
 */
function divide(postings: number[], before: number[]) {
  const rows = encodePostings(postings, longestRow);
  const last = before.at(-1);
  const isAppended = last === undefined || last === postings[before.length - 1];
  if (rows.length === 1 || isAppended) return rows;
  const length = rows.reduce((sum, { docs }) => sum + docs.length, 0);
  return encodePostings(postings, Math.ceil(length / rows.length));
}
