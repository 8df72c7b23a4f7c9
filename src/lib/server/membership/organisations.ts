import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { getCountry } from '../platform/places/places.ts';
import { themesBySlug } from '../platform/themes/themes.ts';
import { makeOrganisationFindable } from './findable.ts';

export interface NewOrganisation {
  allianceId: number;
  slug: string;
  name: string;
  shortName: string | null;
  /** Other names by which it is known, such as an earlier one. */
  aliases: string[];
  kind: string;
  kindNote: string | null;
  country: string | null;
  countryConfirmed: boolean;
  city: string | null;
  website: string | null;
  summary: string | null;
  note: string | null;
  themes: string[];
  memberships: { allianceId: number; role: 'member' | 'lead' | 'peer' | 'contributor'; firstSeen: number | null }[];
  sources: Source[];
}

/**
 * Adds an organisation with its part in one or more alliances, and makes it findable.
 * @throws RangeError for a country or a theme that there is not
 */
export async function addOrganisation(ctx: Context, organisation: NewOrganisation): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const country = organisation.country ? await getCountry(ctx, organisation.country) : undefined;
    const themes = await themesBySlug(ctx, organisation.themes);
    const { id } = await ctx.db
      .insertInto('organisation')
      .values({
        allianceId: organisation.allianceId,
        slug: organisation.slug,
        name: organisation.name,
        shortName: organisation.shortName,
        aliases: organisation.aliases,
        kind: organisation.kind,
        kindNote: organisation.kindNote,
        countryId: country?.id ?? null,
        countryConfirmed: organisation.countryConfirmed,
        city: organisation.city,
        website: organisation.website,
        summary: organisation.summary,
        note: organisation.note,
        sources: JSON.stringify(organisation.sources),
        createdAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (themes.length > 0) {
      await ctx.db
        .insertInto('organisationTheme')
        .values(themes.map((theme) => ({ organisationId: id, themeId: theme.id })))
        .execute();
    }
    if (organisation.memberships.length > 0) {
      await ctx.db
        .insertInto('membership')
        .values(organisation.memberships.map((m) => ({ ...m, organisationId: id })))
        .execute();
    }
    await makeOrganisationFindable(ctx, id);
    await record(ctx, 'organisation.added', { kind: 'organisation', id, allianceId: organisation.allianceId });
    return id;
  });
}
