import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { inLanguage } from '#lib/locale.ts';

export interface NewSeries {
  allianceId: number;
  slug: string;
  label: Localised;
  kind: 'blog' | 'research';
  aliases: string[];
  sources: Source[];
}

/** Adds a series, of posts or of research. */
export async function addSeries(ctx: Context, series: NewSeries): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('series')
      .values({ ...series, label: JSON.stringify(series.label), sources: JSON.stringify(series.sources) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await record(ctx, 'series.added', { kind: 'series', id, allianceId: series.allianceId });
    return id;
  });
}

/** What a series is called, in all languages and for short; nothing for none. */
export async function seriesWords(ctx: Context, id: number | null): Promise<string[]> {
  if (id === null) return [];
  const { label, aliases } = await ctx.db
    .selectFrom('series')
    .select(['label', 'aliases'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return [...new Set([...Object.values(label), ...aliases])].filter((name) => name !== undefined);
}

/** The series of one kind, with their names in the reader's language. */
export async function listSeries(ctx: Context, kind: 'blog' | 'research') {
  const rows = await ctx.db
    .selectFrom('series')
    .select(['id', 'slug', 'label'])
    .where('kind', '=', kind)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, slug: row.slug, label: inLanguage(row.label, ctx.locale).text }));
}
