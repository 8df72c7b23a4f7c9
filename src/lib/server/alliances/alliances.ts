import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { putDocument } from '../platform/search/put.ts';
import { findCountry } from '../platform/places/places.ts';

export interface NewAlliance {
  slug: string;
  parent: string | null;
  level: 'global' | 'country' | 'city';
  name: Localised;
  shortName: string | null;
  tagline: Localised;
  lede: Localised;
  about: Partial<Record<string, unknown>>;
  country: string | null;
  status: string;
  locales: string[];
  colours: Record<string, string>;
  mark: string | null;
  sources: Source[];
}

/** Adds an alliance to the tree. Its parent must be there; only the global one has none. */
export async function addAlliance(ctx: Context, alliance: NewAlliance): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const parent = alliance.parent
      ? await ctx.db.selectFrom('alliance').select('id').where('slug', '=', alliance.parent).executeTakeFirstOrThrow()
      : undefined;
    const country = alliance.country ? await findCountry(ctx, alliance.country) : undefined;
    const { id } = await ctx.db
      .insertInto('alliance')
      .values({
        slug: alliance.slug,
        parentId: parent?.id ?? null,
        level: alliance.level,
        name: JSON.stringify(alliance.name),
        shortName: alliance.shortName,
        tagline: JSON.stringify(alliance.tagline),
        lede: JSON.stringify(alliance.lede),
        about: JSON.stringify(alliance.about),
        placeId: country?.id ?? null,
        status: alliance.status,
        locales: alliance.locales,
        colours: JSON.stringify(alliance.colours),
        mark: alliance.mark,
        sources: JSON.stringify(alliance.sources),
        createdAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (alliance.level !== 'global') {
      await putDocument(ctx.db, {
        kind: 'alliance',
        id,
        texts: Object.entries(alliance.name).map(([language, title]) => ({
          language,
          title: title ?? '',
          keywords: '',
          summary: alliance.lede[language] ?? '',
          body: ''
        })),
        type: 'alliance',
        themes: [],
        places: country ? [country.id] : [],
        year: null,
        languages: Object.keys(alliance.name),
        alliance: id,
        date: null
      });
    }
    await record(ctx, 'alliance.added', { kind: 'alliance', id, allianceId: id });
    return id;
  });
}
