import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needsReindex, putDocuments, removeDocument } from './put.ts';
import { reindex } from './reindex.ts';
import { search } from './search.ts';
import { document, makeIndex, type TestIndex } from './test-index.ts';

let index: TestIndex;
beforeAll(async () => {
  index = await makeIndex();
  const title = (n: number) => (n === 0 ? 'Nutrition of children' : `Planning part ${n}`);
  await putDocuments(
    index.db,
    Array.from({ length: 120 }, (_, n) =>
      document(n + 1, { title: title(n), body: 'Water and streets.' }, { themes: [n % 3], date: '2024-05-01' })
    )
  );
  await removeDocument(index.db, 'resource', 120);
});
afterAll(() => index.close());

const words = async () =>
  (await sql`select word, documents from search_word order by word`.execute(index.db)).rows as object[];
const everything = async () => {
  const ask = async (text: string) => {
    const { total, items, corrected, facets } = await search(index.connect(), { text, locale: 'en' });
    return { total, items, corrected, themes: facets.theme };
  };
  return Promise.all(['', 'nutrition', 'nutrision', 'planning water', '"water and streets"'].map(ask));
};
const version = async () =>
  (await sql<{ version: number }>`select version::int as version from search_state`.execute(index.db)).rows[0]!.version;

test('an index of an earlier way of reading words is built again as if it had been put by this one', async () => {
  const before = { found: await everything(), words: await words() };
  expect(before.found.map(({ total }) => total)).toEqual([119, 1, 1, 118, 119]);
  await sql`update search_state set analyzer = 0`.execute(index.db);
  await sql`update search_posting set lexeme = 'old' || lexeme`.execute(index.db);
  await sql`update search_word set word = 'old' || word`.execute(index.db);
  expect(await needsReindex(index.db)).toBe(true);
  await reindex(index.db);
  expect(await needsReindex(index.db)).toBe(false);
  expect({ found: await everything(), words: await words() }).toEqual(before);
});

test('an index that this way of reading words built is left alone', async () => {
  const before = await version();
  await reindex(index.db);
  expect(await version()).toBe(before);
});
