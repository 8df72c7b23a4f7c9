import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openDatabase, openPool } from '../platform/db/db.ts';
import type { Context } from '../platform/context.ts';
import { loadStarter } from '../starter.ts';
import { contextOver } from '../../../../tests/support/context.ts';
import { createDatabase } from '../../../../tests/support/database.ts';
import { find } from './find.ts';
import { readFindRequest } from './request.ts';

const starter = fileURLToPath(new URL('../../../../starter/', import.meta.url));
let ctx: Context;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const { url, drop } = await createDatabase(process.env.TEST_TEMPLATE);
  const pool = openPool({ connectionString: url }, 4, () => {});
  undo.push(drop, () => pool.end());
  ctx = contextOver(openDatabase(pool));
  await loadStarter(ctx, starter);
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const slugs = async (query: string, locale: Context['locale'] = 'en') => {
  const result = await find({ ...ctx, locale }, readFindRequest(new URLSearchParams(query)));
  return result.items.map((item) => item.card.slug);
};

/**
 * Judged by hand over the real starter content: what a reader who types this means must be among the first three.
 * Each line: the query as in the address, then the slugs that must all be there.
 */
const judged: [query: string, ...expected: string[]][] = [
  ['q=road safety', 'improving-road-safety-for-urban-children'],
  ['q=street safety', 'improving-road-safety-for-urban-children'],
  ['q=designing streets', 'designing-streets-for-kids'],
  ['q=streets for kids', 'designing-streets-for-kids'],
  ['q=school streets', 'lessons-from-more-than-1000-school-streets'],
  ['q=nutrition', 'urban-children-and-malnutrition'],
  ['q=nutrision', 'urban-children-and-malnutrition'],
  ['q=malnutrition', 'urban-children-and-malnutrition'],
  ['q=covid', 'covid-19-and-children-in-urban-contexts'],
  ['q=air pollution', 'urban-air-pollution-and-children'],
  ['q=local governance', 'children-and-local-governance'],
  ['q=wash', 'wash-improving-provision'],
  ['q=toilets', 'wash-improving-provision'],
  ['q=refugee', 'protect-urban-refugee-children'],
  ['q=refugees', 'protect-urban-refugee-children'],
  ['q=proximity of care', 'proximity-of-care'],
  ['q=arup', 'arup'],
  ['q=unicef', 'unicef'],
  ['q=bernard van leer foundation', 'van-leer-foundation'],
  ['q=ideas to inspire action', 'ideas-to-inspire-action'],
  ['q="ideas to inspire action"', 'ideas-to-inspire-action'],
  ['q=nine basic requirements', 'nine-basic-requirements'],
  ['q=child participation', 'nine-basic-requirements'],
  ['q=playground', 'more-than-just-playgrounds'],
  ['q=play', 'more-than-just-playgrounds'],
  ['q=satterthwaite', 'ask-an-expert-david-satterthwaite'],
  ['q=tim gill', 'how-can-civil-society-move-child-friendly-planning-forward'],
  ['q=thomas george', 'build-an-alliance-wuf11'],
  ['q=lucia nogales', 'build-an-alliance-wuf11'],
  ['q=gil peñalosa', 'open-streets-ciclovias-webinar'],
  ['q=mara forbes', 'youth-led-climate-action-in-informal-settlements'],
  ['q=slums', 'global-action-plan-to-transform-slums'],
  ['q=urban heat', 'urban-heat-and-children'],
  ['q=waste', '3-ways-to-tackle-waste-in-cities'],
  ['q=cycling', 'putting-children-and-families-at-the-heart-of-cycling-programmes'],
  ['q=india', 'reimagining-cities-for-young-children-in-india'],
  ['q=bangladesh', 'no-time-to-lose'],
  ['q=nairobi', 'no-time-to-lose'],
  ['q=katowice', 'build-an-alliance-wuf11'],
  ['q=world urban forum 13', 'wuf13'],
  ['q=baku', 'wuf13'],
  ['q=it starts with children', 'it-starts-with-children'],
  ['q=child friendly cities handbook', 'child-friendly-cities-handbook'],
  ['q=handbook', 'child-friendly-cities-handbook'],
  ['q=toolkit africa', 'toolkit-child-health-and-mobility-in-africa'],
  ['q=fragility climate', 'tackling-a-double-threat'],
  ['q=youth led climate action', 'youth-led-climate-action-in-informal-settlements'],
  ['q=green spaces nature', 'the-greenest-children-lack-access-to-nature'],
  ['q=child-safe homes', 'child-safe-homes'],
  ['q=desnutrición', 'urban-children-and-malnutrition'],
  ['q=desnutricion', 'urban-children-and-malnutrition'],
  ['q=السلامة على الطرق', 'lessons-from-more-than-1000-school-streets'],
  ['q=bidonvilles', 'global-action-plan-to-transform-slums'],
  ['q=global warming', 'urban-heat-and-children'],
  ['q=calentamiento global', 'urban-heat-and-children'],
  ['q=ongezeko la joto duniani', 'urban-heat-and-children'],
  ['q=বৈশ্বিক উষ্ণায়ন', 'urban-heat-and-children']
];

