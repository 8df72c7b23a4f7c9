import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../db/db.ts';
import type { SearchDocument } from './types.ts';

// Bodies may be of whole books.
const documentsAPart = 50;

/**
 * The documents about any of these themes, as they were put, some at a time: to be changed and put again in the same
 * transaction, until whose end nobody else changes the index.
 */
export function documentsAbout(db: Database, themes: number[]): AsyncGenerator<SearchDocument[]> {
  return documentsWhere(db, sql`d.themes && ${themes}::int[]`);
}

/** All documents; as `documentsAbout`. */
export function allDocuments(db: Database): AsyncGenerator<SearchDocument[]> {
  return documentsWhere(db, sql`true`);
}

async function* documentsWhere(db: Database, condition: RawBuilder<unknown>): AsyncGenerator<SearchDocument[]> {
  await sql`select from search_state for update`.execute(db);
  for (let last = -1; ;) {
    const { rows } = await sql<SearchDocument & { doc: number }>`
      select d.doc, d.kind, d.entity::float8 as id, d.type, d.year, d.alliance, d.themes, d.places, d.languages,
        to_char(date '1970-01-01' + d.day, 'YYYY-MM-DD') as date,
        (select json_agg(json_build_object('language', t.language, 'title', t.title, 'keywords', t.keywords,
            'summary', t.summary, 'names', t.names, 'aka', t.aka, 'body', convert_from(t.body, 'UTF8')) order by t.part)
          from search_text t where t.doc = d.doc) as texts
      from search_doc d where ${condition} and not d.removed and d.doc > ${last}
      order by d.doc limit ${documentsAPart}`.execute(db);
    if (rows.length === 0) return;
    last = rows.at(-1)!.doc;
    yield rows.map((row) => {
      const { doc: _, ...document } = row;
      return { ...document, texts: document.texts ?? [] };
    });
  }
}
