import { countryName } from '#lib/format.ts';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { listCountries } from '../platform/places/places.ts';
import { listThemes, type Theme } from '../platform/themes/themes.ts';

/** What a subscriber can choose from, named in the reader's language: themes in their groups, countries by name. */
export async function preferenceChoices(ctx: Context) {
  const [themes, countries] = await Promise.all([listThemes(ctx), listCountries(ctx)]);
  const option = ({ id, label }: Theme) => ({ value: String(id), text: inLanguage(label, ctx.locale).text });
  const order = new Intl.Collator(ctx.locale);
  return {
    themes: themes
      .filter((theme) => theme.parentId === null)
      .map((theme) => ({
        ...option(theme),
        under: themes.filter(({ parentId }) => parentId === theme.id).map(option)
      })),
    countries: countries
      .map(({ id, countryCode }) => ({ value: String(id), text: countryName(countryCode) }))
      .sort((a, b) => order.compare(a.text, b.text))
  };
}
