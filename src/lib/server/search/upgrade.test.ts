import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../../../../tests/support/database.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newResource } from '../../../../tests/support/world.ts';
import { addResource } from '../library/resources.ts';

const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const placeIds = [world.places['nairobi-ke']!];
  await addResource(ctx, newResource(world, 'lantern', { themes: ['road-safety'], keywords: ['own word'], placeIds }));
});

test(
  'names that stood among the keywords are taken apart from them',
  within(async ({ db }) => {
    const texts = () =>
      db.selectFrom('searchText').select(['keywords', 'names']).where('title', '=', 'lantern').execute();
    const before = await texts();
    expect(before[0]?.names).toContain('Seguridad vial');
    await sql`update search_text set keywords = keywords || ' · ' || names, names = ''`.execute(db);
    await sql.raw(await readFile(new URL('008_search-names-moved.sql', migrations), 'utf8')).execute(db);
    expect(await texts()).toEqual(before);
  })
);
