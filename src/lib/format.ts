import { getLocale } from '#lib/paraglide/runtime.js';

/*
 * Dates, numbers and lists in the reader's language, by Intl. Making a formatter is slow and using one is not, so
 * each is made once.
 */
const made = new Map<string, unknown>();

/** Days before months: an alliance of many countries writes English as most of them do. */
const regional: Partial<Record<string, string>> = { en: 'en-GB' };

function once<T>(kind: string, options: object, make: (locale: string) => T): T {
  const locale = regional[getLocale()] ?? getLocale();
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  let formatter = made.get(key) as T | undefined;
  if (!formatter) made.set(key, (formatter = make(locale)));
  return formatter;
}

/**
 * Even using one takes longer than looking up what it wrote: pages write the same years, numbers and languages all day,
 * a hundred of them on one page. `most` texts a language are kept; some are asked for in addresses, so when there are
 * more, all are forgotten.
 */
function kept<Given>(most: number, write: (given: Given) => string): (given: Given) => string {
  const texts = new Map<string, Map<Given, string>>();
  return (given) => {
    const locale = getLocale();
    let ofLocale = texts.get(locale);
    if (!ofLocale) texts.set(locale, (ofLocale = new Map()));
    let text = ofLocale.get(given);
    if (text === undefined) {
      text = write(given);
      if (ofLocale.size >= most) ofLocale.clear();
      ofLocale.set(given, text);
    }
    return text;
  };
}

const dateFormat = (options: Intl.DateTimeFormatOptions) =>
  once('date', options, (locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }));

const numberFormat = (options: Intl.NumberFormatOptions) =>
  once('number', options, (locale) => new Intl.NumberFormat(locale, options));
const plainNumber = kept(1000, (value: number) => numberFormat({}).format(value));

/** A number in the reader's numerals. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return options ? numberFormat(options).format(value) : plainNumber(value);
}

const long = { day: 'numeric', month: 'long', year: 'numeric' } as const;

function writeDate(date: string, options: Intl.DateTimeFormatOptions): string {
  const [year, month, day] = date.split('-');
  const value = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  if (day) return dateFormat(options).format(value);
  return dateFormat(month ? { month: 'long', year: 'numeric' } : { year: 'numeric' }).format(value);
}

const longDate = kept(2000, (date: string) => writeDate(date, long));

/** A date as far as it is known: `2022`, `2022-06` or `2022-06-27`. */
export function formatDate(date: string, options: Intl.DateTimeFormatOptions = long): string {
  return options === long ? longDate(date) : writeDate(date, options);
}

/** The day of a moment, in UTC. */
export const formatDay = (at: Date): string => formatDate(at.toISOString().slice(0, 10));

/** A span of days, with what the two have in common said once. */
export function formatDateRange(from: string, to: string): string {
  if (from === to) return formatDate(from);
  return dateFormat(long).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** A date or a span of dates as the record writes them: `2022`, `2022-06-27`, `2026-05-17/2026-05-22`. */
export function formatDates(dates: string): string {
  const [from, to] = dates.split('/');
  if (!from || !to) return formatDate(from ?? dates);
  return from.length === 10 && to.length === 10 ? formatDateRange(from, to) : `${formatDate(from)} – ${formatDate(to)}`;
}

/** The days of a span, within one month by default: `26–30`. */
export function formatDays(from: string, to: string, options: Intl.DateTimeFormatOptions = { day: 'numeric' }): string {
  if (from === to) return formatDate(from, options);
  return dateFormat(options).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** A local clock time, `14:30` or `14:30:00`, in the reader's form. */
export function formatTime(time: string): string {
  const [hours, minutes] = time.split(':');
  return dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(Date.UTC(2000, 0, 1, Number(hours), Number(minutes)))
  );
}

/** A moment to the minute, in UTC, which is said: the reader's zone is not known. */
export const formatMoment = (at: Date): string =>
  `${formatDay(at)}, ${formatTime(at.toISOString().slice(11, 16))}\u00a0UTC`;

/** Two clock times with what lies between: `14:30–16:00`; one alone where the end is not known. */
export function formatTimes(start: string, end: string | null): string {
  return end ? `${formatTime(start)}–${formatTime(end)}` : formatTime(start);
}

const listFormat = () => once('list', {}, (locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

/** Names in a row: "A, B and C". */
export function formatList(items: string[]): string {
  return listFormat().format(items);
}

/** What stands before each of names in a row, for names that are links: nothing, a comma, an "and". */
export function listGaps(items: string[]): string[] {
  const gaps: string[] = [];
  let gap = '';
  for (const { type, value } of listFormat().formatToParts(items)) {
    if (type === 'literal') gap += value;
    else {
      gaps.push(gap);
      gap = '';
    }
  }
  return gaps;
}

/** Parts of one thing, as in "Hall 2, Room 4": never an "and" between them, and the comma of the reader's script. */
export function joinParts(parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(getLocale() === 'ar' ? '، ' : ', ');
}

/** The name of a language in the reader's language; the tag itself where there is none. */
export const languageName = kept(500, (tag: string): string => {
  const names = once('language', {}, (locale) => new Intl.DisplayNames(locale, { type: 'language' }));
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
});

/** The name of a country (ISO 3166 alpha-2) in the reader's language. */
export const countryName = kept(
  500,
  (code: string) => once('region', {}, (locale) => new Intl.DisplayNames(locale, { type: 'region' })).of(code) ?? code
);

/** A size as people read it: 1.8 MB. Units are decimal, as download sizes are. */
export function formatBytes(bytes: number): string {
  const [unit, size] =
    bytes < 1_000_000 ? (['kilobyte', bytes / 1000] as const) : (['megabyte', bytes / 1_000_000] as const);
  return formatNumber(size, { style: 'unit', unit, maximumFractionDigits: size < 10 ? 1 : 0 });
}

/** What ends a sentence in the reader's language. */
export const fullStop = () => (getLocale() === 'bn' ? '।' : '.');

/** Sentences after one another, each ended as the reader's language ends it. */
export function joinSentences(parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(`${fullStop()} `);
}
