import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { defineJob } from '../jobs/define.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { clearTexts, needsReindex, putCounting } from './put.ts';
import { allDocuments } from './stored.ts';
import { countWords, WordCounts } from './vocabulary.ts';
import { analyzerVersion } from './words.ts';

/** Puts all documents into the search again. */
export const reindexSearch = defineJob('search.reindex', { onlyOne: () => 'all', expireInSeconds: 3600 });

/** Has the index built again where an earlier way of reading words built it. */
export async function reindexLater(db: Database): Promise<void> {
  if (await needsReindex(db)) await enqueue({ db }, reindexSearch, {});
}

/**
 * Puts all documents again as they were put, in one transaction: until its end searches find what they did, and
 * whoever wants to change the index waits. Does nothing where the index is as this program builds it.
 */
export async function reindex(db: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx);
    await sql`select from search_state for update`.execute(trx);
    if (!(await needsReindex(trx))) return;
    const counts = new WordCounts();
    await sql`delete from search_word`.execute(trx);
    for await (const documents of allDocuments(trx)) {
      // Nobody knows any more which words were counted for the old texts; all are counted anew.
      await clearTexts(trx, documents);
      await putCounting(trx, documents, counts);
    }
    await countWords(trx, counts);
    await sql`update search_state set analyzer = ${analyzerVersion}`.execute(trx);
  });
}
