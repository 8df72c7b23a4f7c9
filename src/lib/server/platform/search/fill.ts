import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { putGathering, WordChanges } from './put.ts';
import type { SearchDocument } from './types.ts';

const documentsAPart = 500;
/** So many postings are gathered before they are written: 50 MB of memory. */
const postingsAtOnce = 2_000_000;

/**
 * Fills an index that is not searched meanwhile (a first fill, a restore, a benchmark): in parts, each in its own
 * transaction. What changes by word is written for thousands of documents at once, which is several times faster.
 */
export async function fillIndex(db: Database, documents: Iterable<SearchDocument>): Promise<void> {
  await vacuum(db);
  const changes = new WordChanges();
  const put = (part: SearchDocument[], isLast = false) =>
    db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = 0`.execute(trx);
      await putGathering(trx, part, changes);
      if (isLast) await changes.write(trx);
      else if (changes.postings.size > postingsAtOnce) await changes.postings.write(trx);
    });
  let part: SearchDocument[] = [];
  for (const document of documents) {
    // The last part, with which the rest is written, is not empty: it is what locks the index.
    if (part.length === documentsAPart) {
      await put(part);
      part = [];
    }
    part.push(document);
  }
  await put(part, true);
  await vacuum(db);
}

/** Takes out what was removed, so that the hits of a word lie on as few pages as they can. */
async function vacuum(db: Database): Promise<void> {
  for (const table of ['search_posting', 'search_doc', 'search_text', 'search_word']) {
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
  }
}
