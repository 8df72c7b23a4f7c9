import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { until } from '../../../../tests/support/until.ts';
import { addAll, makeWorld, newResource, unpublish, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import type { CitationPiece, Citations } from '../platform/db/json.ts';
import { citeLater, getCitable, listUncited, placed, unknownOrigin } from './citing.ts';
import { citeNext } from './jobs.ts';
import { addResource, type NewResource } from './resources.ts';

const onEmpty = (work: (ctx: Context, world: World) => Promise<void>) => () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    await work(ctx, await makeWorld(ctx));
  });
const titled = (world: World, slug: string, title: string, changes: Partial<NewResource> = {}) =>
  newResource(world, slug, { texts: [{ language: 'en', title, summary: '', body: '' }], ...changes });
const textOf = (pieces: CitationPiece[]) => pieces.map(({ text }) => text).join('');
/** Counts the statements that change resources from now on. */
const watchUpdates = async ({ db }: Context) => {
  await sql`create table seen ()`.execute(db);
  await sql`create function see() returns trigger language plpgsql as
    $$ begin insert into seen default values; return null; end $$`.execute(db);
  await sql`create trigger see after update on resource execute function see()`.execute(db);
  return async () => (await sql`select from seen`.execute(db)).rows.length;
};
const jobsFor = async (ctx: Context) => {
  const { rows } = await sql`select from pgboss.job where name = 'library.cite'`.execute(ctx.db);
  return rows.length;
};
const citations = async (ctx: Context) =>
  new Map(
    (await ctx.db.selectFrom('resource').select(['slug', 'citations']).execute()).map((row) => [
      row.slug,
      row.citations
    ])
  );

test(
  'all published resources get their reference in APA and Chicago, and running again changes nothing',
  onEmpty(async (ctx, world) => {
    const authors = [
      { family: 'Zed', given: 'Zoe', organisation: null },
      { family: 'Abe', given: 'Ann', organisation: null }
    ];
    await addAll(ctx, addResource, [
      titled(world, 'book', 'Designing Streets for Kids', {
        type: 'guide',
        authors,
        publisher: 'Island Press',
        year: 2020
      }),
      titled(world, 'bare', 'Untitled tool', { type: 'tool', year: null }),
      titled(world, 'hidden', 'Hidden')
    ]);
    await unpublish(ctx, 'resource', 'hidden');
    await citeNext(ctx);
    const written = await citations(ctx);
    const { apa, chicago } = written.get('book')!;
    expect(textOf(apa)).toBe(
      `Zed, Z., & Abe, A. (2020). Designing Streets for Kids. Island Press. ${unknownOrigin}/library/book`
    );
    expect(apa.find(({ emphasis }) => emphasis)?.text).toBe('Designing Streets for Kids');
    expect(textOf(chicago)).toBe(
      `Zed, Zoe, and Ann Abe. 2020. Designing Streets for Kids. Island Press. ${unknownOrigin}/library/book.`
    );
    // What has no date is not said to have been retrieved: that is for what changes, and needs the day.
    expect(textOf(written.get('bare')!.apa)).toBe(`Untitled tool. (n.d.). ${unknownOrigin}/library/bare`);
    expect(written.get('hidden')).toBeNull();
    expect(await listUncited(ctx, 10)).toEqual([]);

    await citeNext(ctx);
    expect(await citations(ctx)).toEqual(written);
    // The address is the one that the site has when the page is shown.
    expect(textOf(placed(apa, 'https://new.example'))).toMatch(/ https:\/\/new\.example\/library\/book$/);
  })
);

