import { sql } from 'kysely';
import type { Database } from '../db/db.ts';

const mostCounted = 255;
const shortest = 3;
const longest = 32;

/** How many documents more or fewer have each word. */
export class WordCounts {
  readonly changes = new Map<string, number>();

  add(words: Iterable<string>, by: 1 | -1): void {
    for (const word of words) {
      if (word.length < shortest || word.length > longest || /\d/.test(word)) continue;
      this.changes.set(word, (this.changes.get(word) ?? 0) + by);
    }
  }
}

/**
 * Brings the vocabulary up to date. Words that very many documents have are left as they are: their count is no
 * longer exact, and writing it again and again would cost more than the document itself.
 */
export async function countWords(db: Database, counts: WordCounts): Promise<void> {
  const changes = [...counts.changes].filter(([, by]) => by !== 0);
  if (changes.length === 0) return;
  const rows = JSON.stringify(Object.fromEntries(changes));
  await sql`
    with change as materialized (
      select c.key as word, c.value::integer as by, w.documents
      from json_each_text(${rows}::json) c left join search_word w on w.word = c.key
      where w.documents is null or w.documents < ${mostCounted}
    ), gone as (
      delete from search_word w using change c where w.word = c.word and c.documents + c.by <= 0
    ), counted as (
      update search_word w set documents = least(c.documents + c.by, ${mostCounted})
      from change c where w.word = c.word and c.documents + c.by > 0
    )
    insert into search_word (word, documents)
    select c.word, least(c.by, ${mostCounted}) from change c where c.documents is null and c.by > 0`.execute(db);
}
