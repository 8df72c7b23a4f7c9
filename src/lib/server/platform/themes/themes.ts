import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Localised } from '../db/json.ts';
import { allow, Conflict, NotFound } from '../errors.ts';
import { inTransaction, record } from '../journal.ts';
import { fold } from '../text.ts';
import { indexAgain } from './indexing.ts';
import { canChangeThemes } from './policy.ts';

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
 * @throws RangeError for a parent that there is not, or one that has a parent; Conflict for a slug that is taken
 */
export async function addTheme(ctx: Context, theme: NewTheme): Promise<number> {
  return inTransaction(ctx, (ctx) => insertTheme(ctx, theme));
}

async function insertTheme(ctx: Context, theme: NewTheme): Promise<number> {
  const known = await mapThemes(ctx);
  if (known.has(theme.slug)) throw new Conflict(`there is or was a theme ${theme.slug} already`);
  const parent = theme.parent ? known.get(theme.parent) : undefined;
  if (theme.parent && !parent) throw new RangeError(`no theme ${theme.parent}`);
  if (parent?.parentId) throw new RangeError(`${theme.slug}: themes have two levels`);
  const { id } = await ctx.db
    .insertInto('theme')
    .values({
      slug: theme.slug,
      parentId: parent?.id ?? null,
      label: JSON.stringify(theme.label),
      colour: theme.colour,
      motif: theme.motif,
      position: sql<number>`(select coalesce(max(position) + 1, 0) from theme)`
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

/**
 * Gives a theme other labels in the languages named; its address stays. Each label that it had in one of them becomes
 * an alias, so that whoever knows it by that still finds it.
 * @returns the languages in which the label is now another
 * @throws Forbidden for whoever may not, NotFound for a theme that there is not, Conflict for one that was merged
 */
export async function renameTheme(ctx: Context, slug: string, labels: Localised): Promise<string[]> {
  allow(canChangeThemes(ctx.actor));
  return inTransaction(ctx, async (ctx) => {
    const [theme] = await lockThemes(ctx, [slug]);
    const { id, label } = theme!;
    const changed = Object.entries(labels).filter(([language, name]) => name !== label[language]);
    if (changed.length === 0) return [];
    const before = await themeWords(ctx);
    for (const [language, name] of changed) await keepAsAlias(ctx, id, language, label[language], name!);
    await ctx.db
      .updateTable('theme')
      .set({ label: JSON.stringify({ ...label, ...labels }) })
      .where('id', '=', id)
      .execute();
    await indexAgain(ctx, [id], before, await themeWords(ctx));
    const languages = changed.map(([language]) => language);
    await record(ctx, 'theme.renamed', { kind: 'theme', id }, { languages });
    return languages;
  });
}

/** The old label is an alias from now on; the new one no longer is, where it was. */
async function keepAsAlias(ctx: Context, themeId: number, language: string, old: string | undefined, name: string) {
  await ctx.db
    .deleteFrom('themeAlias')
    .where('themeId', '=', themeId)
    .where('language', '=', language)
    .where('alias', '=', name)
    .execute();
  if (old === undefined) return;
  await ctx.db
    .insertInto('themeAlias')
    .values({ themeId, language, alias: old, folded: fold(old) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * The themes of these slugs in the order given, held until the transaction ends.
 * @throws NotFound for a slug that no theme has, Conflict for one that was merged into another
 */
export async function lockThemes(ctx: Context, slugs: string[]): Promise<Theme[]> {
  // In one order, so that two who merge the same themes do not wait for each other.
  const rows = await ctx.db
    .selectFrom('theme')
    .selectAll()
    .where('slug', 'in', slugs)
    .orderBy('id')
    .forUpdate()
    .execute();
  return slugs.map((slug) => {
    const row = rows.find((one) => one.slug === slug);
    if (!row) throw new NotFound(slug);
    if (row.mergedIntoId !== null) throw new Conflict(`${slug} was merged into another theme already`);
    return row as Theme;
  });
}

/** All themes in their order, each after its parent; those merged into another are left out. */
export async function listThemes(ctx: Context): Promise<Theme[]> {
  return (await allThemes(ctx)).themes;
}

/** The themes in their order by slug; that of one that was merged leads, at the end, to the one it was merged into. */
export async function mapThemes(ctx: Context): Promise<Map<string, Theme>> {
  const { themes, merged } = await allThemes(ctx);
  const byId = new Map(themes.map((theme) => [theme.id, theme]));
  return new Map([
    ...themes.map((theme) => [theme.slug, theme] as const),
    ...merged.map(({ slug, mergedIntoId }) => [slug, byId.get(mergedIntoId)!] as const)
  ]);
}

interface AllThemes {
  themes: Theme[];
  merged: { slug: string; label: Localised; mergedIntoId: number; id: number }[];
}

function allThemes(ctx: Context): Promise<AllThemes> {
  // Within a transaction the caller's own changes count.
  return ctx.recorded ? readThemes(ctx) : ctx.instance.kept.keep('themes', ['theme'], () => readThemes(ctx));
}

async function readThemes(ctx: Context): Promise<AllThemes> {
  const rows = await ctx.db
    .selectFrom('theme')
    .select(['id', 'parentId', 'slug', 'label', 'colour', 'motif', 'mergedIntoId'])
    .orderBy('position')
    .execute();
  return {
    themes: rows.flatMap(({ mergedIntoId, ...theme }) => (mergedIntoId === null ? [theme as Theme] : [])),
    merged: rows.flatMap(({ id, slug, label, mergedIntoId }) =>
      mergedIntoId === null ? [] : [{ id, slug, label, mergedIntoId }]
    )
  };
}

/** Every theme as `starter/themes.json` has it, and those merged into another with the slug of that one. */
export async function listThemeData(ctx: Context) {
  const [rows, aliases] = await Promise.all([
    ctx.db.selectFrom('theme').selectAll().orderBy('position').execute(),
    ctx.db.selectFrom('themeAlias').select(['themeId', 'language', 'alias']).orderBy('alias').execute()
  ]);
  const slugOf = (id: number | null) => rows.find((row) => row.id === id)?.slug ?? null;
  return rows.map(({ id, slug, parentId, mergedIntoId, label, colour, motif }) => {
    const own = Map.groupBy(
      aliases.filter(({ themeId }) => themeId === id),
      ({ language }) => language
    );
    return {
      slug,
      parent: slugOf(parentId),
      ...(mergedIntoId === null ? {} : { mergedInto: slugOf(mergedIntoId) }),
      label,
      colour,
      motif,
      aliases: Object.fromEntries([...own].map(([language, names]) => [language, names.map(({ alias }) => alias)]))
    };
  });
}

const labelsOf = ({ label }: { label: Localised }) => Object.values(label).filter((name) => name !== undefined);

/** Every word by which a theme is found: its label and aliases in all languages, and those of what was merged into it. */
export async function themeWords(ctx: Context): Promise<Map<number, string[]>> {
  const { themes, merged } = await allThemes(ctx);
  const aliases = await ctx.db.selectFrom('themeAlias').select(['themeId', 'alias']).execute();
  const words = new Map(themes.map((theme) => [theme.id, labelsOf(theme)]));
  for (const theme of merged) words.set(theme.id, words.get(theme.mergedIntoId)!);
  for (const theme of merged) words.get(theme.id)?.push(theme.slug, ...labelsOf(theme));
  for (const { themeId, alias } of aliases) words.get(themeId)?.push(alias);
  return words;
}

/**
 * The themes of these slugs, in the order given; see `mapThemes`.
 * @throws RangeError for a slug that no theme has or had
 */
export async function themesBySlug(ctx: Context, slugs: string[]): Promise<Theme[]> {
  if (slugs.length === 0) return [];
  const all = await mapThemes(ctx);
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
