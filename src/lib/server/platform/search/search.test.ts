import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameIndex } from './names.ts';
import { putDocuments, removeDocument } from './put.ts';
import { search } from './search.ts';
import { document, idsOf, makeIndex, marked, type TestIndex } from './test-index.ts';

let index: TestIndex;
const nairobi = 10;
const kenya = 11;
const lima = 12;

beforeAll(async () => {
  index = await makeIndex();
  const filler = 'Long words about nothing much. '.repeat(200);
  await putDocuments(index.db, [
    document(1, { title: 'Playgrounds for every neighbourhood', summary: 'Safe streets where children meet.' }),
    document(2, {
      title: 'Streets for life',
      keywords: 'Road safety',
      summary: 'How a city slows its cars.',
      body: 'Play.'
    }),
    document(3, { title: 'School of rock', body: `${filler}The children sing about sanitation here. ${filler}` }),
    document(4, { language: 'es', title: 'Ciudades para la niñez', summary: 'Acción por los niños y el agua.' }),
    document(5, { language: 'fr', title: 'Des écoles sûres', summary: 'Les rues scolaires et la santé.' }),
    document(6, { language: 'ar', title: 'المدينة الصديقة للأطفال', summary: 'شوارع آمنة حول المدرسة.' }),
    document(7, { language: 'bn', title: 'শিশুদের জন্য শহর', summary: 'খেলার মাঠ ও স্বাস্থ্য।' }),
    document(8, { language: 'sw', title: 'Miji kwa watoto', summary: 'Michezo na usalama.' }),
    document(9, { title: 'Water in Nairobi' }, { places: [nairobi, kenya], date: '2020-05-01', year: 2020 }),
    document(10, { title: 'National plan' }, { places: [kenya], date: '2024-05-01', year: 2024 }),
    document(11, { title: 'Water in Lima' }, { kind: 'post', places: [lima], date: '2022-05-01', year: 2022 }),
    document(12, { title: 'Hidden title', keywords: 'sanitation' }),
    document(13, { title: 'Sanitation' }),
    document(14, { title: 'Other', summary: 'On sanitation.' })
  ]);
});
afterAll(() => index.close());

const find = (text: string, request = {}) => idsOf(index.db, text, request);

test('a word is found in any inflection, in each language', async () => {
  expect(await find('playground')).toEqual([1]);
  expect(await find('cities')).toEqual([2]);
  expect(await find('ciudad')).toEqual([4]);
  expect(await find('école')).toEqual([5]);
  expect(await find('مدينة')).toEqual([6]);
  expect(await find('watoto')).toEqual([8]);
});

test('accents and Arabic forms make no difference, in the query or the text', async () => {
  expect(await find('ninos')).toEqual([4]);
  expect(await find('ecoles')).toEqual([5]);
  expect(await find('santé')).toEqual(await find('SANTE'));
  expect(await find('امنه')).toEqual([6]);
  expect(await find('المدرسه')).toEqual([6]);
});

test('a word finds words that begin with it, in every script', async () => {
  expect(await find('playgr')).toEqual([1]);
  expect(await find('play')).toEqual([1, 2]);
  expect(await find('শিশু')).toEqual([7]);
  expect(await find('usal')).toEqual([8]);
});

test('all words must be there, function words apart', async () => {
  expect(await find('streets children')).toEqual([1]);
  expect(await find('the streets of the city')).toEqual([2]);
  expect(await find('streets nowhere')).toEqual([]);
});

test('a phrase is found as it stands, across function words, and not the other way round', async () => {
  expect(await find('"safe streets"')).toEqual([1]);
  expect(await find('"streets safe"')).toEqual([]);
  expect(await find('"school of rock"')).toEqual([3]);
  expect(await find('"school to rock"')).toEqual([]);
  expect(await find('"safety how"')).toEqual([]);
  expect(await find('"rues scolaires"')).toEqual([5]);
});

