import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../../../tests/support/until.ts';
import type { Database } from '../db/db.ts';
import { fillIndex } from './fill.ts';
import { needsReindex, putDocument, putDocuments, removeDocument } from './put.ts';
import { search, warmSearch } from './search.ts';
import { document, idsOf, makeIndex, type TestIndex } from './test-index.ts';

let index: TestIndex;
beforeAll(async () => void (index = await makeIndex()));
afterAll(() => index.close());

test('what one process puts in, another finds by its next search', async () => {
  const other = index.connect();
  expect(await idsOf(other, 'giraffe')).toEqual([]);
  for (let id = 1; id <= 20; id++) {
    await putDocument(index.db, document(id, { title: `Giraffe ${id}` }, { type: `type-${id}` }));
    const { total, facets } = await search(other, { text: 'giraffe', locale: 'en' });
    expect(total).toBe(id);
    expect(facets.type).toHaveLength(id);
  }
  await removeDocument(index.db, 'resource', 1);
  expect(await idsOf(other, 'giraffe')).not.toContain(1);
});

test('nothing is found before the commit, nor after a rollback', async () => {
  const other = index.connect();
  const rolledBack = index.db.transaction().execute(async (trx) => {
    await putDocument(trx, document(50, { title: 'Pelican' }));
    expect(await idsOf(trx, 'pelican')).toEqual([50]);
    expect(await idsOf(other, 'pelican')).toEqual([]);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  expect(await idsOf(other, 'pelican')).toEqual([]);
  await putDocument(index.db, document(51, { title: 'Pelican' }));
  expect(await idsOf(other, 'pelican')).toEqual([51]);
});

/** How many connections to the database of the test wait for a lock of another. */
async function waiting(db: Database): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length;
}

test('a transaction that began first and commits last is not passed over', async () => {
  const reader = index.connect();
  await warmSearch(reader);
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const slow = index.db.transaction().execute(async (trx) => {
    await putDocument(trx, document(60, { title: 'Heron early' }));
    begun.resolve();
    await held.promise;
  });
  await Promise.race([begun.promise, slow]);
  // It waits for the lock that the first one holds; were versions from a sequence, it would pass it.
  const quick = putDocument(index.connect(), document(61, { title: 'Heron late' }));
  try {
    await until(async () => (await waiting(reader)) > 0);
    expect(await idsOf(reader, 'heron')).toEqual([]);
  } finally {
    held.resolve();
    await Promise.all([slow, quick]);
  }
  expect((await idsOf(reader, 'heron')).sort()).toEqual([60, 61]);
});

test('many writers and readers at once end with everything found everywhere', async () => {
  const readers = [index.connect(), index.connect()];
  const writers = [index.db, index.connect()];
  const write = Array.from({ length: 40 }, (_, n) =>
    putDocuments(writers[n % 2]!, [
      document(1000 + n, { title: `Okapi ${n}` }),
      document(999, { title: `Okapi shared ${n}` })
    ])
  );
  const read = Array.from({ length: 40 }, (_, n) => search(readers[n % 2]!, { text: 'okapi', locale: 'en' }));
  for (const { total, facets } of await Promise.all(read)) {
    expect(facets.type.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  }
  await Promise.all(write);
  for (const reader of readers) expect((await search(reader, { text: 'okapi', locale: 'en' })).total).toBe(41);
});

test('a process that was away for thousands of changes catches up', async () => {
  const other = index.connect();
  await warmSearch(other);
  const many = Array.from({ length: 2500 }, (_, n) => document(10_000 + n, { title: `Ibis ${n}` }));
  await putDocuments(index.db, many);
  expect((await search(other, { text: 'ibis', locale: 'en' })).total).toBe(2500);
});

test('an index that is filled at once is the same as one that grew', async () => {
  const filled = await makeIndex();
  try {
    await fillIndex(
      filled.db,
      Array.from({ length: 1200 }, (_, n) => document(n + 1, { title: `Lemur ${n}` }))
    );
    expect((await search(filled.db, { text: 'lemur', locale: 'en' })).total).toBe(1200);
    expect((await search(filled.db, { text: 'lemurr', locale: 'en' })).corrected?.to).toBe('lemur');
    expect(await needsReindex(filled.db)).toBe(false);
  } finally {
    await filled.close();
  }
});
