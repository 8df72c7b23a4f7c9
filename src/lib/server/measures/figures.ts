import type { Context } from '../platform/context.ts';
import type { DerivedFigure, Localised, Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { inLanguage } from '#lib/locale.ts';

export interface NewFigure {
  allianceId: number;
  slug: string;
  /** The value, or the low end of a range, in `unit`. */
  low: number;
  high: number | null;
  approximate: boolean;
  unit: 'percent' | 'children' | 'deaths-per-year';
  label: Localised;
  date: string | null;
  sourceLabel: string;
  derived: DerivedFigure[];
  sources: Source[];
}

/** Adds a figure with its source. */
export async function addFigure(ctx: Context, figure: NewFigure, position: number): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('figure')
      .values({
        ...figure,
        label: JSON.stringify(figure.label),
        derived: JSON.stringify(figure.derived),
        sources: JSON.stringify(figure.sources),
        position
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await record(ctx, 'figure.added', { kind: 'figure', id, allianceId: figure.allianceId });
    return id;
  });
}

/** The alliance's figures in their order, each with what it says, its source and its date. */
export async function listFigures(ctx: Context, allianceId: number) {
  const rows = await ctx.db
    .selectFrom('figure')
    .select(['slug', 'low', 'high', 'approximate', 'unit', 'label', 'date', 'sourceLabel', 'derived', 'sources'])
    .where('allianceId', '=', allianceId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...row,
    label: inLanguage(row.label, ctx.locale).text,
    derived: row.derived.map((d) => ({ arithmetic: d.arithmetic, text: inLanguage(d.text, ctx.locale).text }))
  }));
}
