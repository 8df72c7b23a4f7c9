import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import type { Columns } from './columns.ts';
import type { QueryWord } from './query.ts';
import { arrayLiteral } from './rows.ts';
import { phrasesByLanguage } from './streams.ts';

// A phrase of two frequent words may have to be looked for in very many texts. This bounds the time: about 2 MB of
// words' hashes, and 40 ms.
const bytesChecked = 2_000_000;
const docCost = 2_000;
const docsAQuery = 1_000;

/** The documents in which the phrase stands, and whether there were too many to look at them all. */
export interface Verified {
  docs: Int32Array;
  isCapped: boolean;
}

/**
 * Looks for a phrase in the texts of documents that have all of its words: their own, or their names as well. `docs` come in the order in which they
 * are worth looking at: the check stops at a bound.
 */
export async function withPhrase(
  db: Database,
  columns: Columns,
  docs: Int32Array,
  phrase: QueryWord[],
  where: 'own' | 'names too' = 'names too'
): Promise<Verified> {
  let budget = bytesChecked;
  let checked = 0;
  while (checked < docs.length && budget > 0) budget -= columns.sizes[docs[checked++]!]! + docCost;
  const found: number[] = [];
  for (let from = 0; from < checked; from += docsAQuery) {
    found.push(...(await check(db, docs.subarray(from, Math.min(from + docsAQuery, checked)), phrase, where)));
  }
  return { docs: Int32Array.from(found), isCapped: checked < docs.length };
}

async function check(db: Database, docs: Int32Array, phrase: QueryWord[], where: string): Promise<number[]> {
  const patterns = phrasesByLanguage(phrase);
  const { rows } = await sql<{ doc: number }>`
    with pattern as materialized (
      select * from unnest(${[...patterns.keys()]}::text[], ${[...patterns.values()]}::bytea[]) as p(language, words)
    )
    select distinct t.doc from search_text t
    join pattern p on p.language = case when lower(split_part(t.language, '-', 1)) in (select language from pattern)
      then lower(split_part(t.language, '-', 1)) else '' end
    where t.doc = any(${arrayLiteral(docs)}::integer[])
      and (position(p.words in t.head) > 0 or position(p.words in t.tail) > 0
        or (${where === 'names too'} and position(p.words in t.named) > 0))`.execute(db);
  return rows.map(({ doc }) => doc);
}

/** In how many of these documents the word stands in a text of the language, among the text's own words. */
export async function countIn(db: Database, docs: Int32Array, word: QueryWord, language: string): Promise<number> {
  const patterns = phrasesByLanguage([word]);
  const { rows } = await sql<{ count: number }>`
    select count(distinct doc)::integer as count from search_text
    where doc = any(${arrayLiteral(docs)}::integer[]) and lower(split_part(language, '-', 1)) = ${language}
      and (position(${patterns.get(language) ?? patterns.get('')}::bytea in head) > 0
        or position(${patterns.get(language) ?? patterns.get('')}::bytea in tail) > 0)`.execute(db);
  return rows[0]!.count;
}
