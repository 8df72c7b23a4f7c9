/** The lists that the engine serves; a search may span several. */
export type SearchKind = 'resource' | 'post' | 'event' | 'organisation' | 'alliance';

/** A document's words in one language (BCP 47). */
export interface SearchText {
  language: string;
  title: string;
  /** What else the document says of itself (its authors, its publisher), joined with `between`. */
  keywords: string;
  summary: string;
  body: string;
  /**
   * What its themes, places and series are called, in all languages, joined with `between`. It is found by them, but
   * they are not its own words: who leaves a word out does not mean them.
   */
  names?: string;
  /** What else it is called itself (an organisation's short name), joined with `between`. Keywords as well. */
  aka?: string;
}

/** Between keywords, and between names: no phrase goes over it. */
export const between = ' · ';

/** What the caller gives to be found. Only public things belong here: the engine knows no permissions. */
export interface SearchDocument {
  kind: SearchKind;
  /** The entity's id, unique within its kind. */
  id: number;
  /** The original first, then translations. */
  texts: SearchText[];
  type: string;
  /** Themes with their ancestors. */
  themes: number[];
  /** Places with their countries. */
  places: number[];
  year: number | null;
  /** What it can be had in; empty where that is not stated. Those of `texts` are what it is found by. */
  languages: string[];
  alliance: number;
  /** ISO 8601 date, for the order by date. */
  date: string | null;
}

export const facetNames = ['type', 'theme', 'place', 'year', 'language', 'alliance'] as const;
export type FacetName = (typeof facetNames)[number];

/** What each facet is limited to; none or an empty list means no limit, several values mean any of them. */
export interface SearchFilters {
  type?: string[];
  theme?: number[];
  place?: number[];
  year?: number[];
  language?: string[];
  alliance?: number[];
}

export type SearchSort = 'relevance' | 'newest' | 'oldest' | 'title';

export interface SearchRequest {
  text?: string;
  /** The reader's language: first among equals. */
  locale: string;
  /** Which lists; all when absent. Where nothing is asked for, those of the first kind come first. */
  kinds?: readonly SearchKind[];
  filters?: SearchFilters;
  sort?: SearchSort;
  /** From 1. */
  page?: number;
  pageSize?: number;
  /** Told which items the page will have, while their texts are still being read. */
  onPage?: (items: { kind: SearchKind; id: number }[]) => void;
}

/** A piece of text and whether it is a match, to be marked; never HTML. */
export type Segment = [text: string, isMatch: boolean];

export interface SearchItem {
  kind: SearchKind;
  id: number;
  /** Language of the text that is shown. */
  language: string;
  title: Segment[];
  snippet: Segment[];
}

export interface FacetValue<T extends string | number = string | number> {
  value: T;
  count: number;
  selected: boolean;
}

/** Counts by value, most first; a facet's own filter does not limit its own counts. Selected values stay at 0. */
export interface SearchFacets {
  type: FacetValue<string>[];
  theme: FacetValue<number>[];
  place: FacetValue<number>[];
  year: FacetValue<number>[];
  language: FacetValue<string>[];
  alliance: FacetValue<number>[];
}

/** What a reader can do about an empty result. */
export interface EmptyHelp {
  /** How many there are without the filters. */
  withoutFilters: number;
  /** How many each word alone finds, within the kinds. */
  words: { word: string; total: number }[];
}

export interface SearchResult {
  total: number;
  page: number;
  pageSize: number;
  items: SearchItem[];
  facets: SearchFacets;
  /** The words were found nowhere and a likely spelling was searched instead. */
  corrected?: { from: string; to: string };
  /** The words were found, but a more usual spelling might be meant. */
  suggestion?: string;
  /** Themes and places that the words name. */
  matchedThemes: number[];
  matchedPlaces: number[];
  /** The query was longer than is searched, and its end was left out. */
  cut?: true;
  /** A phrase of very common words was checked in part only: there may be more than `total`. */
  capped?: true;
  help?: EmptyHelp;
}

/** Words `from` (included) to `to` (excluded) of the query name these themes and places. */
export interface Expansion {
  from: number;
  to: number;
  themes: number[];
  places: number[];
}

/** Finds what the query's folded words name; see `nameIndex`. */
export interface Expand {
  (words: string[]): Expansion[] | Promise<Expansion[]>;
  /** Whether a folded word stands in a name: in one of a language, or in any. */
  isWord?: (word: string, language?: string) => boolean;
}
