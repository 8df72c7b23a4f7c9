import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import { defineJob } from '../jobs/define.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { clearTexts, clearWords, needsReindex, putGathering, WordChanges } from './put.ts';
import { allDocuments } from './stored.ts';
import { analyzerVersion } from './words.ts';

/** So many postings are gathered before they are written: 10 MB of memory, beside a program that serves. */
const postingsAtOnce = 400_000;

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
    // Nobody knows any more what the old texts put in; everything is put in anew.
    await clearWords(trx);
    const changes = new WordChanges();
    for await (const documents of allDocuments(trx)) {
      await clearTexts(trx, documents);
      await putGathering(trx, documents, changes);
      if (changes.postings.size > postingsAtOnce) await changes.postings.write(trx);
    }
    await changes.write(trx);
    await sql`update search_state set analyzer = ${analyzerVersion}`.execute(trx);
  });
}
