import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import type { Columns } from './columns.ts';
import { rankedWords } from './plan.ts';
import type { ParsedQuery } from './query.ts';
import { arrayLiteral } from './rows.ts';
import { passagesOf } from './passages.ts';
import { distinctPlaces, Matcher, matchesIn, segmentsOf, snippetOf } from './segments.ts';
import type { SearchItem, SearchKind } from './types.ts';
import { baseLanguage } from './words.ts';

interface ShownText {
  doc: number;
  part: number;
  language: string;
  title: string;
  summary: string;
  lead: string;
  /** How many of the query's words the title and the summary have. */
  inTitle: number;
  inSummary: number;
}

// Without a summary the body's first 128 words stand for it.
const leadMark = 3;

/** The documents of one page, as they are shown. */
export async function itemsOf(
  db: Database,
  columns: Columns,
  docs: number[],
  query: ParsedQuery,
  locale: string
): Promise<SearchItem[]> {
  if (docs.length === 0) return [];
  const words = rankedWords(query);
  const matcher = new Matcher(words);
  const texts = await readTexts(db, docs, matcher);
  const chosen = new Map(docs.map((doc) => [doc, bestText(texts.get(doc) ?? [], locale)]));
  const hidden = docs.filter((doc) => hidesMatches(chosen.get(doc), matcher));
  const passages = await passagesOf(db, hidden, words, query.phrases, locale);
  for (const [doc, { text, language }] of passages) {
    // Found by its theme or place alone: the summary tells more than any part of the body.
    if (matchesIn(text, language, matcher).length === 0) passages.delete(doc);
  }
  return docs.flatMap((doc) => {
    const text = chosen.get(doc);
    if (!text) return [];
    const passage = passages.get(doc);
    const shown = passage ? (texts.get(doc)!.find(({ part }) => part === passage.part) ?? text) : text;
    return [itemOf(columns, doc, shown, passage?.text ?? (shown.summary || shown.lead), matcher)];
  });
}

async function readTexts(db: Database, docs: number[], matcher: Matcher): Promise<Map<number, ShownText[]>> {
  const { rows } = await sql<Omit<ShownText, 'inTitle' | 'inSummary'>>`
    select doc, part, language, title, left(summary, 2000) as summary,
           case when summary = '' then convert_from(substring(body, 1, coalesce(marks[${leadMark}] - 1, length(body))), 'UTF8')
           else '' end as lead
    from search_text where doc = any(${arrayLiteral(docs)}::integer[]) order by doc, part`.execute(db);
  const texts = rows.map((row) => ({
    ...row,
    inTitle: distinctPlaces(matchesIn(row.title, row.language, matcher)),
    inSummary: distinctPlaces(matchesIn(row.summary || row.lead, row.language, matcher))
  }));
  return Map.groupBy(texts, ({ doc }) => doc);
}

/** The text that matches best; among equals the reader's language, then the original. */
function bestText(texts: ShownText[], locale: string): ShownText | undefined {
  const rank = ({ inTitle, inSummary, language }: ShownText) =>
    inTitle * 4 + inSummary * 2 + (baseLanguage(language) === baseLanguage(locale) ? 1 : 0);
  return texts.reduce<ShownText | undefined>(
    (best, text) => (best && rank(best) >= rank(text) ? best : text),
    undefined
  );
}

/** Whether what would be shown does not tell why the document was found. */
const hidesMatches = (text: ShownText | undefined, matcher: Matcher) =>
  text !== undefined && text.inSummary === 0 && text.inTitle < matcher.size;

function itemOf(columns: Columns, doc: number, text: ShownText, snippet: string, matcher: Matcher): SearchItem {
  return {
    kind: columns.kindCodes.values[columns.kinds[doc]!] as SearchKind,
    id: columns.entities[doc]!,
    language: text.language,
    title: segmentsOf(text.title, matchesIn(text.title, text.language, matcher)),
    snippet: snippetOf(snippet, text.language, matcher)
  };
}
