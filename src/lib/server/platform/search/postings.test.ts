import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from '../../../../../tests/support/property.ts';
import { PostingChanges } from './posting-changes.ts';
import { decodePostings, encodePostings, fields, inAll, ownFields, pack } from './postings.ts';
import { putDocuments, removeDocument } from './put.ts';
import { fetchWords, stateOf } from './state.ts';
import { document, idsOf, makeIndex, type TestIndex } from './test-index.ts';

let index: TestIndex;
beforeAll(async () => void (index = await makeIndex()));
afterAll(() => index.close());

const anyFields = fc.integer({ min: 1, max: 31 });
const anyDocs = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 ** 24 - 1 })), {
  maxLength: 300
});

test('what is written of a list is read again, in however many rows, each with its bound', () => {
  const property = fc.property(anyDocs, anyFields, fc.integer({ min: 1, max: 200 }), (docs, bits, most) => {
    const postings = docs.sort((a, b) => a - b).map((doc) => pack(doc, bits));
    const rows = encodePostings(postings, most);
    expect(rows.flatMap((row) => decodePostings(row.docs))).toEqual(postings);
    for (const { bound, docs } of rows) expect(decodePostings(docs)[0]! >> 5).toBe(bound);
  });
  fc.assert(property);
});

const listOf = async (lexeme: string) => {
  const { rows } = await sql<{ bound: number; docs: string }>`
    select bound, docs from search_posting where lexeme = ${lexeme} order by bound`.execute(index.db);
  return rows.map(({ bound, docs }) => ({ bound, postings: decodePostings(docs) }));
};

test('after any changes a list holds what a plain table would, in short rows that do not overlap', async () => {
  const anyChange = fc.record({
    lexeme: fc.constantFrom('a', 'b'),
    from: fc.integer({ min: 0, max: 3000 }),
    count: fc.integer({ min: 1, max: 900 }),
    step: fc.integer({ min: 1, max: 40 }),
    bits: fc.integer({ min: 0, max: 31 })
  });
  const property = fc.asyncProperty(
    fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
    async (writes) => {
      await sql`delete from search_posting`.execute(index.db);
      const truth = { a: new Map<number, number>(), b: new Map<number, number>() };
      for (const write of writes) {
        const changes = new PostingChanges();
        for (const { lexeme, from, count, step, bits } of write) {
          for (let doc = from; doc < from + count * step; doc += step) {
            changes.add(doc, new Map([[lexeme, -1]]), bits === 0 ? undefined : new Map([[lexeme, bits]]));
            if (bits === 0) truth[lexeme as 'a'].delete(doc);
            else truth[lexeme as 'a'].set(doc, bits);
          }
        }
        await changes.write(index.db);
      }
      for (const [lexeme, expected] of Object.entries(truth)) {
        const rows = await listOf(lexeme);
        expect(rows.flatMap(({ postings }) => postings)).toEqual(
          [...expected].sort(([a], [b]) => a - b).map(([doc, bits]) => pack(doc, bits))
        );
        rows.forEach(({ bound, postings }, at) => {
          expect(postings[0]! >> 5).toBeGreaterThanOrEqual(bound);
          expect(postings.at(-1)! >> 5).toBeLessThan(rows[at + 1]?.bound ?? Infinity);
          expect(encodePostings(postings, Infinity)[0]!.docs.length).toBeLessThan(720);
        });
      }
    }
  );
  await fc.assert(property, { numRuns: 40 });
}, 180_000);

test('a common word goes over many rows and stays exact as documents change and go', async () => {
  await sql`delete from search_posting`.execute(index.db);
  const all = Array.from({ length: 1500 }, (_, n) => document(n + 1, { title: `Kerb ${n}`, body: 'stone' }));
  await putDocuments(index.db, all);
  expect((await listOf('e.stone')).length).toBeGreaterThan(3);
  for (const id of [1, 700, 1500]) await removeDocument(index.db, 'resource', id);
  await putDocuments(index.db, [document(800, { title: 'Brick' }), document(2000, { title: 'Stone' })]);
  expect((await idsOf(index.db, 'stone', { pageSize: 1 }))[0]).toBe(2000);
  const [stone] = await fetchWords(index.db, stateOf(index.db), [{ lexemes: ['stone', 'e.stone'], beginnings: [] }]);
  expect(stone!.docs).toHaveLength(1497);
});

test('beginnings tell apart what is in the title, and are not the words themselves', async () => {
  await putDocuments(index.db, [
    document(3001, { title: 'Zigzagging', body: 'zigzag' }),
    document(3002, { title: 'Lines', body: 'zigzagged' })
  ]);
  const words = [{ lexemes: ['e.zigzag', 'zigzag'], beginnings: ['zigz', 'e.zigz'] }];
  const [word] = await fetchWords(index.db, stateOf(index.db), words);
  const bits = [...word!.docs].map((doc) => word!.fields[doc]).sort((a, b) => a! - b!);
  // Both have the stem; the first one's title has a longer word as well, and so has the second one's body.
  expect(bits).toEqual([fields.body | 32, fields.title | fields.body | 32 | 64]);
});

test('all words must be in fields that count', () => {
  const word = (bits: number[]) => ({
    docs: Int32Array.from(bits.flatMap((one, doc) => (one ? [doc] : []))),
    fields: Uint8Array.from(bits)
  });
  const take = (length: number) => new Int32Array(length);
  const words = [word([fields.title, fields.names, fields.body, 0]), word([fields.body, fields.body, 0, fields.body])];
  expect([...inAll(words, 0xff, take)]).toEqual([0, 1]);
  expect([...inAll(words, ownFields, take)]).toEqual([0]);
});
