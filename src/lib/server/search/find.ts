import { postCards } from '../blog/queries.ts';
import { resourceCards, type Card } from '../library/queries.ts';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import type { Localised } from '../platform/db/json.ts';
import { placesById, placesBySlug, placeName } from '../platform/places/places.ts';
import { search } from '../platform/search/search.ts';
import type {
  FacetValue,
  SearchFacets,
  SearchItem,
  SearchKind,
  SearchResult,
  SearchSort,
  Segment
} from '../platform/search/types.ts';
import { listThemes, mapThemes, type Theme } from '../platform/themes/themes.ts';
import { typesAsked, typesShown } from './event-types.ts';
import { namesOf } from './names.ts';
import { otherCards } from './other-cards.ts';

/** What a reader asks for, as it stands in the address: slugs and codes, any number of each. */
export interface FindRequest {
  text: string;
  /** The address had more text than is searched. */
  isCut: boolean;
  kinds: SearchKind[] | undefined;
  type: string[];
  theme: string[];
  place: string[];
  year: number[];
  language: string[];
  alliance: string[];
  sort: SearchSort;
  page: number;
}

export interface FacetOption {
  value: string;
  label: string;
  count: number;
  selected: boolean;
  /** A theme below the one above it in the list. */
  under?: boolean;
}

/** A result of another kind than resources and posts. */
export interface OtherCard {
  kind: 'event' | 'organisation' | 'alliance';
  /** The kind of event; of others the same again. */
  type: string;
  id: number;
  slug: string;
  /** What it is held or can be had in; empty where that is not stated. */
  languages: string[];
  date: string | null;
  facts: string[];
}

export interface Found {
  card: Card | OtherCard;
  language: string;
  title: Segment[];
  snippet: Segment[];
}

/** A theme to go on with where nothing was found, and how many there are about it. */
export type ThemeOffer = Pick<FacetOption, 'value' | 'label' | 'count'>;

export interface FindResult extends Omit<SearchResult, 'items' | 'facets' | 'matchedThemes' | 'matchedPlaces'> {
  items: Found[];
  facets: Record<'type' | 'theme' | 'place' | 'year' | 'language' | 'alliance', FacetOption[]>;
  /** Where nothing was found: the themes that stand above others, of which there is something. */
  themes: ThemeOffer[];
}

/**
 * Searches everything published, or the kinds asked for, and gives one page of results with what lists show of
 * them. Values of filters that do not exist find nothing; they are no error.
 */
export async function find(ctx: Context, request: FindRequest): Promise<FindResult> {
  const [themes, alliances, places] = await Promise.all([
    mapThemes(ctx),
    ctx.instance.kept.keep('alliance names', ['alliance'], () =>
      ctx.db.selectFrom('alliance').select(['id', 'slug', 'name']).execute()
    ),
    placesBySlug(ctx, request.place)
  ]);
  const idsOf = (wanted: string[], all: { id: number; slug: string }[]) =>
    wanted.map((slug) => all.find((one) => one.slug === slug)?.id ?? 0);
  let cards: Promise<Map<string, Card | OtherCard>> | undefined;
  const result = await search(
    ctx.db,
    {
      text: request.text,
      locale: ctx.locale,
      kinds: request.kinds,
      filters: {
        type: await typesAsked(ctx, request.type, request.kinds),
        theme: request.theme.map((slug) => themes.get(slug)?.id ?? 0),
        place: idsOf(request.place, places),
        year: request.year,
        language: request.language,
        alliance: idsOf(request.alliance, alliances)
      },
      sort: request.sort,
      page: request.page,
      onPage: (page) => {
        cards = cardsOf(ctx, page);
        // Awaited below, or not at all where the search itself fails.
        cards.catch(() => {});
      }
    },
    await namesOf(ctx)
  );
  // The facet says what stands in the address, so that its link takes that out again.
  const asked = new Map(request.theme.map((slug) => [themes.get(slug)?.id, slug]));
  const { facets, items, matchedThemes: _, matchedPlaces: __, ...rest } = result;
  const shown = await facetOptions(
    ctx,
    { ...facets, type: typesShown(facets.type, request.kinds) },
    [...new Set(themes.values())],
    alliances,
    asked
  );
  return {
    ...rest,
    ...(request.isCut && { cut: true as const }),
    items: withCards(items, (await cards) ?? new Map()),
    themes: result.total > 0 ? [] : await themesToOffer(ctx, request.kinds),
    facets: withUnknown(shown, request, { theme: themes, place: bySlug(places), alliance: bySlug(alliances) })
  };
}

const option = ({ count, selected }: FacetValue, value: string, label: string): FacetOption => ({
  value,
  label,
  count,
  selected
});
const bySlug = (all: { slug: string }[]) => new Map(all.map((one) => [one.slug, one]));

