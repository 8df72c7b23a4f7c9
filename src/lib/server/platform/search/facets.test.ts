import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from '../../../../../tests/support/property.ts';
import { clearIndex, putDocuments, removeDocument } from './put.ts';
import { search } from './search.ts';
import { document, makeIndex, type TestIndex } from './test-index.ts';
import { facetNames, type FacetName, type SearchDocument, type SearchFilters } from './types.ts';

let index: TestIndex;
beforeAll(async () => void (index = await makeIndex()));
afterAll(() => index.close());

// Swahili: no stemming, so that a plain comparison of words is the truth.
const vocabulary = ['maji', 'mtaa', 'shule', 'shuleni', 'watoto', 'afya', 'jiji', 'jijini'];
const anyWords = fc.array(fc.constantFrom(...vocabulary), { maxLength: 6 }).map((words) => words.join(' '));
const someOf = (most: number) => fc.uniqueArray(fc.integer({ min: 1, max: most }), { maxLength: 3 });
const anyDocument = fc
  .record({
    id: fc.integer({ min: 1, max: 25 }),
    kind: fc.constantFrom('resource', 'post'),
    title: anyWords,
    body: anyWords,
    type: fc.constantFrom('tool', 'report', 'brief'),
    themes: someOf(5),
    places: someOf(4),
    year: fc.option(fc.integer({ min: 2019, max: 2022 })),
    languages: fc.uniqueArray(fc.constantFrom('sw', 'en', 'fr'), { minLength: 1, maxLength: 2 }),
    alliance: fc.integer({ min: 1, max: 3 })
  })
  .map(({ id, title, body, ...rest }) =>
    document(id, { language: 'sw', title, body }, rest as Partial<SearchDocument>)
  );
const anyFilters = fc.record(
  {
    type: fc.subarray(['tool', 'report', 'brief', 'none']),
    theme: fc.subarray([1, 2, 3, 9]),
    place: fc.subarray([1, 2]),
    year: fc.subarray([2019, 2020]),
    language: fc.subarray(['sw', 'fr']),
    alliance: fc.subarray([1, 2])
  },
  { requiredKeys: [] }
);
const anyQuery = fc.record({
  words: fc.array(fc.constantFrom(...vocabulary), { maxLength: 2 }),
  without: fc.option(fc.constantFrom(...vocabulary)),
  kinds: fc.constantFrom(undefined, ['post' as const], ['resource' as const, 'post' as const]),
  filters: anyFilters
});

const values: Record<FacetName, (document: SearchDocument) => (string | number)[]> = {
  type: ({ type }) => [type],
  theme: ({ themes }) => themes,
  place: ({ places }) => places,
  year: ({ year }) => (year === null ? [] : [year]),
  language: ({ languages }) => languages,
  alliance: ({ alliance }) => [alliance]
};

const wordsOf = ({ texts: [text] }: SearchDocument) => `${text!.title} ${text!.body}`.split(' ');
const passes = (document: SearchDocument, filters: SearchFilters, except?: FacetName) =>
  facetNames.every((name) => {
    const wanted = filters[name] as (string | number)[] | undefined;
    return name === except || !wanted?.length || values[name](document).some((value) => wanted.includes(value));
  });

function expectedCounts(documents: SearchDocument[], filters: SearchFilters, name: FacetName) {
  const counts = new Map<string | number, number>();
  for (const document of documents.filter((one) => passes(one, filters, name))) {
    for (const value of values[name](document)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

test('totals and all counts are those of a plain look at every document', async () => {
  const property = fc.asyncProperty(
    fc.array(anyDocument, { maxLength: 40 }),
    fc.array(anyQuery, { minLength: 3, maxLength: 6 }),
    async (documents, queries) => {
      await clearIndex(index.db);
      await putDocuments(index.db, documents);
      const [gone] = documents;
      if (gone) await removeDocument(index.db, gone.kind, gone.id);
      const latest = new Map(documents.map((one) => [`${one.kind} ${one.id}`, one]));
      if (gone) latest.delete(`${gone.kind} ${gone.id}`);
      for (const { words, without, kinds, filters } of queries) {
        const text = [...words, ...(without ? [`-${without}`] : [])].join(' ');
        const matching = [...latest.values()].filter(
          (one) =>
            (!kinds || (kinds as readonly string[]).includes(one.kind)) &&
            words.every((word) => wordsOf(one).some((other) => other.startsWith(word))) &&
            !(without && wordsOf(one).includes(without))
        );
        const result = await search(index.db, { text, locale: 'sw', kinds, filters, pageSize: 100 });
        // What is found nowhere may be searched in another spelling.
        if (result.corrected) {
          expect(
            [...latest.values()].filter((one) =>
              words.every((word) => wordsOf(one).some((other) => other.startsWith(word)))
            )
          ).toEqual([]);
          continue;
        }
        const expected = matching.filter((one) => passes(one, filters));
        expect(result.total).toBe(expected.length);
        expect(result.items.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(
          expected.map(({ kind, id }) => `${kind} ${id}`).sort()
        );
        for (const name of facetNames) {
          const counts = result.facets[name].filter(({ count }) => count > 0).map(({ value, count }) => [value, count]);
          expect(Object.fromEntries(counts), name).toEqual(expectedCounts(matching, filters, name));
          const selected = result.facets[name].filter((one) => one.selected).map(({ value }) => value);
          expect(selected.sort()).toEqual([...((filters[name] as (string | number)[]) ?? [])].sort());
        }
      }
    }
  );
  await fc.assert(property, { numRuns: 40 });
}, 180_000);

test('any text is answered, without an error of the database', async () => {
  const operators = fc.constantFrom(
    "'",
    '"',
    '&',
    '|',
    '!',
    ':*',
    '<->',
    '(',
    ')',
    '\\',
    '\u0000',
    '-',
    '*',
    '🎈',
    'é',
    ' ',
    'maji',
    '=',
    '~',
    '%',
    'ﷺ',
    '½',
    '\ud800'
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(operators, { maxLength: 30 }).map((parts) => parts.join(''))
  );
  await putDocuments(index.db, [document(1, { language: 'sw', title: 'maji' })]);
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      expect((await search(index.db, { text, locale: 'sw' })).total).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 200 }
  );
  const long = await search(index.db, { text: 'maji '.repeat(2_000), locale: 'sw' });
  expect(long.cut).toBe(true);
}, 180_000);

test('any text can be put in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      await putDocuments(index.db, [
        document(1, { title: text, keywords: text, summary: text, body: `${text} ${text}` })
      ]);
    }),
    { numRuns: 100 }
  );
}, 180_000);

test('pages hold every document once, in each order', async () => {
  await clearIndex(index.db);
  const documents = Array.from({ length: 250 }, (_, n) =>
    document(
      n + 1,
      { language: 'sw', title: n % 3 ? 'maji safi' : 'safi', body: 'maji safi' },
      { date: n % 2 ? '2020-01-01' : null }
    )
  );
  await putDocuments(index.db, documents);
  for (const sort of ['relevance', 'newest', 'oldest', 'title'] as const) {
    for (const text of ['', 'maji', 'maji safi']) {
      const seen: number[] = [];
      for (let page = 1; page <= 9; page++) {
        const { items, total } = await search(index.db, { text, locale: 'sw', sort, page, pageSize: 30 });
        expect(total).toBe(250);
        seen.push(...items.map(({ id }) => id));
      }
      expect(new Set(seen).size, `${sort} ${text}`).toBe(250);
      expect(seen).toHaveLength(250);
    }
  }
}, 180_000);