describe('what the first three results of a judged query must hold', () => {
  for (const [query, ...expected] of judged) {
    test(query, async () => {
      const first = (await slugs(query)).slice(0, 3);
      for (const slug of expected)
        expect(
          first.some((found) => found.startsWith(slug)),
          `${slug} not in ${first.join(', ')}`
        ).toBe(true);
    });
  }
});

test('a typing error becomes a word of the reader, and a word that there is stays', async () => {
  const correctedIn = async (locale: Context['locale'], text: string) =>
    (await find({ ...ctx, locale }, readFindRequest(new URLSearchParams({ q: text })))).corrected?.to;
  expect(await correctedIn('en', 'nutrision')).toBe('nutrition');
  expect(await correctedIn('fr', 'nutrision')).toBe('nutrition');
  expect(await correctedIn('es', 'nutrision')).toMatch(/^nutrici[oó]n$/);
  for (const text of ['global warming', 'warming', 'réchauffement', 'dhaka heat', 'hiking'])
    expect(await correctedIn('en', text), text).toBeUndefined();
});

test('no word that is not the reader’s is suggested for one that there is', async () => {
  for (const locale of ['en', 'fr'] as const) {
    const { total, suggestion } = await find(
      { ...ctx, locale },
      readFindRequest(new URLSearchParams('q=nine basic'), ['resource'])
    );
    expect([total, suggestion]).toEqual([1, undefined]);
  }
});

test('what is called exactly so comes first, and an organisation by its short name too', async () => {
  for (const [query, expected] of [
    ['UN-Habitat', 'un-habitat'],
    ['"un habitat"', 'un-habitat'],
    ['United Nations Human Settlements Programme', 'un-habitat'],
    ['save the children', 'save-the-children'],
    ['Save the Children Bangladesh', 'save-the-children-bangladesh'],
    ['habitat for humanity', 'habitat-for-humanity'],
    ['cities alliance', 'cities-alliance'],
    ['world vision', 'world-vision'],
    ['sdi', 'sdi'],
    ['Designing Streets for Kids', 'designing-streets-for-kids'],
    ['ask an expert: omnia el omrani', 'ask-an-expert-omnia-el-omrani'],
    [
      'Putting children and families at the heart of cycling programmes in Latin American cities',
      'putting-children-and-families-at-the-heart-of-cycling-programmes-in-latin-american-cities'
    ]
  ] as const)
    for (const locale of ['en', 'ar'] as const) expect((await slugs(`q=${query}`, locale))[0], query).toBe(expected);
});

test('a series finds what is in it, by its names in all languages and by what it is called for short', async () => {
  const inSeries = async (query: string) => (await slugs(`q=${query}`)).length;
  const ideas = await inSeries('Ideas4Action');
  expect(ideas).toBeGreaterThan(8);
  for (const query of ['Ideas 4 Action', 'I4A', 'i4a', '"ideas for action"']) {
    expect(await inSeries(query), query).toBeGreaterThanOrEqual(ideas);
  }
  for (const query of ['AaE', 'Ask an Expert', 'Pregunte a una voz experta', 'Parole de spécialiste'])
    expect((await slugs(`q=${query}`)).slice(0, 2).sort(), query).toEqual([
      'ask-an-expert-david-satterthwaite',
      'ask-an-expert-omnia-el-omrani'
    ]);
  for (const query of ['PS4C', 'Public Space for Children', 'Public Spaces for Children'])
    expect(await slugs(`q=${query}`), query).toContainEqual(expect.stringMatching(/^putting-local-communities/));
  expect(await slugs('q=Conversations about Cities')).toContainEqual(expect.stringMatching(/^where-to-find/));
  expect(await slugs('q=research series')).toContain('urban-children-and-malnutrition');
});

