import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { wordsAMark } from './analyse.ts';
import type { QueryWord } from './query.ts';
import { arrayLiteral } from './rows.ts';
import { bytesAWord, phrasesByLanguage } from './streams.ts';
import { baseLanguage } from './words.ts';

export interface Passage {
  part: number;
  text: string;
}

/** Where nothing is found by stems (a word that only begins with the query's), the body's beginning is looked at. */
const beginning = 4_000;

/**
 * The part of each body where the query's words first stand. Only that part is read: the order of the words tells
 * where it is, and long texts have most of the rare words.
 */
export async function passagesOf(
  db: Database,
  docs: number[],
  words: QueryWord[],
  phrases: QueryWord[][],
  locale: string
): Promise<Map<number, Passage>> {
  if (docs.length === 0) return new Map();
  const sought = (phrases.length > 0 ? phrases : words.map((word) => [word])).flatMap((phrase) => [...phrasesByLanguage(phrase)]);
  const { rows } = await sql<{ doc: number; part: number; language: string; isFound: boolean; found: boolean; text: string }>`
    with pattern as materialized (
      select * from unnest(${sought.map(([language]) => language)}::text[], ${sought.map(([, words]) => words)}::bytea[])
        as p(language, words)
    ), text as (
      select t.*, lower(split_part(t.language, '-', 1)) as base from search_text t
      where t.doc = any(${arrayLiteral(docs)}::integer[]) and t.body <> ''
    ), place as (
      select t.*, (
        select min((position(p.words in t.tail) - 1) / ${bytesAWord * wordsAMark}) from pattern p
        where p.language = case when t.base in (select language from pattern) then t.base else '' end
          and position(p.words in t.tail) > 0
      ) as mark from text t
    )
    select doc, part, language, mark is not null as found,
      case when mark is null then left(body, ${beginning})
        else substr(body, marks[mark + 1], coalesce(marks[mark + 3], marks[mark + 1] + 2000) - marks[mark + 1]) end as text
    from place order by doc, part`.execute(db);
  const passages = new Map<number, Passage & { rank: number }>();
  for (const { doc, part, language, found, text } of rows) {
    const rank = (found ? 2 : 0) + (baseLanguage(language) === baseLanguage(locale) ? 1 : 0);
    if (rank > (passages.get(doc)?.rank ?? -1)) passages.set(doc, { part, text, rank });
  }
  return passages;
}