test(
  'a reference has the address of the work where it has one, its edition, the latest year it can be from, and no author twice',
  onEmpty(async (ctx, world) => {
    const url = 'https://arup.example/proximity';
    const arup = [{ family: null, given: null, organisation: 'Arup' }];
    const own = { type: 'framework', url, edition: '3', authors: arup, publisher: 'Arup', year: 2021 };
    const clarke = ['Clarke', 'Draisin'].map((family) => ({ family, given: null, organisation: null }));
    await addAll(ctx, addResource, [
      titled(world, 'own', 'Proximity of Care', own),
      titled(world, 'list', 'A brief', { url, urlIsList: true, authors: clarke, year: null, latestYear: 2022 }),
      titled(world, 'doi', 'An article', { url: 'https://doi.org/10.1000/x', year: 2020, languages: [] })
    ]);
    await citeNext(ctx);
    const written = await citations(ctx);
    const apa = (slug: string) => textOf(written.get(slug)!.apa);
    const chicago = (slug: string) => textOf(written.get(slug)!.chicago);
    expect(apa('own')).toBe(`Arup. (2021). Proximity of Care (3rd ed.). ${url}`);
    expect(chicago('own')).toBe(`Arup. 2021. Proximity of Care. 3rd ed. ${url}.`);
    expect(apa('list')).toBe(`Clarke & Draisin. (2022 or earlier). A brief. ${unknownOrigin}/library/list`);
    expect(chicago('list')).toBe(`Clarke and Draisin. 2022 or earlier. A Brief. ${unknownOrigin}/library/list.`);
    expect(apa('doi')).toBe('An article. (2020). https://doi.org/10.1000/x');
    expect(await getCitable(ctx, 'own')).toMatchObject({ url });
    expect(await getCitable(ctx, 'list')).toMatchObject({ url: 'https://alliance.example/library/list' });
  })
);

test(
  'a reference that earlier rules wrote is written anew, once the program has started with the new ones',
  onEmpty(async (ctx, world) => {
    await addResource(ctx, titled(world, 'it', 'Title'));
    await citeNext(ctx);
    const written = await citations(ctx);
    await sql`delete from pgboss.job`.execute(ctx.db);
    await citeLater(ctx);
    expect(await jobsFor(ctx)).toBe(0);
    await sql`update resource set citations = citations - 'rules' || '{"apa": []}'`.execute(ctx.db);
    await citeLater(ctx);
    expect(await jobsFor(ctx)).toBe(1);
    await citeNext(ctx);
    expect(await citations(ctx)).toEqual(written);
  })
);

test(
  'two that run at once write the same, and one that was cut off is taken up again',
  onEmpty(async (ctx, world) => {
    await addAll(
      ctx,
      addResource,
      ['a', 'b', 'c'].map((slug) => titled(world, slug, `Title ${slug}`))
    );
    await Promise.all([citeNext(ctx), citeNext(ctx)]);
    const written = await citations(ctx);
    await sql`update resource set citations = null where slug = 'b'`.execute(ctx.db);
    await citeNext(ctx);
    expect(await citations(ctx)).toEqual(written);
    expect([...written.values()].every((each) => each !== null)).toBe(true);
  })
);

test(
  'it goes through them by id in one statement a batch, and again for what changed behind it',
  onEmpty(async (ctx, world) => {
    const slugs = ['a', 'b', 'c', 'd', 'e'];
    const ids = await addAll(
      ctx,
      addResource,
      slugs.map((slug) => titled(world, slug, `Title ${slug}`))
    );
    const listed = async (limit: number, after?: number) => (await listUncited(ctx, limit, after)).map(({ id }) => id);
    expect(await listed(2)).toEqual(ids.slice(0, 2));
    expect(await listed(2, ids[1])).toEqual(ids.slice(2, 4));
    expect(await listed(2, ids[4])).toEqual([]);
    const ownUpdates = await watchUpdates(ctx);
    // The first is changed as soon as the last is written.
    await sql`create function change() returns trigger language plpgsql as
      $$ begin update resource set citations = null where slug = 'a'; return null; end $$`.execute(ctx.db);
    await sql`create trigger change after update on resource for each row
      when (new.slug = 'e' and old.citations is null) execute function change()`.execute(ctx.db);
    await citeNext(ctx, undefined, { atOnce: 2, rest: 0 });
    expect([...(await citations(ctx)).values()].every((each) => each !== null)).toBe(true);
    // Two, two, and one; then the one that changed, and its change.
    expect(await ownUpdates()).toBe(5);
  })
);

