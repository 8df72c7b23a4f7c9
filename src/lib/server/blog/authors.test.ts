import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import type { Context } from '../platform/context.ts';
import { findAuthor } from './authors.ts';

const sources = [{ url: 'https://source.example/people' }];
const within = databaseOf(async (ctx) => {
  const world = await makeWorld(ctx);
  const [union, draft] = await addAll(ctx, addOrganisation, [
    newOrganisation(world, 'union', { name: 'Union of Cities', shortName: 'UC', aliases: ['Cities United', 'UdV'] }),
    newOrganisation(world, 'draft', { name: 'Draft Co' })
  ]);
  await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
  const person = (name: string, position: number, organisationId: number | null) => ({
    name,
    position,
    organisationId,
    allianceId: world.alliances.global,
    role: JSON.stringify({ en: `Role ${position}`, fr: `Rôle ${position}` }),
    sources: JSON.stringify(sources)
  });
  await ctx.db
    .insertInto('namedPerson')
    .values([person('Dr Ana Ban', 0, union!), person('Prof. Cem Dal', 1, draft!), person('Drake', 2, null)])
    .execute();
});
const known = async (ctx: Context, name: string) => {
  const author = await findAuthor(ctx, name);
  return author && [author.role?.text ?? null, author.organisation, author.slug];
};

test(
  'an author whom the record names has a role, an organisation and the sources of both, with or without a title',
  within(async (ctx) => {
    expect(await findAuthor(ctx, 'Ana Ban')).toEqual({
      role: { text: 'Role 0', language: 'en' },
      organisation: 'Union of Cities',
      slug: 'union',
      sources
    });
    expect((await findAuthor({ ...ctx, locale: 'fr' }, 'Drake'))?.role).toEqual({ text: 'Rôle 2', language: 'fr' });
    expect(await known(ctx, 'dr. ana ban')).toEqual(['Role 0', 'Union of Cities', 'union']);
    expect(await known(ctx, 'Drake')).toEqual(['Role 2', null, null]);
    expect(await countQueries(ctx, (ctx) => findAuthor(ctx, 'Ana Ban'))).toBe(1);
  })
);

test(
  'an author that is an organisation leads to its page, and one that is not public is not named',
  within(async (ctx) => {
    expect(await known(ctx, 'Union of Cities')).toEqual([null, 'Union of Cities', 'union']);
    expect(await known(ctx, 'uc')).toEqual([null, 'Union of Cities', 'union']);
    expect(await known(ctx, 'cities united')).toEqual([null, 'Union of Cities', 'union']);
    expect(await known(ctx, 'Cem Dal')).toEqual(['Role 1', null, null]);
    expect(await known(ctx, 'Draft Co')).toBeUndefined();
  })
);

test(
  'of others nothing is known',
  within(async (ctx) => {
    for (const name of ['', 'Ana', 'Ana Ban%', '.*', 'Dr', '\\', 'Nobody'])
      expect(await known(ctx, name), name).toBeUndefined();
  })
);
