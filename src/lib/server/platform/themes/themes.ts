import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Localised } from '../db/json.ts';
import { inTransaction, record } from '../journal.ts';
import { fold } from '../text.ts';

export const colours = ['sun', 'coral', 'leaf', 'sky'] as const;
export type Colour = (typeof colours)[number];
export const motifs = ['crossings', 'hopscotch', 'forum', 'kites', 'canopy', 'blocks', 'pipes', 'routes'] as const;
export type Motif = (typeof motifs)[number];

export interface NewTheme {
  slug: string;
  parent: string | null;
  label: Localised;
  colour: Colour;
  motif: Motif;
  aliases: Partial<Record<string, string[]>>;
}

export interface Theme {
  id: number;
  parentId: number | null;
  slug: string;
  label: Localised;
  colour: Colour;
  motif: Motif;
}

/**
 * Adds a theme after those that exist. A parent must be there before its children, and has no parent itself.
 * @throws RangeError for a parent that there is not, or one that has a parent
 */
export async function addTheme(ctx: Context, theme: NewTheme): Promise<number> {
  return inTransaction(ctx, (ctx) => insertTheme(ctx, theme));
}

async function insertTheme(ctx: Context, theme: NewTheme): Promise<number> {
  const parent = theme.parent
    ? await ctx.db
        .selectFrom('theme')
        .select(['id', 'parentId'])
        .where('slug', '=', theme.parent)
        .executeTakeFirstOrThrow(() => new RangeError(`no theme ${theme.parent}`))
    : undefined;
  if (parent?.parentId) throw new RangeError(`${theme.slug}: themes have two levels`);
  const { id } = await ctx.db
    .insertInto('theme')
    .values({
      slug: theme.slug,
      parentId: parent?.id ?? null,
      label: JSON.stringify(theme.label),
      colour: theme.colour,
      motif: theme.motif,
      position: sql<number>`(select count(*) from theme)`
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const aliases = Object.entries(theme.aliases).flatMap(([language, names]) =>
    (names ?? []).map((alias) => ({ themeId: id, language, alias, folded: fold(alias) }))
  );
  if (aliases.length > 0) await ctx.db.insertInto('themeAlias').values(aliases).execute();
  await record(ctx, 'theme.added', { kind: 'theme', id });
  return id;
}

/** All themes in their order, parents first; those merged into another are left out. */
export function listThemes(ctx: Context): Promise<Theme[]> {
  // Within a transaction the caller's own changes count.
  return ctx.recorded ? readThemes(ctx) : ctx.instance.kept.keep('themes', ['theme'], () => readThemes(ctx));
}

async function readThemes(ctx: Context): Promise<Theme[]> {
  const rows = await ctx.db
    .selectFrom('theme')
    .select(['id', 'parentId', 'slug', 'label', 'colour', 'motif'])
    .where('mergedIntoId', 'is', null)
    .orderBy('position')
    .execute();
  return rows as Theme[];
}

/** Every word by which a theme is found: its label and aliases in all languages. */
export async function themeWords(ctx: Context): Promise<Map<number, string[]>> {
  const themes = await listThemes(ctx);
  const aliases = await ctx.db.selectFrom('themeAlias').select(['themeId', 'alias']).execute();
  const words = new Map(themes.map((theme) => [theme.id, Object.values(theme.label).filter((l) => l !== undefined)]));
  for (const { themeId, alias } of aliases) words.get(themeId)?.push(alias);
  return words;
}

/** The themes of these slugs, in the order given. @throws RangeError for a slug that no theme has */
export async function themesBySlug(ctx: Context, slugs: string[]): Promise<Theme[]> {
  if (slugs.length === 0) return [];
  const all = new Map((await listThemes(ctx)).map((theme) => [theme.slug, theme]));
  return slugs.map((slug) => {
    const theme = all.get(slug);
    if (!theme) throw new RangeError(`no theme ${slug}`);
    return theme;
  });
}

/** The ids of the themes and of their parents: what is about a theme is about its parent too. */
export function lineage(themes: Pick<Theme, 'id' | 'parentId'>[]): number[] {
  return [...new Set(themes.flatMap((theme) => (theme.parentId === null ? [theme.id] : [theme.id, theme.parentId])))];
}