test('names in other languages among the keywords are found in their inflections', async () => {
  await putDocuments(index.db, [document(90, { title: 'Squares', keywords: 'Parks الحدائق العامة parques' })]);
  expect(await find('حديقة')).toEqual([90]);
  expect(await find('parque')).toEqual([90]);
  expect(await find('"الحدائق العامة"')).toEqual([90]);
});

test('what is excluded is left out, with words and alone', async () => {
  expect(await find('streets -cars')).toEqual([1]);
  expect(await find('streets -"safe streets"')).toEqual([2]);
  const others = await find('-streets');
  expect(others).not.toContain(1);
  expect(others).toContain(4);
});

test('a title counts more than keywords, keywords more than a summary, a summary more than a body', async () => {
  expect(await find('sanitation')).toEqual([13, 12, 14, 3]);
});

test('the whole word comes before words that begin with it', async () => {
  await putDocuments(index.db, [document(20, { title: 'Harbour' }), document(21, { title: 'Harb' })]);
  expect(await find('harb')).toEqual([21, 20]);
});

test('a phrase does not go over the end of a keyword, a name or a field', async () => {
  await putDocuments(index.db, [
    document(25, {
      title: 'Lantern',
      keywords: 'Kerb height · Road marking',
      summary: 'Bollard.',
      names: 'Zebra lines · Traffic lights'
    })
  ]);
  for (const phrase of ['kerb height', 'road marking', 'zebra lines', 'traffic lights'])
    expect(await find(`"${phrase}"`), phrase).toEqual([25]);
  for (const phrase of ['height road', 'lines traffic', 'lantern kerb', 'marking bollard', 'bollard zebra'])
    expect(await find(`"${phrase}"`), phrase).toEqual([]);
});

test('the words near each other come before the words apart', async () => {
  await putDocuments(index.db, [
    document(30, { title: 'Budget talks', summary: 'Participation in the making of every city budget.' }),
    document(31, { title: 'Budget talks', summary: 'Every city budget by participation of some.' }),
    document(32, { title: 'Budget talks', summary: 'Every city by participation budget of some.' })
  ]);
  expect((await find('participation budget'))[0]).toBe(32);
});

test('what is called exactly as asked comes first, by its title or another name, even of function words', async () => {
  await putDocuments(index.db, [
    document(35, { title: 'Umbrella umbrella makers', summary: 'An umbrella.', keywords: 'umbrella' }),
    document(36, { title: 'Society for the making of useful things', aka: 'Umbrella' }),
    document(37, { title: 'World Health Body', aka: 'WHO · Health Body' })
  ]);
  expect(await find('umbrella')).toEqual([36, 35]);
  expect((await find('who'))[0]).toBe(37);
  expect((await find('Health-body'))[0]).toBe(37);
  expect(await find('umbrella -makers')).toEqual([36]);
});

test("the reader's language comes first among equals", async () => {
  await putDocuments(index.db, [
    document(40, { language: 'fr', title: 'Transport plan' }),
    document(41, { language: 'es', title: 'Transport plan' })
  ]);
  expect(await find('transport', { locale: 'fr' })).toEqual([40, 41]);
  expect(await find('transport', { locale: 'es' })).toEqual([41, 40]);
});

test('a document with translations is found in each and shown in the one that matches', async () => {
  const both = document(50, { title: 'Kite festival' }, { languages: ['en', 'es'] });
  both.texts.push({ language: 'es', title: 'Festival de cometas', keywords: '', summary: 'Vuelan alto.', body: '' });
  await putDocuments(index.db, [both]);
  const inSpanish = await search(index.db, { text: 'cometa', locale: 'en' });
  expect(inSpanish.items[0]).toMatchObject({ id: 50, language: 'es' });
  const equal = await search(index.db, { text: 'festival', locale: 'es' });
  expect(equal.items[0]).toMatchObject({ id: 50, language: 'es' });
});

