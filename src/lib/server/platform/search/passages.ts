import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { wordsAMark } from './analyse.ts';
import type { QueryWord } from './query.ts';
import { arrayLiteral } from './rows.ts';
import { bytesAWord, phrasesByLanguage } from './streams.ts';
import { baseLanguage } from './words.ts';

export interface Passage {
  part: number;
  language: string;
  text: string;
}

/** Where nothing is found by stems (a word that only begins with the query's), the body's first 640 words are looked at. */
const beginningMarks = 10;

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
  const sought = (phrases.length > 0 ? phrases : words.map((word) => [word])).flatMap((phrase) => [
    ...phrasesByLanguage(phrase)
  ]);
  const { rows } = await sql<{ doc: number; part: number; language: string; found: boolean; text: string }>`
    with pattern as materialized (
      select * from unnest(${sought.map(([language]) => language)}::text[], ${sought.map(([, words]) => words)}::bytea[])
        as p(language, words)
    ), place as (
      select t.doc, t.part, t.language, t.body, t.marks, (
        select min(nullif(position(p.words in t.tail), 0) - 1) / ${bytesAWord * wordsAMark} from pattern p
        where p.language = case when lower(split_part(t.language, '-', 1)) in (select language from pattern)
          then lower(split_part(t.language, '-', 1)) else '' end
      ) as mark
      from search_text t where t.doc = any(${arrayLiteral(docs)}::integer[]) and t.marks <> '{}'
    ), span as (
      select *, coalesce(marks[mark + 1], 1) as first,
        coalesce(marks[coalesce(mark + 2, ${beginningMarks}) + 1], length(body) + 1) as next
      from place
    )
    select doc, part, language, mark is not null as found,
      convert_from(substring(body, first, next - first), 'UTF8') as text
    from span order by doc, part`.execute(db);
  const passages = new Map<number, Passage & { rank: number }>();
  for (const { doc, part, language, found, text } of rows) {
    const rank = (found ? 2 : 0) + (baseLanguage(language) === baseLanguage(locale) ? 1 : 0);
    if (rank > (passages.get(doc)?.rank ?? -1)) passages.set(doc, { part, language, text, rank });
  }
  return passages;
}
