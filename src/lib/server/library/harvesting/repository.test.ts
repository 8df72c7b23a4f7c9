import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { xml2js, type Element } from 'xml-js';
import fc from '../../../../../tests/support/property.ts';
import { countQueries } from '../../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { adder, makeWorld, newResource, type World } from '../../../../../tests/support/world.ts';
import type { Context } from '../../platform/context.ts';
import { addResource } from '../resources.ts';
import { answerHarvester, aPart } from './repository.ts';

const within = databaseOf(makeWorld);
const add = adder(addResource, newResource);
const text = (language: string, title: string) => ({ language, title, summary: `${title} & <more>`, body: '' });

/** The answer as a tree; what is not well-formed fails here. */
async function ask(ctx: Context, query: string): Promise<Element> {
  const root = xml2js(await answerHarvester(ctx, 'Hub', new URLSearchParams(query))) as Element;
  return root.elements!.find(({ name }) => name === 'OAI-PMH')!;
}
const all = (of: Element, name: string): Element[] =>
  (of.elements ?? []).flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
const textOf = (of: Element | undefined): string => (of?.elements ?? []).map(({ text }) => String(text ?? '')).join('');
const texts = (of: Element, name: string) => all(of, name).map(textOf);
const errorOf = (of: Element) => all(of, 'error')[0]?.attributes?.code;

const withdraw = (ctx: Context, id: number, at: Date) =>
  ctx.db
    .updateTable('resource')
    .set({ publishedAt: null, withdrawnAt: at, changedAt: at })
    .where('id', '=', id)
    .execute();
/** Many plain resources, all changed at one moment: the place in a harvest is more than a time. */
const fill = (ctx: Context, world: World, count: number) =>
  sql`
  with made as (insert into resource (alliance_id, slug, type, language, languages, own, published_at, changed_at)
    select ${world.alliances.global}, 'made-' || n, 'report', 'en', '{en}', false, ${ctx.now}, ${ctx.now}
    from generate_series(1, ${count}::int) n returning id)
  insert into resource_text (resource_id, language, title) select id, 'en', 'Made ' || id from made`.execute(ctx.db);

/** Takes all parts; `between` runs after each. @returns identifiers in the order in which they came */
async function harvest(ctx: Context, query: string, between: (part: number) => Promise<unknown> = async () => {}) {
  const seen: string[] = [];
  let next = query;
  for (let part = 0; next; part++) {
    const answer = await ask(ctx, next);
    expect(errorOf(answer)).toBeUndefined();
    seen.push(...texts(answer, 'identifier'));
    const token = textOf(all(answer, 'resumptionToken')[0]);
    next = token ? `verb=${new URLSearchParams(query).get('verb')}&resumptionToken=${token}` : '';
    await between(part);
  }
  return seen;
}

describe('the repository', () => {
  test(
    'says who it is, its formats and its sets',
    within(async (ctx, world) => {
      await add(ctx, world, { streets: { themes: ['mobility'] } });
      const who = await ask(ctx, 'verb=Identify');
      expect(texts(who, 'repositoryName')).toEqual(['Hub']);
      expect(texts(who, 'deletedRecord')).toEqual(['persistent']);
      expect(texts(who, 'granularity')).toEqual(['YYYY-MM-DDThh:mm:ssZ']);
      expect(texts(who, 'baseURL')).toEqual([`${ctx.instance.origin}/oai`]);
      expect(texts(who, 'earliestDatestamp')[0]).toBe(`${ctx.now.toISOString().slice(0, 19)}Z`);
      expect(texts(await ask(ctx, 'verb=ListMetadataFormats'), 'metadataPrefix')).toEqual(['oai_dc', 'mods']);
      expect(texts(await ask(ctx, 'verb=ListSets'), 'setSpec')).toContain('theme:mobility');
    })
  );

  test.each(['oai_dc', 'mods'])('gives a record in %s with all that is known, safely written', (prefix) =>
    within(async (ctx, world) => {
      const [id] = await add(ctx, world, {
        streets: {
          texts: [text('fr', 'Rues « pour » jouer'), text('en', 'Streets <script>')],
          language: 'fr',
          authors: [{ family: 'Diallo', given: 'Awa', organisation: null }],
          themes: ['mobility'],
          year: 2024,
          languages: ['fr', 'en']
        }
      });
      const list = await ask(ctx, `verb=ListRecords&metadataPrefix=${prefix}`);
      const [identifier] = texts(list, 'identifier');
      expect(identifier).toMatch(new RegExp(`^oai:.+:resource/${id}$`));
      const record = await ask(ctx, `verb=GetRecord&metadataPrefix=${prefix}&identifier=${identifier}`);
      const said = JSON.stringify(record);
      for (const word of ['Rues « pour » jouer', 'Streets <script>', 'Diallo', 'Awa', '2024', '/library/streets'])
        expect(said).toContain(word);
    })()
  );

  test(
    'refuses what the protocol does not know, each with its code',
    within(async (ctx, world) => {
      await add(ctx, world, { streets: {} });
      const cases: [query: string, code: string][] = [
        ['', 'badVerb'],
        ['verb=Nothing', 'badVerb'],
        ['verb=constructor', 'badVerb'],
        ['verb=Identify&verb=Identify', 'badVerb'],
        ['verb=Identify&set=x', 'badArgument'],
        ['verb=ListRecords', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=mods', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=marc', 'cannotDisseminateFormat'],
        ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=oai_dc&from=yesterday', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01T00:00:00Z', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01', 'badArgument'],
        ['verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01', 'noRecordsMatch'],
        ['verb=ListRecords&metadataPrefix=oai_dc&set=theme:none', 'noRecordsMatch'],
        ['verb=ListRecords&metadataPrefix=oai_dc&set=%27%3B', 'noRecordsMatch'],
        ['verb=ListRecords&resumptionToken=x', 'badResumptionToken'],
        ['verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc', 'badArgument'],
        ['verb=ListSets&resumptionToken=x', 'badResumptionToken'],
        ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:resource/99999', 'idDoesNotExist'],
        ['verb=ListMetadataFormats&identifier=x', 'idDoesNotExist']
      ];
      for (const [query, code] of cases) expect([query, errorOf(await ask(ctx, query))]).toEqual([query, code]);
    })
  );

  test(
    'answers any request in well-formed XML, with an error of the protocol or with what was asked for',
    within(async (ctx, world) => {
      await add(ctx, world, { streets: {} });
      const name = fc.constantFrom('verb', 'metadataPrefix', 'from', 'until', 'set', 'identifier', 'resumptionToken');
      const value = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('ListRecords', 'GetRecord', 'oai_dc', 'W10')
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 4 }), async (pairs) => {
          const answer = await ask(ctx, String(new URLSearchParams(pairs)));
          expect(all(answer, 'responseDate')).toHaveLength(1);
        }),
        { numRuns: 200 }
      );
    })
  );
});

