import { pageParam, textParam } from '../platform/params.ts';
import { mapThemes } from '../platform/themes/themes.ts';
import { placesBySlug } from '../platform/places/places.ts';
import type { Context } from '../platform/context.ts';
import { inLanguage } from '#lib/locale.ts';
import type { MemberFilter, memberFacets } from './queries.ts';

type Facets = Awaited<ReturnType<typeof memberFacets>>;

/** What a visitor asked of the directory: one value each, no longer than any real one. */
export interface MemberRequest {
  q: string;
  kind: string;
  country: string;
  theme: string;
  /** Whose members are listed; empty for the site's own. */
  alliance: string;
}

/**
 * Reads an address, in which the filters are called as in all other lists (`kind` and `country` are their older
 * names). Whatever stands in it, the result is five short texts.
 */
export function readMemberRequest(params: URLSearchParams): MemberRequest {
  return {
    q: textParam(params, 'q', 100),
    kind: textParam(params, 'type', 60) || textParam(params, 'kind', 60),
    country: textParam(params, 'place', 80) || textParam(params, 'country', 80),
    theme: textParam(params, 'theme', 80),
    alliance: textParam(params, 'alliance', 80)
  };
}

/** The alliance whose members are asked for, of those that have any; the site's own where it is not one of them. */
export function settleAlliance(
  alliances: { id: number; slug: string }[],
  asked: string,
  siteId: number
): { id: number; slug: string } {
  const alliance = alliances.find(({ slug, id }) => slug === asked && id !== siteId);
  return alliance ?? { id: siteId, slug: '' };
}

/** The page of the directory that an address asks for, from 1. */
export const readMemberPage = (params: URLSearchParams): number => pageParam(params);

/** The request as a filter; empty values filter nothing. */
export function toFilter({ q, kind, country, theme }: MemberRequest): MemberFilter {
  const list = (value: string) => (value ? [value] : []);
  return { q, kinds: list(kind), countries: list(country), themes: list(theme) };
}

/**
 * Settles what was asked against what there is: a kind, country or theme that is not known at all counts as not
 * asked for; one that is known but has no members stays, is added to the choices, and finds nothing. A theme that was
 * merged into another stands for that one.
 */
export async function settleRequest(ctx: Context, request: MemberRequest, facets: Facets) {
  const known = { ...request };
  const { kinds, countries, themes } = facets;
  if (!kinds.some(({ kind }) => kind === request.kind)) known.kind = '';
  if (request.country && !countries.some(({ slug }) => slug === request.country)) {
    const country = (await placesBySlug(ctx, [request.country])).find(({ kind }) => kind === 'country');
    if (country) countries.push({ slug: country.slug, countryCode: country.countryCode, count: 0 });
    else known.country = '';
  }
  const theme = request.theme ? (await mapThemes(ctx)).get(request.theme) : undefined;
  known.theme = theme?.slug ?? '';
  if (theme && !themes.some(({ slug }) => slug === theme.slug))
    themes.push({ slug: theme.slug, label: inLanguage(theme.label, ctx.locale).text, count: 0 });
  return known;
}
