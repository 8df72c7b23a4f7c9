import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { contextOver } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import { makeWorld, newResource, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/db/db.ts';
import { inTransaction } from '../platform/journal.ts';
import { addResource, relateResources } from './resources.ts';

const full = (world: World, slug: string) =>
  newResource(world, slug, {
    texts: [
      { language: 'en', title: 'Streets for kids', summary: 'A guide.', body: 'Body.' },
      { language: 'bn', title: 'শিশুদের রাস্তা', summary: '', body: '' }
    ],
    authors: [
      { family: 'Zed', given: 'Zoe', organisation: null },
      { family: null, given: null, organisation: 'Arup' }
    ],
    keywords: ['crossings'],
    themes: ['road-safety', 'health'],
    placeIds: [world.places['nairobi-ke']]
  });

const tables = ['resource', 'resourceText', 'resourceAuthor', 'resourceTheme', 'resourcePlace'] as const;
/** How many rows a publication has left, table by table. */
async function left(db: Database) {
  const counts = await Promise.all(
    tables.map((table) =>
      db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    )
  );
  const { rows: jobs } = await sql<{
    n: number;
  }>`select count(*) as n from pgboss.job where name = 'library.cite'`.execute(db);
  const facts = await db.selectFrom('journal').select('fact').where('subjectKind', '=', 'resource').execute();
  const found = await db.selectFrom('searchDoc').select('doc').where('kind', '=', 'resource').execute();
  return [...counts.map(({ n }) => n), jobs[0]!.n, facts.length, found.length];
}
const nothing = [0, 0, 0, 0, 0, 0, 0, 0];

const onEmpty = (work: (ctx: Context, world: World, db: Database, forgotten: string[][]) => Promise<void>) => () =>
  withEmptyDatabase(async (_, db) => {
    const forgotten: string[][] = [];
    const ctx = contextOver(db, { instance: { forget: (tags) => void forgotten.push(tags) } });
    const world = await makeWorld(ctx);
    forgotten.length = 0;
    await work(ctx, world, db, forgotten);
  });

test(
  'a resource comes with its texts, authors, themes, places, its place in the search, its fact and one job',
  onEmpty(async (ctx, world, db, forgotten) => {
    const id = await addResource(ctx, full(world, 'streets'));
    expect(await left(db)).toEqual([1, 2, 2, 2, 1, 1, 1, 1]);
    expect(await db.selectFrom('resourceTheme').select(['themeId', 'position']).orderBy('position').execute()).toEqual([
      { themeId: world.themes['road-safety'], position: 0 },
      { themeId: world.themes.health, position: 1 }
    ]);
    const fact = await db
      .selectFrom('journal')
      .select(['fact', 'subjectId', 'allianceId', 'at', 'data'])
      .orderBy('id', 'desc')
      .executeTakeFirst();
    expect(fact).toEqual({
      fact: 'resource.published',
      subjectId: id,
      allianceId: world.alliances.global,
      at: ctx.now,
      data: {}
    });
    expect(forgotten).toEqual([['resource', `resource:${id}`]]);
  })
);

test(
  'it is found by all names of its themes and places, and those above them',
  onEmpty(async (ctx, world, db) => {
    await addResource(ctx, full(world, 'streets'));
    const doc = await db
      .selectFrom('searchDoc')
      .select(['themes', 'places', 'year', 'languages'])
      .where('kind', '=', 'resource')
      .executeTakeFirstOrThrow();
    const { themes, places } = world;
    expect(doc.themes.toSorted()).toEqual([themes['road-safety'], themes.mobility, themes.health].toSorted());
    expect(doc.places.toSorted()).toEqual([places['nairobi-ke'], places.kenya].toSorted());
    const { keywords, names } = await db
      .selectFrom('searchText')
      .select(['keywords', 'names'])
      .where('title', '=', 'Streets for kids')
      .executeTakeFirstOrThrow();
    for (const word of ['crossings', 'Zoe Zed', 'Arup']) expect(keywords, word).toContain(word);
    for (const word of ['Seguridad vial', 'Movilidad', 'Nairobi', 'নাইরোবি', 'কেনিয়া'])
      expect(names, word).toContain(word);
  })
);

test(
  'a second one waits for the same job',
  onEmpty(async (ctx, world, db) => {
    await addResource(ctx, full(world, 'one'));
    await addResource(ctx, full(world, 'two'));
    expect((await left(db))[5]).toBe(1);
  })
);

test(
  'whatever fails, nothing of it is left and no page is dropped',
  onEmpty(async (ctx, world, db, forgotten) => {
    const good = full(world, 'streets');
    const broken: [changes: Partial<typeof good>, reason: string | RegExp][] = [
      [{ themes: ['nowhere'] }, 'no theme nowhere'],
      [{ themes: ['health', 'health'] }, 'resource_theme_pkey'],
      [{ texts: [good.texts[0]!, good.texts[0]!] }, 'resource_text_pkey'],
      [{ authors: [{ family: 'Zed', given: null, organisation: 'Arup' }] }, 'resource_author_check'],
      [{ authors: [{ family: null, given: 'Zoe', organisation: null }] }, 'resource_author_check'],
      [{ placeIds: [99_999] }, 'resource_place_place_id_fkey'],
      [{ seriesId: 99_999 }, 'resource_series_id_fkey'],
      [{ allianceId: 99_999 }, 'resource_alliance_id_fkey']
    ];
    for (const [changes, reason] of broken) {
      await expect(addResource(ctx, { ...good, ...changes })).rejects.toThrow(reason);
      expect(await left(db), String(reason)).toEqual(nothing);
    }
    expect(forgotten).toEqual([]);
  })
);

test(
  'what comes after it in the same transaction takes it back',
  onEmpty(async (ctx, world, db, forgotten) => {
    const failing = inTransaction(ctx, async (ctx) => {
      await addResource(ctx, full(world, 'streets'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await left(db)).toEqual(nothing);
    expect(forgotten).toEqual([]);
  })
);

test(
  'two of the same address cannot be, and the first stays as it was',
  onEmpty(async (ctx, world, db) => {
    await addResource(ctx, full(world, 'streets'));
    const before = await left(db);
    await expect(addResource(ctx, full(world, 'streets'))).rejects.toThrow('resource_slug_key');
    expect(await left(db)).toEqual(before);
  })
);

test(
  'a resource cannot be related to one that is not there',
  onEmpty(async (ctx, world, db) => {
    const id = await addResource(ctx, full(world, 'streets'));
    await expect(relateResources(ctx, id, id + 1)).rejects.toThrow('resource_related_related_id_fkey');
    expect((await left(db))[6]).toBe(1);
  })
);
