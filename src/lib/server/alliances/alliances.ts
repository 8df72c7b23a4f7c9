import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../platform/context.ts';
import type { Colours } from '#lib/drawing/palette.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { allow, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { putDocument } from '../platform/search/put.ts';
import { getCountry } from '../platform/places/places.ts';
import type { AllianceChange } from './input.ts';
import { canChangeAlliance } from './policy.ts';

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
  colours: Colours;
  mark: string | null;
  sources: Source[];
}

/**
 * Adds an alliance to the tree. Its parent must be there; only the global one has none.
 * @throws RangeError for a parent or a country that there is not
 */
export async function addAlliance(ctx: Context, alliance: NewAlliance): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const parent = alliance.parent
      ? await ctx.db
          .selectFrom('alliance')
          .select('id')
          .where('slug', '=', alliance.parent)
          .executeTakeFirstOrThrow(() => new RangeError(`no alliance ${alliance.parent}`))
      : undefined;
    const country = alliance.country ? await getCountry(ctx, alliance.country) : undefined;
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
    await indexAlliance(ctx, { id, ...alliance, placeId: country?.id ?? null });
    await record(ctx, 'alliance.added', { kind: 'alliance', id, allianceId: id });
    return id;
  });
}

/** Puts a country or city alliance into the search; the global one is the site itself. */
async function indexAlliance(
  ctx: Context,
  {
    id,
    level,
    name,
    lede,
    placeId
  }: Pick<NewAlliance, 'name' | 'lede'> & { id: number; level: string; placeId: number | null }
): Promise<void> {
  if (level === 'global') return;
  await putDocument(ctx.db, {
    kind: 'alliance',
    id,
    texts: Object.entries(name).map(([language, title]) => ({
      language,
      title: title ?? '',
      keywords: '',
      summary: lede[language] ?? '',
      body: ''
    })),
    type: 'alliance',
    themes: [],
    places: placeId === null ? [] : [placeId],
    year: null,
    languages: Object.keys(name),
    alliance: id,
    date: null
  });
}

/**
 * Changes what an alliance is called, says of itself and looks like; a field that the change does not name stays.
 * @returns the names of the fields that are now different
 * @throws Forbidden for whoever may not, NotFound for an alliance that is not there
 */
export async function changeAlliance(ctx: Context, slug: string, change: AllianceChange): Promise<string[]> {
  allow(canChangeAlliance(ctx.actor));
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db
      .selectFrom('alliance')
      .select(['id', 'level', 'placeId', 'name', 'shortName', 'tagline', 'lede', 'about', 'locales', 'colours', 'mark'])
      .where('slug', '=', slug)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new NotFound(slug);
    const { id, level, placeId, ...before } = row;
    const fields = (Object.keys(before) as (keyof typeof before)[]).filter(
      (field) => change[field] !== undefined && !isDeepStrictEqual(change[field], before[field])
    );
    if (fields.length === 0) return [];
    const values = { ...before, ...Object.fromEntries(fields.map((field) => [field, change[field]])) };
    await ctx.db
      .updateTable('alliance')
      .set({
        name: JSON.stringify(values.name),
        shortName: values.shortName,
        tagline: JSON.stringify(values.tagline),
        lede: JSON.stringify(values.lede),
        about: JSON.stringify(values.about),
        locales: values.locales,
        colours: JSON.stringify(values.colours),
        mark: values.mark
      })
      .where('id', '=', id)
      .execute();
    await indexAlliance(ctx, { id, level, placeId, name: values.name, lede: values.lede });
    await record(ctx, 'alliance.changed', { kind: 'alliance', id, allianceId: id }, { fields });
    return fields;
  });
}
