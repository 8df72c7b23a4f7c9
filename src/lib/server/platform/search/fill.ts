import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { putCounting } from './put.ts';
import type { SearchDocument } from './types.ts';
import { countWords, WordCounts } from './vocabulary.ts';

const documentsAPart = 500;
const indexMemory = '256MB';

/**
 * Fills an index that is not searched meanwhile (a first fill, a restore, a benchmark): in parts, each in its own
 * transaction. The one large index is built and the words are counted at the end, which is several times faster.
 */
export async function fillIndex(db: Database, documents: Iterable<SearchDocument>): Promise<void> {
  await sql`drop index if exists search_match_lexemes`.execute(db);
  await vacuum(db);
  const counts = new WordCounts();
  const put = (part: SearchDocument[]) => db.transaction().execute((trx) => putCounting(trx, part, counts));
  let part: SearchDocument[] = [];
  for (const document of documents) {
    part.push(document);
    if (part.length < documentsAPart) continue;
    await put(part);
    part = [];
  }
  await put(part);
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx);
    await countWords(trx, counts);
    await sql.raw(`set local maintenance_work_mem = '${indexMemory}'`).execute(trx);
    await sql`create index search_match_lexemes on search_match using gin (lexemes) with (fastupdate = off)`.execute(
      trx
    );
  });
  await vacuum(db);
}

/** Takes out what was removed, so that the hits of a word lie on as few pages as they can. */
async function vacuum(db: Database): Promise<void> {
  for (const table of ['search_match', 'search_doc', 'search_text', 'search_word']) {
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
  }
}
