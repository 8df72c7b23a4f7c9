import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { listCountries } from '../platform/places/places.ts';
import { listThemeData } from '../platform/themes/themes.ts';
import { organisationKinds } from '../membership/kinds.ts';

/** The themes that there are, in the reader's language. */
export async function listThemeChoices(ctx: Context): Promise<{ slug: string; label: string }[]> {
  const themes = await listThemeData(ctx);
  return themes.map(({ slug, label }) => ({ slug, label: inLanguage(label, ctx.locale).text }));
}

/** What the form of a record offers: kinds, ISO 3166 codes of countries, and themes. */
export async function recordChoices(ctx: Context) {
  const [countries, themes] = await Promise.all([listCountries(ctx), listThemeChoices(ctx)]);
  return { kinds: organisationKinds, countries: countries.map(({ countryCode }) => countryCode), themes };
}
