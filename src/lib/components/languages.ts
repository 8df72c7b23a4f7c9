import { localHref } from '#lib/href.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Language } from './links.ts';

/** Each language's name in itself. */
export const languageNames: Record<string, string> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
  bn: 'বাংলা',
  sw: 'Kiswahili'
};

/** The same page in each language that the site is served in; one language is no choice. */
export function languageLinks(served: readonly string[], path: string, search: string): Language[] {
  if (served.length < 2) return [];
  // What was just said is not said again in another language.
  const rest = search.replace(/([?&])said=[^&]*(&|$)/, (_, before, after) => (after ? before : ''));
  return served.map((code) => ({
    code,
    name: languageNames[code] ?? code,
    href: localHref(path, code) + rest,
    current: code === getLocale()
  }));
}
