import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { putDocuments, removeDocument } from '../platform/search/put.ts';
import { between, type SearchDocument } from '../platform/search/types.ts';

/** Puts an organisation into the search as its record says it now; called by every verb that changes what is found. */
export const makeOrganisationFindable = (ctx: Context, id: number): Promise<void> =>
  makeOrganisationsFindable(ctx, [id]);

/**
 * Brings what the search knows of organisations up to date, in the caller's transaction: those that are public are put
 * in as they are now, all others are taken out. Other writers of the search wait until the commit: call it late.
 */
export async function makeOrganisationsFindable(ctx: Context, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ctx.db
    .selectFrom('organisation as o')
    .select((eb) => [
      'o.id',
      'o.status',
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
        .as('themes'),
      // It is found where it works, not only where it is at home.
      eb
        .selectFrom('organisationPlace as op')
        .select(sql<number[]>`array_agg(op.place_id)`.as('ids'))
        .whereRef('op.organisationId', '=', 'o.id')
        .as('worksIn')
    ])
    .where('o.id', 'in', ids)
    .orderBy('o.id')
    .execute();
  const shown = rows.filter(({ status }) => status === 'active');
  if (shown.length > 0) await putDocuments(ctx.db, shown.map(toDocument));
  for (const { id, status } of rows) if (status !== 'active') await removeDocument(ctx.db, 'organisation', id);
}

interface Row {
  id: number;
  allianceId: number;
  name: string;
  shortName: string | null;
  aliases: string[];
  kindNote: string | null;
  summary: string | null;
  does: string | null;
  language: string;
  countryId: number | null;
  themes: number[] | null;
  worksIn: number[] | null;
}

const toDocument = (organisation: Row): SearchDocument => ({
  kind: 'organisation',
  id: organisation.id,
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
  places: [...new Set([organisation.countryId ?? [], organisation.worksIn ?? []].flat())],
  year: null,
  languages: [],
  alliance: organisation.allianceId,
  date: null
});