/** With what was asked for and does not exist: it finds nothing, and is shown so that it can be taken out again. */
function withUnknown(
  facets: FindResult['facets'],
  request: FindRequest,
  known: Record<'theme' | 'place' | 'alliance', Map<string, unknown>>
): FindResult['facets'] {
  const all = (name: keyof typeof known) => {
    const unknown = request[name].filter((slug) => !known[name].has(slug));
    return [...facets[name], ...unknown.map((slug) => option({ value: slug, count: 0, selected: true }, slug, slug))];
  };
  return { ...facets, theme: all('theme'), place: all('place'), alliance: all('alliance') };
}

const plain = (value: FacetValue): FacetOption => option(value, String(value.value), String(value.value));

async function facetOptions(
  ctx: Context,
  facets: SearchFacets,
  themes: Theme[],
  alliances: { id: number; slug: string; name: Localised }[],
  asked: Map<number | undefined, string>
): Promise<FindResult['facets']> {
  return {
    type: facets.type.map(plain),
    theme: themeOptions(ctx, facets.theme, themes, asked),
    place: await placeOptions(ctx, facets.place),
    year: [...facets.year].sort((a, b) => b.value - a.value).map(plain),
    language: facets.language.map(plain),
    alliance: facets.alliance.flatMap((value) => {
      const alliance = alliances.find((one) => one.id === value.value);
      return alliance ? [option(value, alliance.slug, inLanguage(alliance.name, ctx.locale).text)] : [];
    })
  };
}

/** Themes in their own order, those below another after it, and only what the results have. */
function themeOptions(
  ctx: Context,
  values: FacetValue<number>[],
  themes: Theme[],
  asked: Map<number | undefined, string>
): FacetOption[] {
  const byId = new Map(values.map((value) => [value.value, value]));
  const counted = (theme: Theme) => byId.get(theme.id);
  const write = (theme: Theme, under: boolean): FacetOption[] => {
    const value = counted(theme);
    const slug = asked.get(theme.id) ?? theme.slug;
    return value ? [{ ...option(value, slug, inLanguage(theme.label, ctx.locale).text), under }] : [];
  };
  // One that was chosen may have a row where the theme above it has none.
  const shown = new Set(themes.filter(counted).map(({ id }) => id));
  const tops = themes.filter(({ id, parentId }) => shown.has(id) && (parentId === null || !shown.has(parentId)));
  tops.sort((a, b) => counted(b)!.count - counted(a)!.count);
  return tops.flatMap((top) => [
    ...write(top, false),
    ...themes.filter((theme) => theme.parentId === top.id).flatMap((theme) => write(theme, true))
  ]);
}

/** The themes that stand above others and of which there is something of these kinds, what has most first. */
export async function listThemesWith(ctx: Context, kinds: SearchKind[] | undefined): Promise<ThemeOffer[]> {
  const [{ facets }, themes] = await Promise.all([
    search(ctx.db, { locale: ctx.locale, kinds, pageSize: 1 }),
    listThemes(ctx)
  ]);
  return themeOptions(ctx, facets.theme, themes, new Map())
    .filter(({ under }) => !under)
    .map(({ value, label, count }) => ({ value, label, count }));
}

/** The same, kept: whoever finds nothing must not wait while everything there is gets counted. */
const themesToOffer = (ctx: Context, kinds: SearchKind[] | undefined) =>
  ctx.instance.kept.keep(
    `themes of ${kinds?.join() ?? 'all'} in ${ctx.locale}`,
    ['theme', 'resource', 'post', 'event', 'organisation', 'alliance'],
    () => listThemesWith(ctx, kinds)
  );

/** The places with most results; a facet of thousands of cities helps nobody. */
const mostPlaces = 40;

async function placeOptions(ctx: Context, values: FacetValue<number>[]): Promise<FacetOption[]> {
  const shown = values.filter((value, index) => index < mostPlaces || value.selected);
  const places = await placesById(
    ctx,
    shown.map((value) => value.value)
  );
  return shown.flatMap((value) => {
    const place = places.get(value.value);
    return place ? [option(value, place.slug, placeName(place, ctx.locale))] : [];
  });
}

async function cardsOf(ctx: Context, items: { kind: SearchKind; id: number }[]) {
  const ids = (kind: SearchKind) => items.filter((item) => item.kind === kind).map((item) => item.id);
  const cards: (Card | OtherCard)[] = (
    await Promise.all([
      resourceCards(ctx, ids('resource')),
      postCards(ctx, ids('post')),
      otherCards(ctx, { event: ids('event'), organisation: ids('organisation'), alliance: ids('alliance') })
    ])
  ).flat();
  return new Map(cards.map((card) => [`${card.kind}:${card.id}`, card]));
}

const withCards = (items: SearchItem[], cards: Map<string, Card | OtherCard>): Found[] =>
  items.flatMap((item) => {
    const card = cards.get(`${item.kind}:${item.id}`);
    return card ? [{ card, language: item.language, title: item.title, snippet: item.snippet }] : [];
  });