describe('a harvest', () => {
  test(
    'gives every record once, in parts, in as many statements for many as for few',
    within(async (ctx, world) => {
      await fill(ctx, world, 2 * aPart + 7);
      const seen = await harvest(ctx, 'verb=ListIdentifiers&metadataPrefix=oai_dc');
      expect(seen).toHaveLength(2 * aPart + 7);
      expect(new Set(seen).size).toBe(seen.length);
      const read = (each: Context) => ask(each, 'verb=ListRecords&metadataPrefix=mods');
      expect(await countQueries(ctx, read)).toBe(2);
    })
  );

  test(
    'misses nothing that changes, comes or is withdrawn while it goes on, and ends',
    within(async (ctx, world) => {
      await fill(ctx, world, 3 * aPart);
      const later = new Date(ctx.now.getTime() + 60_000);
      const { id } = await ctx.db
        .selectFrom('resource')
        .select('id')
        .where('slug', '=', 'made-1')
        .executeTakeFirstOrThrow();
      const first = `:resource/${id}`;
      let added = 0;
      const seen = await harvest(ctx, 'verb=ListRecords&metadataPrefix=oai_dc', async (part) => {
        if (part !== 0) return;
        await withdraw(ctx, id, later);
        [added] = (await add({ ...ctx, now: later }, world, { late: {} })) as [number];
      });
      const of = (number: number) => seen.filter((identifier) => identifier.endsWith(`:resource/${number}`));
      expect(new Set(seen).size).toBe(3 * aPart + 1);
      expect(of(added)).toHaveLength(1);
      // Once as it was, and once more as deleted.
      expect(seen.filter((identifier) => identifier.endsWith(first))).toHaveLength(2);
    })
  );

  test(
    'tells of what was withdrawn as deleted, without a word of it, and never of what was not published',
    within(async (ctx, world) => {
      const [gone, never] = await add(ctx, world, { gone: { texts: [text('en', 'SECRET')] }, never: {} });
      await withdraw(ctx, gone!, ctx.now);
      await ctx.db.updateTable('resource').set({ publishedAt: null }).where('id', '=', never!).execute();
      const list = await ask(ctx, 'verb=ListRecords&metadataPrefix=oai_dc');
      expect(all(list, 'header').map(({ attributes }) => attributes?.status)).toEqual(['deleted']);
      expect(all(list, 'metadata')).toEqual([]);
      expect(JSON.stringify(list)).not.toContain('SECRET');
      const [identifier] = texts(list, 'identifier');
      const hidden = identifier!.replace(/\d+$/, String(never));
      expect(errorOf(await ask(ctx, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${hidden}`))).toBe(
        'idDoesNotExist'
      );
    })
  );

  test(
    'is of a set, with what the children of a theme have, and of a time in either granularity',
    within(async (ctx, world) => {
      await add(ctx, world, { one: { themes: ['mobility'] }, two: { themes: ['nutrition'] } });
      const later = new Date(ctx.now.getTime() + 2 * 86_400_000);
      const [third] = await add({ ...ctx, now: later }, world, { three: { themes: ['mobility'] } });
      const found = async (rest: string) =>
        (await harvest(ctx, `verb=ListIdentifiers&metadataPrefix=oai_dc&${rest}`)).length;
      expect(await found('set=theme:mobility')).toBe(2);
      const day = later.toISOString().slice(0, 10);
      expect(await found(`set=theme:mobility&from=${day}`)).toBe(1);
      expect(await found(`from=${day}&until=${day}`)).toBe(1);
      const second = `${later.toISOString().slice(0, 19)}Z`;
      expect(await harvest(ctx, `verb=ListIdentifiers&metadataPrefix=oai_dc&from=${second}&until=${second}`)).toEqual([
        expect.stringMatching(new RegExp(`/${third}$`))
      ]);
    })
  );
});
