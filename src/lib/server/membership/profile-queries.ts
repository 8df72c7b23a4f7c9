import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { listCountries } from '../platform/places/places.ts';
import { listThemes } from '../platform/themes/themes.ts';

/** Countries of work, themes and people of an organisation. */
export async function getParts(ctx: Context, organisationId: number) {
  const [countries, themes, people] = await Promise.all([
    ctx.db
      .selectFrom('organisationPlace as op')
      .innerJoin('place as p', 'p.id', 'op.placeId')
      .select(['p.slug', 'p.countryCode'])
      .where('op.organisationId', '=', organisationId)
      .orderBy('p.slug')
      .execute(),
    ctx.db
      .selectFrom('organisationTheme as ot')
      .innerJoin('theme as t', 't.id', 'ot.themeId')
      .select(['t.slug', 't.label'])
      .where('ot.organisationId', '=', organisationId)
      .orderBy('t.position')
      .execute(),
    ctx.db
      .selectFrom('personRole as r')
      .innerJoin('person as p', 'p.id', 'r.personId')
      .select(['p.name', 'r.role'])
      .where('r.organisationId', '=', organisationId)
      .where('r.endedAt', 'is', null)
      .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', ctx.now)]))
      .where('p.erasedAt', 'is', null)
      .orderBy('r.id')
      .execute()
  ]);
  return {
    countries,
    themes: themes.map(({ slug, label }) => ({ slug, label: inLanguage(label, ctx.locale).text })),
    people
  };
}

/** What an entry chooses from: all countries and themes. */
export async function listChoices(ctx: Context) {
  const [countries, themes] = await Promise.all([listCountries(ctx), listThemes(ctx)]);
  return {
    countries: countries.map(({ id, countryCode }) => ({ id, countryCode })),
    themes: themes.map(({ id, label }) => ({ id, label: inLanguage(label, ctx.locale).text }))
  };
}
