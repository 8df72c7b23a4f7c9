import type { Context } from '../platform/context.ts';
import type { DerivedFigure, Localised, Source } from '../platform/db/json.ts';
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
export async function addFigure(ctx: Context, figure: NewFigure, position: number): Promise<void> {
  await ctx.db
    .insertInto('figure')
    .values({
      ...figure,
      label: JSON.stringify(figure.label),
      derived: JSON.stringify(figure.derived),
      sources: JSON.stringify(figure.sources),
      position
    })
    .execute();
}

/** The alliance's figures in their order, each with what it says, its source and its date. */
export async function listFigures(ctx: Context, allianceId: number) {
  const rows = await ctx.db
    .selectFrom('figure')
    .select(['slug', 'low', 'high', 'approximate', 'unit', 'label', 'date', 'sourceLabel', 'derived', 'sources'])
    .where('allianceId', '=', allianceId)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    ...row,
    label: inLanguage(row.label, ctx.locale).text,
    derived: row.derived.map((d) => ({ arithmetic: d.arithmetic, text: inLanguage(d.text, ctx.locale).text }))
  }));
}
