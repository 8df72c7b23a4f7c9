import type { Colours } from '#lib/drawing/palette.ts';
import { baseLocale, inLanguage, isLocale, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { brandSheet } from './brand.ts';
import { findMarkProblem } from './mark.ts';

/** What every page needs of the alliance whose site it is. */
export interface Site {
  id: number;
  name: string;
  shortName: string;
  tagline: string;
  /** The languages that it is served in; the first one is for whoever names none that is. */
  locales: Locale[];
  /** Colour tokens that this alliance sets, by token name. */
  colours: Colours;
  /** The path of the alliance's own mark, in a square of 48 by 48; null for the product's. */
  mark: string | null;
  /** The address of the style sheet of its colours; null where it has none of its own. */
  sheet: string | null;
  /** Whether people and work were made up, for trying the program. */
  demo: boolean;
}

/** The global alliance, whose site this is; undefined before the first start has filled the database. */
export function findSite(ctx: Context): Promise<Site | undefined> {
  return ctx.recorded ? readSite(ctx) : ctx.instance.kept.keep(`site ${ctx.locale}`, ['alliance'], () => readSite(ctx));
}

async function readSite(ctx: Context): Promise<Site | undefined> {
  const row = await ctx.db
    .selectFrom('alliance')
    .leftJoin('setting', (join) => join.on('setting.name', '=', 'starter'))
    .select(['id', 'alliance.name', 'shortName', 'tagline', 'locales', 'colours', 'mark', 'setting.value as starter'])
    .where('level', '=', 'global')
    .executeTakeFirst();
  if (!row) return undefined;
  const { starter, ...alliance } = row;
  const locales = row.locales.filter(isLocale);
  const name = inLanguage(row.name, ctx.locale).text;
  return {
    ...alliance,
    name,
    shortName: row.shortName ?? name,
    tagline: inLanguage(row.tagline, ctx.locale).text,
    locales: locales.length > 0 ? locales : [baseLocale],
    // A mark goes into pages as it is, so it is looked at again: a row may have come from elsewhere.
    mark: row.mark && !findMarkProblem(row.mark) ? row.mark : null,
    sheet: brandSheet(row.colours)?.path ?? null,
    demo: starter === 'demo'
  };
}

/** What can be changed of an alliance, as it stands; the shape that `parseAllianceChange` reads. @throws NotFound */
export async function getAllianceData(ctx: Context, slug: string) {
  const row = await ctx.db
    .selectFrom('alliance')
    .select(['slug', 'name', 'shortName', 'tagline', 'lede', 'locales', 'colours', 'mark', 'about'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new NotFound(slug);
  return row;
}

/** The slug of the global alliance. @throws NotFound on an empty database */
export async function getSiteSlug(ctx: Context): Promise<string> {
  const row = await ctx.db.selectFrom('alliance').select('slug').where('level', '=', 'global').executeTakeFirst();
  if (!row) throw new NotFound('alliance');
  return row.slug;
}