test('an exclusion takes out what has the word', async () => {
  const both = 'lessons-from-more-than-1000-school-streets';
  expect(await slugs('q=street')).toContain(both);
  const found = await slugs('q=street -school');
  expect(found).not.toContain(both);
  expect(found).not.toEqual([]);
});

test("a word left out is looked for in an item's own words, not in its themes' and places' names", async () => {
  for (const [query, ...expected] of [
    ['q=road -school', 'improving-road-safety-for-urban-children'],
    ['q=governance -municipality', 'children-and-local-governance'],
    ['q=youth -kenia', 'no-time-to-lose'],
    ['q=road -"school streets"', 'improving-road-safety-for-urban-children']
  ] as const) {
    const found = await slugs(query);
    for (const slug of expected)
      expect(
        found.some((one) => one.startsWith(slug)),
        `${query}: ${slug} not in ${found.join(', ')}`
      ).toBe(true);
  }
  expect(await slugs('q=road -safety')).not.toContain('improving-road-safety-for-urban-children');
});

test('what states no language has none in the facet and in its card, and is found in every language', async () => {
  const all = await find(ctx, readFindRequest(new URLSearchParams()));
  const silent = (
    await ctx.db
      .selectFrom('resource')
      .select('slug')
      .where(sql<boolean>`languages = '{}'`)
      .execute()
  ).map(({ slug }) => slug);
  expect(silent.length).toBeGreaterThan(3);
  const english = all.facets.language.find(({ value }) => value === 'en')?.count ?? 0;
  const { total, items } = await find(ctx, readFindRequest(new URLSearchParams('language=en')));
  expect(total).toBe(english);
  expect(items.filter(({ card }) => card.kind === 'organisation' || card.kind === 'event')).toEqual([]);
  for (const locale of ['en', 'fr', 'ar'] as const) {
    const words = 'q=Protect Urban Refugee Children';
    const found = await find({ ...ctx, locale }, readFindRequest(new URLSearchParams(words)));
    expect(found.items[0]?.card).toMatchObject({ slug: 'protect-urban-refugee-children', languages: [] });
  }
  const nine = await find(ctx, readFindRequest(new URLSearchParams('q=nine basic requirements')));
  expect(nine.items[0]?.card.languages).toEqual(['en', 'fr', 'es', 'ar']);
  for (const slug of silent) expect(await slugs('language=en&type=report&type=guide')).not.toContain(slug);
});

test('filters combine, and each facet shows what its other values would give', async () => {
  const result = await find(ctx, readFindRequest(new URLSearchParams('theme=mobility&type=post')));
  expect(result.items.every((item) => item.card.kind === 'post')).toBe(true);
  expect(result.total).toBeGreaterThan(1);
  const selected = result.facets.type.find((option) => option.value === 'post');
  expect(selected).toMatchObject({ selected: true, count: result.total });
  expect(result.facets.type.length).toBeGreaterThan(1);
});

test('where nothing is found, the themes of which there is something are offered', async () => {
  const nothing = await find({ ...ctx, locale: 'fr' }, readFindRequest(new URLSearchParams('q=xyzzyq'), ['post']));
  expect(nothing.total).toBe(0);
  expect(nothing.themes.length).toBeGreaterThan(5);
  expect(nothing.themes.find(({ value }) => value === 'mobility')?.label).toBe('Mobilité');
  for (const { value, count } of nothing.themes) {
    const of = await find(ctx, readFindRequest(new URLSearchParams({ theme: value }), ['post']));
    expect([value, of.total]).toEqual([value, count]);
  }
  expect((await find(ctx, readFindRequest(new URLSearchParams('q=street')))).themes).toEqual([]);
});

test('enabling another interface language never empties a search', async () => {
  for (const locale of ['es', 'fr', 'ar', 'bn', 'sw'] as const)
    expect((await slugs('q=road safety', locale)).length).toBeGreaterThan(0);
});
