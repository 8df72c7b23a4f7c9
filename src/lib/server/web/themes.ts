import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { listThemes } from '../platform/themes/themes.ts';

/** The themes that stand above others, named in the reader's language. */
export async function topThemes(ctx: Context): Promise<{ slug: string; name: string }[]> {
  const themes = await listThemes(ctx);
  return themes
    .filter(({ parentId }) => parentId === null)
    .map(({ slug, label }) => ({ slug, name: inLanguage(label, ctx.locale).text }));
}
