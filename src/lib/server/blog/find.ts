import type { Context } from '../platform/context.ts';
import { choiceParam, listParam, pageParam, textParam, yearsParam } from '../platform/params.ts';
import { search } from '../platform/search/search.ts';
import type { Expand, SearchResult, Segment } from '../platform/search/types.ts';
import { mapThemes, type Theme } from '../platform/themes/themes.ts';
import type { Card } from '../library/queries.ts';
import { listSeries } from '../library/series.ts';
import { inLanguage } from '#lib/locale.ts';
import { longestSearch } from '#lib/href.ts';
import { countPosts, listPosts, type PostSort } from './queries.ts';
import { placeName, placesBySlug } from '../platform/places/places.ts';

/** What a reader asks for, as it stands in the address. */
export interface PostRequest {
  text: string;
  /** The address had more text than is searched. */
  isCut: boolean;
  themes: string[];
  series: string;
  author: string;
  years: number[];
  places: string[];
  languages: string[];
  alliances: string[];
  sort: PostSort;
  page: number;
}

export interface PostOption {
  value: string;
  label: string;
  count: number;
  selected: boolean;
  /** A theme below the one above it in the list. */
  under?: boolean;
}

export interface FoundPost {
  card: Card;
  /** The title with the words that were found; undefined where they were found in another language. */
  title?: Segment[];
}

const pageSize = 12;
/** Of the posts that words find, as many as are listed: whoever wants the rest writes another word. */
const mostListed = 100;
/** As many are looked at for themes and series, which the best hundred may not have; in parts of a hundred. */
const mostFound = 1000;
const atOnce = 100;

/** Reads what is asked for from an address; anything that makes no sense there is left out. */
export function readPostRequest(params: URLSearchParams): PostRequest {
  return {
    text: textParam(params, 'q', longestSearch),
    isCut: textParam(params, 'q', Infinity).length > longestSearch,
    themes: listParam(params, 'theme'),
    series: textParam(params, 'series'),
    author: textParam(params, 'author', 200),
    years: yearsParam(params, 'year'),
    places: listParam(params, 'place'),
    languages: listParam(params, 'language'),
    alliances: listParam(params, 'alliance'),
    sort: choiceParam(params, 'sort', ['relevance', 'newest', 'oldest', 'title']),
    page: pageParam(params)
  };
}

/** One page of the blog with its filters: by words the best first, else the latest first. */
export async function findPosts(ctx: Context, request: PostRequest, expand: Expand) {
  const found = request.text ? await searchPosts(ctx, request.text, expand) : undefined;
  const bySlug = await mapThemes(ctx);
  /** What is asked for by an old address stands for the theme that it was merged into. */
  const asked = new Map(request.themes.map((slug) => [bySlug.get(slug)?.slug ?? slug, slug]));
  const { author, years, places, languages, alliances } = request;
  const ids = found?.items.map((item) => item.id);
  const filter = {
    themes: [...asked.keys()],
    series: request.series,
    author,
    years,
    places,
    languages,
    alliances,
    ids
  };
  const [{ posts, total }, counts, series, knownPlaces, knownAlliances] = await Promise.all([
    listPosts(ctx, filter, request.page, pageSize, request.sort),
    countPosts(ctx, filter),
    listSeries(ctx, 'blog'),
    placesBySlug(ctx, places),
    alliances.length > 0
      ? ctx.db.selectFrom('alliance').select(['slug', 'name']).where('slug', 'in', alliances).execute()
      : []
  ]);
  const listed = found ? Math.min(total, mostListed) : total;
  const items = new Map(found?.items.map((item) => [item.id, item]));
  return {
    posts: posts.slice(0, Math.max(0, listed - (request.page - 1) * pageSize)).map((card): FoundPost => {
      const item = items.get(card.id);
      return { card, title: item?.language === card.language ? item.title : undefined };
    }),
    total: listed,
    page: request.page,
    pages: Math.ceil(listed / pageSize),
    more: total > listed,
    cut: request.isCut || (found?.cut ?? false),
    corrected: found?.corrected,
    suggestion: found?.suggestion,
    words: found?.help?.words.filter((word) => word.total > 0) ?? [],
    themes: themeOptions(ctx, [...new Set(bySlug.values())], counts.themes, asked),
    series: series.map(({ slug, label }): PostOption => ({
      value: slug,
      label,
      count: counts.series.get(slug) ?? 0,
      selected: slug === request.series
    })),
    /** What the places and alliances that were asked for are called; one that is unknown is not among them. */
    names: {
      place: Object.fromEntries(knownPlaces.map((place) => [place.slug, placeName(place, ctx.locale)])),
      alliance: Object.fromEntries(knownAlliances.map(({ slug, name }) => [slug, inLanguage(name, ctx.locale).text]))
    }
  };
}

/** The posts that words find, the best first: as many as filters may look at, not only those of one page. */
async function searchPosts(ctx: Context, text: string, expand: Expand): Promise<SearchResult> {
  const part = (page: number) =>
    search(ctx.db, { text, locale: ctx.locale, kinds: ['post'], page, pageSize: atOnce }, expand);
  const first = await part(1);
  const items = [...first.items];
  for (let page = 2; items.length < Math.min(first.total, mostFound); page++) {
    const next = await part(page);
    if (next.items.length === 0) break;
    items.push(...next.items);
  }
  return { ...first, items };
}

/**
 * The themes that have posts, and those chosen, by how they stand in the address; each followed by those below it.
 */
function themeOptions(
  ctx: Context,
  themes: Theme[],
  counts: Map<string, number>,
  chosen: Map<string, string>
): PostOption[] {
  const shown = themes.filter(({ slug }) => counts.has(slug) || chosen.has(slug));
  const ids = new Set(shown.map(({ id }) => id));
  // One that was chosen may have a row where the theme above it has none.
  const above = ({ parentId }: Theme) => (parentId !== null && ids.has(parentId) ? parentId : null);
  const options = (parent: number | null): PostOption[] =>
    shown
      .filter((theme) => above(theme) === parent)
      .flatMap(({ id, slug, label }) => [
        {
          value: chosen.get(slug) ?? slug,
          label: inLanguage(label, ctx.locale).text,
          count: counts.get(slug) ?? 0,
          selected: chosen.has(slug),
          under: parent !== null
        },
        ...options(id)
      ]);
  return options(null);
}
