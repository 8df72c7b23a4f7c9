import type { Locale } from '#lib/locale.ts';

/*
 * Numbers and dates for mails, which are written in their reader's language and not in that of a request. `format.ts`
 * is for pages.
 */

const regional: Partial<Record<Locale, string>> = { en: 'en-GB' };
const tag = (locale: Locale) => regional[locale] ?? locale;

/** A number as the reader writes it. */
export const numberIn = (locale: Locale, number: number): string => new Intl.NumberFormat(tag(locale)).format(number);

/** A day, as in `3 December 2026`; a moment counts as its day in UTC. */
export const dayIn = (locale: Locale, at: Date): string =>
  new Intl.DateTimeFormat(tag(locale), { dateStyle: 'long', timeZone: 'UTC' }).format(at);

/** A moment of that day, as in `3 December 2026 at 14:05 UTC`. */
export const momentIn = (locale: Locale, at: Date): string =>
  new Intl.DateTimeFormat(tag(locale), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short'
  }).format(at);
