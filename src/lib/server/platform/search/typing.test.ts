import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameIndex } from './names.ts';
import { putDocuments, removeDocument } from './put.ts';
import { search } from './search.ts';
import { document, makeIndex, type TestIndex } from './test-index.ts';

let index: TestIndex;
beforeAll(async () => {
  index = await makeIndex();
  await putDocuments(index.db, [
    document(1, { title: 'Nutrition for children', body: 'Accommodation near playgrounds.' }),
    document(2, { title: 'Children and water', body: 'Children, twice nutritious.' }),
    document(3, { language: 'es', title: 'Educación en la ciudad' }),
    document(4, { language: 'ar', title: 'تغذية الأطفال' }),
    ...Array.from({ length: 20 }, (_, n) => document(100 + n, { title: `Planning part ${n}`, body: 'Planning.' })),
    document(200, { title: 'Plannimg without care' })
  ]);
});
afterAll(() => index.close());

const ask = (text: string) => search(index.db, { text, locale: 'en' });

test('words that no document has are corrected, one letter wrong or two', async () => {
  for (const [wrong, right] of [
    ['nutrision', 'nutrition'],
    ['childern', 'children'],
    ['watr', 'water'],
    ['acomodation', 'accommodation'],
    ['تغدية', 'تغذية']
  ] as const) {
    const { total, corrected } = await ask(wrong);
    expect(total, wrong).toBeGreaterThan(0);
    expect(corrected, wrong).toEqual({ from: wrong, to: right });
  }
});

test('a correction is written as the documents write it', async () => {
  expect((await ask('educasion')).corrected?.to).toBe('educación');
});

test("of words that are equally near, one of the reader's language is taken, then the more frequent one", async () => {
  const spanish = Array.from({ length: 3 }, (_, n) => document(400 + n, { language: 'es', title: 'Formacion' }));
  await putDocuments(index.db, [
    ...spanish,
    document(410, { title: 'Formation' }),
    // The names of themes stand in all languages in every document.
    ...[420, 421].map((id) => document(id, { title: 'Lantern', names: 'Formacion · Mobilisacion' }))
  ]);
  const expand = nameIndex([{ name: 'Mobilisation', themes: [1], language: 'en' }]);
  const to = async (text: string, locale: string) =>
    (await search(index.db, { text, locale }, expand)).corrected?.to.toLowerCase();
  expect(await to('formasion', 'en')).toBe('formation');
  expect(await to('formasion', 'es')).toBe('formacion');
  expect(await to('formasion', 'fr')).toBe('formacion');
  for (const id of [400, 401, 402, 410, 420, 421]) await removeDocument(index.db, 'resource', id);
});

test('a word is not bent into one that is only a little like it, and no name into anything', async () => {
  await putDocuments(index.db, [document(500, { title: 'Walking and biking' }), document(501, { title: 'Formosan' })]);
  for (const text of ['warming', 'hiking', 'walling around']) expect((await ask(text)).corrected, text).toBeUndefined();
  expect((await ask('walkng')).corrected?.to).toBe('walking');
  expect((await ask('iking')).corrected?.to).toBe('biking');
  const expand = nameIndex([
    { name: 'Formosa', places: [7] },
    { name: 'Long walkign', themes: [9], language: 'en' }
  ]);
  for (const text of ['formosa lantern', 'walkign'])
    expect((await search(index.db, { text, locale: 'en' }, expand)).corrected, text).toBeUndefined();
  for (const id of [500, 501]) await removeDocument(index.db, 'resource', id);
});

test('only the wrong words change, and the result says what was searched', async () => {
  const { total, items, corrected } = await ask('childern watr');
  expect([total, items[0]!.id]).toEqual([1, 2]);
  expect(corrected).toEqual({ from: 'childern watr', to: 'children water' });
});

test('of many words that nothing has only the first are corrected', async () => {
  await putDocuments(index.db, [
    document(300, { title: 'Children, water, accommodation and planning of nutritious food' })
  ]);
  const three = 'childern watr acomodation';
  expect((await ask(three)).corrected?.to).toBe('children water accommodation');
  const { total, corrected } = await ask(`${three} nutricious`);
  expect([total, corrected]).toEqual([0, undefined]);
  expect((await ask(`planning ${three}`)).corrected?.to).toBe('planning children water accommodation');
  await removeDocument(index.db, 'resource', 300);
});

test('words that are there are searched as they are, with a suggestion where another is far more usual', async () => {
  const result = await ask('plannimg');
  expect(result.corrected).toBeUndefined();
  expect(result.items.map(({ id }) => id)).toEqual([200]);
  expect(result.suggestion).toBe('planning');
  expect((await ask('planning')).suggestion).toBeUndefined();
});

test('an unfinished short word is completed', async () => {
  expect((await ask('wat')).items.map(({ id }) => id)).toEqual([2]);
});

test('an empty result says what each word finds, and what there is without the filters', async () => {
  const apart = await ask('planning water');
  expect(apart.total).toBe(0);
  expect(apart.help?.words).toEqual([
    { word: 'planning', total: 20 },
    { word: 'water', total: 1 }
  ]);
  const filtered = await search(index.db, { text: 'planning', locale: 'en', filters: { year: [1999] } });
  expect(filtered.help?.withoutFilters).toBe(20);
  expect(filtered.facets.year).toContainEqual({ value: 1999, count: 0, selected: true });
});

test('words of removed documents are no longer suggested', async () => {
  await putDocuments(index.db, [document(300, { title: 'Hippopotamus' })]);
  expect((await ask('hipopotamus')).corrected?.to).toBe('hippopotamus');
  await removeDocument(index.db, 'resource', 300);
  expect((await ask('hipopotamus')).corrected).toBeUndefined();
});
