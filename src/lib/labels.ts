import { formatDate, formatList, languageName } from './format.ts';
import { m } from '#lib/paraglide/messages.js';

/**
 * Names things by their codes; a code that has no name stands for itself. Codes may come out of an address, so what
 * every object inherits (`__proto__`, `constructor`) is no name.
 */
export const nameIn =
  (names: Record<string, () => string>) =>
  (code: string): string =>
    Object.hasOwn(names, code) ? (names[code] as () => string)() : code;

const eventKinds: Record<string, () => string> = {
  launch: m.events_kind_launch,
  webinar: m.events_kind_webinar,
  forum: m.events_kind_forum,
  'networking-event': m.events_kind_networking_event,
  'side-event': m.events_kind_side_event,
  call: m.events_kind_call,
  workshop: m.events_kind_workshop
};

/** What a kind of event is called. */
export const eventKindLabel = nameIn(eventKinds);

const types: Record<string, () => string> = {
  ...eventKinds,
  brief: m.type_brief,
  'case-study': m.type_case_study,
  framework: m.type_framework,
  guide: m.type_guide,
  handbook: m.type_handbook,
  report: m.type_report,
  research: m.type_research,
  'success-story': m.type_success_story,
  tool: m.type_tool,
  post: m.type_post,
  event: m.type_event,
  organisation: m.type_organisation,
  alliance: m.type_alliance
};

/** What a type of resource or event, or a kind of search result, is called. */
export const typeLabel = nameIn(types);

/** When an item is from, as far as it is known: a day, a month, a year, or the latest year that it can be. */
export function dateLabel(item: { date?: string | null; year: number | null; latestYear: number | null }) {
  const date = item.date ?? item.year?.toString();
  if (date) return formatDate(date);
  return item.latestYear ? m.library_year_latest({ year: formatDate(String(item.latestYear)) }) : undefined;
}

/** What an item can be had in, where a reader must be told: unless nobody knows, or it is theirs and no other. */
export function languagesLabel(languages: string[], locale: string): string | undefined {
  const isTheirs = languages.every((language) => language === locale);
  return isTheirs ? undefined : formatList(languages.map(languageName));
}

const kinds: Record<string, () => string> = {
  ingo: m.kind_ingo,
  ngo: m.kind_ngo,
  un: m.kind_un,
  'city-network': m.kind_city_network,
  'local-government': m.kind_local_government,
  academia: m.kind_academia,
  foundation: m.kind_foundation,
  company: m.kind_company,
  'professional-body': m.kind_professional_body,
  federation: m.kind_federation,
  partnership: m.kind_partnership,
  movement: m.kind_movement,
  charity: m.kind_charity,
  'youth-led': m.kind_youth_led,
  other: m.kind_other
};

/** What a kind of organisation is called. */
export const kindLabel = nameIn(kinds);
