import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import type { Analysed } from './analyse.ts';
import { encodeDoc } from './codes.ts';
import type { SearchDocument } from './types.ts';

/** A document ready to be written, with its number in the index and the version that it comes with. */
export interface Prepared {
  document: SearchDocument;
  analysed: Analysed;
  doc: number;
  version: number;
}

const msADay = 86_400_000;

function dayOf(date: string | null): number | null {
  const time = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / msADay);
}

/** An array as PostgreSQL reads it. */
export function arrayLiteral(values: Iterable<string | number>): string {
  return `{${[...new Set(values)].map((value) => JSON.stringify(value)).join(',')}}`;
}

/** Writes what is filtered and ordered by. */
export async function writeDocs(db: Database, prepared: Prepared[]): Promise<void> {
  const rows = prepared.map(({ document, analysed, doc, version }) => ({
    doc,
    code: encodeDoc(doc),
    kind: document.kind,
    entity: document.id,
    version,
    type: document.type,
    year: document.year,
    alliance: document.alliance,
    day: dayOf(document.date),
    themes: arrayLiteral(document.themes),
    places: arrayLiteral(document.places),
    languages: arrayLiteral(document.languages),
    title_key: analysed.titleKey,
    title_words: analysed.titleWords,
    size: analysed.size
  }));
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as r(doc integer, code text, kind text, entity bigint,
        version bigint, type text, year smallint, alliance integer, day integer, themes integer[], places integer[],
        languages text[], title_key text, title_words smallint, size integer)
    )
    insert into search_doc (doc, code, kind, entity, version, type, year, alliance, day, themes, places, languages,
      title_key, title_words, size)
    select doc, code, kind, entity, version, type, year, alliance, day, themes, places, languages, title_key,
      title_words, size from given
    on conflict (doc) do update set version = excluded.version, removed = false, type = excluded.type,
      year = excluded.year, alliance = excluded.alliance, day = excluded.day, themes = excluded.themes,
      places = excluded.places, languages = excluded.languages, title_key = excluded.title_key,
      title_words = excluded.title_words, size = excluded.size`.execute(db);
}

/** Writes what is shown and what phrases are looked up in. */
export async function writeTexts(db: Database, prepared: Prepared[]): Promise<void> {
  const rows = prepared.flatMap(({ document, analysed, doc }) =>
    document.texts.map((text, part) => {
      const { head, tail, named, marks } = analysed.texts[part]!;
      return { doc, part, ...text, head, tail, named, marks: `{${marks.join(',')}}` };
    })
  );
  if (rows.length === 0) return;
  await sql`
    insert into search_text (doc, part, language, title, keywords, summary, names, aka, body, head, tail, named, marks)
    select doc, part, language, title, keywords, summary, names, aka, convert_to(body, 'UTF8'), head, tail, named, marks
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(doc integer, part smallint, language text,
      title text, keywords text, summary text, names text, aka text, body text, head bytea, tail bytea, named bytea,
      marks integer[])`.execute(db);
}
