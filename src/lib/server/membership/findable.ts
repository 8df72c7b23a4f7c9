import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { putDocument } from '../platform/search/put.ts';
import { between } from '../platform/search/types.ts';

/** Puts an organisation into the search as its record says it now; called by every verb that changes what is found. */
export async function makeOrganisationFindable(ctx: Context, id: number): Promise<void> {
  const organisation = await ctx.db
    .selectFrom('organisation as o')
    .select((eb) => [
      'o.allianceId',
      'o.name',
      'o.shortName',
      'o.aliases',
      'o.kindNote',
      'o.summary',
      'o.does',
      'o.language',
      'o.countryId',
      eb
        .selectFrom('organisationTheme as ot')
        .innerJoin('theme as t', 't.id', 'ot.themeId')
        .select(sql<number[]>`array_agg(distinct known.id)`.as('ids'))
        // What is about a theme is about the one above it too.
        .innerJoin('theme as known', (join) => join.on(sql<boolean>`known.id in (t.id, t.parent_id)`))
        .whereRef('ot.organisationId', '=', 'o.id')
        .as('themes')
    ])
    .where('o.id', '=', id)
    .executeTakeFirstOrThrow();
  await putDocument(ctx.db, {
    kind: 'organisation',
    id,
    texts: [
      {
        language: organisation.language,
        title: organisation.name,
        keywords: organisation.kindNote ?? '',
        aka: [organisation.shortName ?? [], organisation.aliases].flat().join(between),
        summary: organisation.summary ?? organisation.does ?? '',
        body: ''
      }
    ],
    type: 'organisation',
    themes: organisation.themes ?? [],
    places: organisation.countryId === null ? [] : [organisation.countryId],
    year: null,
    languages: [],
    alliance: organisation.allianceId,
    date: null
  });
}
