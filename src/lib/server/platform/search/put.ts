import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { analyse, analyseStored } from './analyse.ts';
import { PostingChanges, type LexemeFields } from './posting-changes.ts';
import { arrayLiteral, writeDocs, writeTexts, type Prepared } from './rows.ts';
import type { SearchDocument, SearchKind, SearchText } from './types.ts';
import { countWords, WordCounts } from './vocabulary.ts';
import { analyzerVersion } from './words.ts';

// PDFs of whole books occur; what follows this is neither shown nor searched.
const maxBody = 400_000;
const maxField = 20_000;

/** A text without what PostgreSQL cannot store (NUL, half a surrogate pair), and of bounded length. */
function storable(text: SearchText): Required<SearchText> {
  const plain = (value: string, length: number) => value.slice(0, length).replaceAll('\u0000', ' ').toWellFormed();
  return {
    language: plain(text.language, 35),
    title: plain(text.title, maxField),
    keywords: plain(text.keywords, maxField),
    summary: plain(text.summary, maxField),
    body: plain(text.body, maxBody),
    names: plain(text.names ?? '', maxField),
    aka: plain(text.aka ?? '', maxField)
  };
}

/** Locks the state: from here to the end of the transaction nobody else changes the index. */
async function lockState(db: Database): Promise<{ version: number; next: number }> {
  const { rows } = await sql<{ version: number; next: number }>`
    update search_state set version = version + 1, analyzer = case when next_doc = 0 then ${analyzerVersion} else analyzer end
    returning version::float8 as version, next_doc as next`.execute(db);
  if (!rows[0]) throw new Error('The search tables are not there: run the migrations first.');
  return rows[0];
}

type Key = Pick<SearchDocument, 'kind' | 'id'>;
const keyOf = ({ kind, id }: Key) => `${kind} ${id}`;

/** The numbers of those documents that have one. */
async function knownDocs(db: Database, keys: Key[]): Promise<Map<string, number>> {
  const { rows } = await sql<Key & { doc: number }>`
    select d.kind, d.entity::float8 as id, d.doc
    from json_to_recordset(${JSON.stringify(keys.map(({ kind, id }) => ({ kind, entity: id })))}::json)
      as k(kind text, entity bigint) join search_doc d using (kind, entity)`.execute(db);
  return new Map(rows.map((row) => [keyOf(row), row.doc]));
}

/** What documents change in what the index keeps by word, gathered so that it is written for many at once. */
export class WordChanges {
  readonly postings = new PostingChanges();
  readonly counts = new WordCounts();

  async write(db: Database): Promise<void> {
    await this.postings.write(db);
    await countWords(db, this.counts);
  }
}

/**
 * Takes the texts that documents had out of the index, and their words out of the counts; tells their lexemes. The texts
 * are the only record of what was put in: a migration that changes them has to set the analyzer to 0, so that all are
 * put in anew.
 */
async function takeOut(db: Database, docs: number[], counts: WordCounts): Promise<Map<number, LexemeFields>> {
  const lexemes = new Map<number, LexemeFields>();
  if (docs.length === 0) return lexemes;
  const { rows } = await sql<SearchText & { doc: number; part: number }>`
    delete from search_text where doc = any(${arrayLiteral(docs)}::integer[])
    returning doc, part, language, title, keywords, summary, names, aka, convert_from(body, 'UTF8') as body`.execute(
    db
  );
  rows.sort((a, b) => a.part - b.part);
  for (const [doc, texts] of Map.groupBy(rows, ({ doc }) => doc)) {
    const stored = analyseStored(texts);
    lexemes.set(doc, stored.lexemes);
    counts.add(stored.words, -1);
  }
  return lexemes;
}

/** Inside the caller's transaction, or in one of its own. */
async function inTransaction(db: Database, work: (db: Database) => Promise<void>): Promise<void> {
  if (db.isTransaction) await work(db);
  else await db.transaction().execute(work);
}

/**
 * Puts documents into the index, new or changed, all in the caller's transaction: from its commit on, the next search
 * finds them, in every process. Until then other writers of the index wait, so call it late.
 */
export async function putDocuments(db: Database, documents: SearchDocument[]): Promise<void> {
  const changes = new WordChanges();
  await inTransaction(db, async (trx) => {
    await putGathering(trx, documents, changes);
    await changes.write(trx);
  });
}

/** Puts documents, and leaves it to the caller to write what changes by word. */
export async function putGathering(
  trx: Database,
  documents: SearchDocument[],
  { postings, counts }: WordChanges
): Promise<void> {
  const latest = [...new Map(documents.map((document) => [keyOf(document), document])).values()];
  if (latest.length === 0) return;
  const analysed = latest.map((document) => {
    const clean = { ...document, texts: document.texts.map(storable) };
    return { document: clean, analysed: analyse(clean) };
  });
  const { version, next: first } = await lockState(trx);
  const known = await knownDocs(trx, latest);
  let next = first;
  const rows: Prepared[] = analysed.map((one) => ({ ...one, doc: known.get(keyOf(one.document)) ?? next++, version }));
  const before = await takeOut(trx, [...known.values()], counts);
  for (const { doc, analysed } of rows) {
    counts.add(analysed.words, 1);
    postings.add(doc, before.get(doc), analysed.lexemes);
  }
  if (next > first) await sql`update search_state set next_doc = ${next}`.execute(trx);
  await writeDocs(trx, rows);
  await writeTexts(trx, rows);
}

/** Puts one document into the index; see `putDocuments`. */
export async function putDocument(db: Database, document: SearchDocument): Promise<void> {
  await putDocuments(db, [document]);
}

/** Takes a document out of the index, in the caller's transaction; does nothing where it is not in. */
export async function removeDocument(db: Database, kind: SearchKind, id: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { version } = await lockState(trx);
    const docs = [...(await knownDocs(trx, [{ kind, id }])).values()];
    const changes = new WordChanges();
    for (const [doc, lexemes] of await takeOut(trx, docs, changes.counts)) changes.postings.add(doc, lexemes);
    await changes.write(trx);
    const gone = arrayLiteral(docs);
    await sql`update search_doc set removed = true, version = ${version} where doc = any(${gone}::integer[])`.execute(
      trx
    );
  });
}

/** Whether the index was built by an earlier way of reading words, so that all documents must be put in again. */
export async function needsReindex(db: Database): Promise<boolean> {
  const { rows } = await sql<{ analyzer: number; next: number }>`
    select analyzer, next_doc as next from search_state`.execute(db);
  return rows[0] !== undefined && rows[0].next > 0 && rows[0].analyzer !== analyzerVersion;
}

/** Takes out what the index keeps by word. */
export async function clearWords(db: Database): Promise<void> {
  await sql`delete from search_posting`.execute(db);
  await sql`delete from search_word`.execute(db);
}

/** Takes the texts of documents out of the index and leaves what it keeps by word. */
export async function clearTexts(db: Database, keys: Key[]): Promise<void> {
  const docs = arrayLiteral((await knownDocs(db, keys)).values());
  await sql`delete from search_text where doc = any(${docs}::integer[])`.execute(db);
}

/** Empties the index, before everything is put in again in the same transaction. */
export async function clearIndex(db: Database): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { version } = await lockState(trx);
    await clearWords(trx);
    await sql`delete from search_text`.execute(trx);
    await sql`update search_doc set removed = true, version = ${version}`.execute(trx);
    await sql`update search_state set analyzer = ${analyzerVersion}`.execute(trx);
  });
}
