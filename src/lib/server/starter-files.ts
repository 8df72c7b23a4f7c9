/** The shapes of the files in a starter folder; starter/README.md describes them for people. */
import type { Colours, DerivedFigure, Localised, Source } from './platform/db/json.ts';
import type { NewTheme } from './platform/themes/themes.ts';

export type PlaceReference = string | { city: string; country: string };
type Text = Localised;

export type Theme = NewTheme;

export interface Alliance {
  slug: string;
  name: Text;
  shortName: string;
  tagline: Text;
  lede: Text;
  vision: Text;
  principles: { title: Text; text: Text }[];
  secretariat: Text;
  steeringNote?: Text;
  social?: unknown;
  /** What the alliance asks of those who write for its blog. */
  writing?: { rules: Text[]; sources: Source[] };
  locales: string[];
  colours: Colours;
  /** SVG path data in a square of 48 by 48. */
  mark?: string;
  founded: number;
  steering: { organisation: string; role: 'chair' | 'member'; person?: string; source: string }[];
  people: { name: string; role: Text; organisation?: string; sources: Source[] }[];
  timeline: { date: string; end?: string; text: Text; note?: Text; sources: Source[] }[];
  memberCounts: { count: number; qualifier: string; date: string | null; note?: Text; sources: Source[] }[];
  sources: Source[];
}

/** `blank.json`: what an instance without content begins with. */
export type BlankAlliance = Pick<Alliance, 'slug' | 'name' | 'locales'>;

export interface CountryAlliance {
  slug: string;
  level: 'country' | 'city';
  parent?: string;
  country: string;
  name: Text;
  lead: string;
  status: string;
  lede: Text;
  note?: Text;
  themes: string[];
  facts?: { text: Text; sources: Source[] }[];
  sources: Source[];
}

export interface Organisation {
  slug: string;
  name: string;
  shortName: string | null;
  /** Other names, such as an earlier one. */
  aliases?: string[];
  kind: string;
  kindNote: string | null;
  country: string | null;
  countryConfirmed: boolean;
  city: string | null;
  website: string | null;
  role: 'member' | 'lead' | 'peer' | 'contributor';
  firstSeen: number | null;
  steering: boolean;
  themes: string[];
  summary: string | null;
  membershipNote: string | null;
  sources: Source[];
}

export interface Series {
  slug: string;
  label: Text;
  kind: 'blog' | 'research';
  aliases: string[];
  sources: Source[];
}

export interface Resource {
  slug: string;
  title: string;
  /** The languages of the work; empty when not stated. */
  language: string[];
  type: string;
  year: number | null;
  /** Where the year is not known: the latest that it can be. */
  latestYear?: number;
  yearNote: string | null;
  /** Not in the title. */
  edition?: string;
  authors: { given?: string | null; family?: string | null; name?: string }[];
  publisher: string | null;
  own: boolean;
  licence: string | null;
  series: string | null;
  themes: string[];
  places: PlaceReference[];
  summary: string | null;
  url: string | null;
  /** The address is that of a list which names the work. */
  urlIsList?: boolean;
  keywords: string[];
  seenOnHub: boolean;
  note?: string | null;
  related: string[];
  sources: Source[];
}

export interface Post {
  slug: string;
  title: string;
  language: string;
  authors: { name: string }[];
  date: string | null;
  dateNote: string | null;
  series: string | null;
  themes: string[];
  places: PlaceReference[];
  summary: string | null;
  titleNote?: string | null;
  url: string | null;
  sources: Source[];
}

export interface Event {
  slug: string;
  title: string;
  kind: string;
  /** Local time of `timezone`, or only a date. */
  start: string;
  end: string | null;
  timezone: string | null;
  venue: string | null;
  room: string | null;
  city: { city: string; country: string } | null;
  hosts: string[];
  partners: string[];
  forum: string | null;
  reference: string | null;
  track: string | null;
  themes: string[];
  /** Null where it is not recorded. */
  allianceRun: boolean | null;
  lede: string | null;
  note?: string | null;
  agenda: { title: string; text?: string | null }[];
  objectives: string[];
  speakers: {
    name: string;
    role?: string | null;
    organisation?: string | null;
    moderator?: boolean;
    note?: string | null;
  }[];
  outcomes: { date?: string | null; text: string; links: string[] }[];
  times: { source: string; start: string; end: string; used: boolean }[];
  languages: string[];
  sources: Source[];
}

export interface Figure {
  slug: string;
  low: number;
  high: number | null;
  approximate: boolean;
  unit: 'percent' | 'children' | 'deaths-per-year';
  label: Text;
  date: string | null;
  sourceLabel: string;
  derived?: DerivedFigure[];
  sources: Source[];
}

export interface Activity {
  slug: string;
  organisations: string[];
  partners: string[];
  title: string;
  theme: string | null;
  places: PlaceReference[];
  dates: { start: string; end: string | null } | null;
  status: string;
  note: string | null;
  sources: Source[];
}