test('the matching words are marked, deep in a long text as well', async () => {
  const { items } = await search(index.db, { text: 'sing sanitation', locale: 'en' });
  expect(items[0]!.id).toBe(3);
  expect(marked(items[0]!)).toEqual(['sing', 'sanitation']);
  const length = items[0]!.snippet.map(([text]) => text).join('').length;
  expect(length).toBeLessThan(260);
});

test('markup in a text comes out as text', async () => {
  await putDocuments(index.db, [document(60, { title: '<b>Zebra</b> & co' })]);
  const { items } = await search(index.db, { text: 'zebra', locale: 'en' });
  expect(items[0]!.title).toEqual([
    ['<b>', false],
    ['Zebra', true],
    ['</b> & co', false]
  ]);
});

test("a place finds its own documents first, then its country's, and none of others", async () => {
  const expand = nameIndex([
    { name: 'Nairobi', places: [nairobi, kenya] },
    { name: 'Lima', places: [lima] }
  ]);
  expect(await idsOf(index.db, 'nairobi', {}, expand)).toEqual([9, 10]);
  expect(await idsOf(index.db, 'plan nairobi', {}, expand)).toEqual([10]);
  const { matchedPlaces } = await search(index.db, { text: 'Nairobi', locale: 'en' }, expand);
  expect(matchedPlaces).toEqual([nairobi, kenya]);
});

test('an alias of several words finds the documents of its theme', async () => {
  await putDocuments(index.db, [document(70, { title: 'Toilets at school' }, { themes: [7] })]);
  const expand = nameIndex([
    { name: 'WASH', themes: [7] },
    { name: 'Water and hygiene', themes: [7] }
  ]);
  expect(await idsOf(index.db, 'wash', {}, expand)).toEqual([70]);
  expect(await idsOf(index.db, 'water and hygiene', {}, expand)).toEqual([70]);
  expect(await idsOf(index.db, 'wash -toilets', {}, expand)).toEqual([]);
});

test('a phrase beside the name of a theme or place is looked for in what has those as well', async () => {
  await putDocuments(index.db, [
    document(75, { title: 'Lantern parade', summary: 'Of the lantern parade.' }, { themes: [8] }),
    document(76, { title: 'Parade of a lantern' }, { themes: [8] }),
    document(77, { title: 'Lantern parade for wellness' })
  ]);
  const expand = nameIndex([{ name: 'Wellness', themes: [8] }]);
  expect((await idsOf(index.db, '"lantern parade" wellness', {}, expand)).sort()).toEqual([75, 77]);
});

test('lists are searched alone or together, in the order asked for', async () => {
  expect(await find('water', { kinds: ['post'] })).toEqual([11]);
  expect(await find('water in', { sort: 'newest' })).toEqual([11, 9]);
  expect(await find('water in', { sort: 'oldest' })).toEqual([9, 11]);
  expect(await find('water in', { sort: 'title' })).toEqual([11, 9]);
});

test('a changed document is found by its new words only, and a removed one not at all', async () => {
  await putDocuments(index.db, [document(80, { title: 'Orangutan' })]);
  await putDocuments(index.db, [document(80, { title: 'Gibbon' })]);
  expect(await find('orangutan')).toEqual([]);
  expect(await find('gibbon')).toEqual([80]);
  await removeDocument(index.db, 'resource', 80);
  expect(await find('gibbon')).toEqual([]);
  expect(await find('', { pageSize: 100 })).not.toContain(80);
});

test('where nothing is asked for, the first kind comes first, and each kind by date', async () => {
  const among = async (request: object) =>
    (await find('', { pageSize: 100, ...request })).filter((id) => [9, 10, 11].includes(id));
  expect(await among({ kinds: ['resource', 'post'] })).toEqual([10, 9, 11]);
  expect(await among({ kinds: ['post', 'resource'] })).toEqual([11, 10, 9]);
  expect(await among({ kinds: ['resource', 'post'], sort: 'newest' })).toEqual([10, 11, 9]);
  expect(await among({})).toEqual([10, 11, 9]);
});