test(
  'between two batches it leaves the machine to others for as long as it took, unless it is stopped',
  onEmpty(async (ctx, world) => {
    await addAll(
      ctx,
      addResource,
      ['a', 'b'].map((slug) => titled(world, slug, `Title ${slug}`))
    );
    const stop = new AbortController();
    const long = citeNext(ctx, stop.signal, { atOnce: 1, rest: 1000 });
    await until(async () => (await listUncited(ctx, 10)).length === 1);
    stop.abort();
    await expect(long).rejects.toThrow('aborted');
    expect(await listUncited(ctx, 10)).toHaveLength(1);
  })
);

test(
  'whatever a title holds, it is written as text, and holds nobody else up',
  onEmpty(async (ctx, world) => {
    const titles = {
      markup: 'A <script>alert(1)</script> & <b x=1>',
      entities: '&lt;i&gt; &#60; &amp;amp; 5 < 6 > 4',
      lines: 'One\nTwo\t Three',
      arabic: 'أطفال المدن',
      bengali: 'শিশুদের শহর',
      braces: '{x} \\y $z$ %s ${1}',
      quotes: `"It's" 'so'`,
      empty: '',
      italic: 'Of <i>Homo</i> and others'
    };
    await addAll(
      ctx,
      addResource,
      Object.entries(titles).map(([slug, title]) => titled(world, slug, title, { type: 'tool' }))
    );
    await citeNext(ctx);
    const written = await citations(ctx);
    expect([...written.values()].every((each) => each !== null)).toBe(true);
    const shown = (slug: string) => textOf(written.get(slug)!.apa).normalize();
    expect(shown('markup')).toContain('A <script>alert(1)</script> & <b x=1>');
    expect(shown('entities')).toContain('&lt;i&gt; &#60; &amp;amp; 5 < 6 > 4');
    expect(shown('lines')).toContain('One Two Three');
    expect(shown('arabic')).toContain('أطفال المدن');
    expect(shown('bengali')).toContain('শিশুদের শহর');
    expect(shown('braces')).toContain('{x} \\y $z$ %s ${1}');
  })
);

test('an item that the citation library cannot format has no reference, and the others have theirs', async () => {
  const writer = fork(fileURLToPath(new URL('./citation-writer.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  });
  const answer = Promise.race([once(writer, 'message'), once(writer, 'exit')]);
  const one = (id: string, author: unknown) => ({ id, type: 'book', title: id, author: [author] });
  writer.send([one('first', { literal: 'A' }), one('broken', { literal: {} }), one('last', { literal: 'B' })]);
  const [written] = (await answer) as [Citations[]];
  writer.kill();
  expect(written.map(({ apa, chicago }) => [apa.length > 0, chicago.length > 0])).toEqual([
    [true, true],
    [false, false],
    [true, true]
  ]);
});

test(
  'it ends when the time of the job is over or the program stops, and what is not written stays to be written',
  onEmpty(async (ctx, world) => {
    await addResource(ctx, titled(world, 'it', 'Title'));
    await expect(citeNext(ctx, AbortSignal.timeout(50))).rejects.toThrow('aborted');
    expect(await listUncited(ctx, 10)).toHaveLength(1);
    await citeNext(ctx, AbortSignal.timeout(60_000));
    expect(await listUncited(ctx, 10)).toEqual([]);
  })
);

test(
  'a writer that cannot be started fails the job, which says why, and nothing else',
  onEmpty(async (ctx, world) => {
    await addResource(ctx, titled(world, 'it', 'Title'));
    const { execPath } = process;
    process.execPath = '/no/such/program';
    try {
      await expect(citeNext(ctx)).rejects.toThrow('ENOENT');
    } finally {
      process.execPath = execPath;
    }
    expect(await listUncited(ctx, 10)).toHaveLength(1);
  })
);

test(
  'a resource is cited with its own address, its first language and its authors in order',
  onEmpty(async (ctx, world) => {
    const authors = ['Zed', 'Abe'].map((family) => ({ family, given: null, organisation: null }));
    await addResource(
      ctx,
      titled(world, 'it', 'Title', { authors, languages: ['fr', 'en'], year: 2021, publisher: 'P' })
    );
    expect(await getCitable(ctx, 'it')).toMatchObject({
      slug: 'it',
      title: 'Title',
      publisher: 'P',
      date: '2021',
      language: 'fr',
      url: 'https://alliance.example/library/it',
      authors: [{ family: 'Zed' }, { family: 'Abe' }]
    });
  })
);
