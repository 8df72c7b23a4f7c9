import { afterAll, beforeAll, expect, test } from 'vitest';
import { alike } from './alike.ts';
import { putDocuments, removeDocument } from './put.ts';
import { document, makeIndex, type TestIndex } from './test-index.ts';

let index: TestIndex;
beforeAll(async () => void (index = await makeIndex()));
afterAll(() => index.close());

const about = (id: number, themes: number[], date: string | null = null, kind: 'resource' | 'post' = 'resource') =>
  document(id, {}, { themes, date, kind });

test('what is alike shares themes, most first and then the newer, is of the same kind, and is still there', async () => {
  await putDocuments(index.db, [
    about(1, [7, 8, 9]),
    about(2, [7], '2020-01-01'),
    about(3, [9, 7], '2001-01-01'),
    about(4, [8], '2024-01-01'),
    about(5, [5], '2025-01-01'),
    about(6, [7, 8, 9], '2025-01-01'),
    about(1, [7, 8, 9], '2025-01-01', 'post')
  ]);
  await removeDocument(index.db, 'resource', 6);
  expect(await alike(index.db, 'resource', 1, 9)).toEqual([3, 4, 2]);
  expect(await alike(index.db, 'resource', 1, 2)).toEqual([3, 4]);
  expect(await alike(index.db, 'resource', 5, 9)).toEqual([]);
  expect(await alike(index.db, 'post', 1, 9)).toEqual([]);
  for (const [kind, id] of [
    ['resource', 6],
    ['resource', 99],
    ['event', 1]
  ] as const)
    expect(await alike(index.db, kind, id, 9), `${kind} ${id}`).toEqual([]);
});

test('a change of themes is known at once, also to another process', async () => {
  const other = index.connect();
  expect(await alike(other, 'resource', 5, 9)).toEqual([]);
  await putDocuments(index.db, [about(2, [5], '2020-01-01')]);
  expect(await alike(other, 'resource', 5, 9)).toEqual([2]);
});
