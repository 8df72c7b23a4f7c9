import { localHref } from '#lib/href.ts';
import { baseLocale, type Locale } from '#lib/locale.ts';

/** Feeds, files and interfaces stand at one address for all languages; a page stands at one for each. */
export const isPage = (path: string) => !path.startsWith('/api/') && !path.includes('.', path.lastIndexOf('/'));

export interface LanguageChoice {
  /** The language to answer in. */
  locale: Locale;
  /** The alliance is not served in the language of this address: there is nothing here. */
  missing?: true;
  /** The page stands at another address, without its query. */
  location?: string;
}

/**
 * The language in which an address is answered by an alliance that is served in `served`. An address under a language
 * that is not among them does not exist. The root is English; where the alliance has no English, pages there lead on to
 * its first language, and what is no page is answered in it.
 */
export function chooseLanguage(asked: Locale, path: string, served: readonly Locale[]): LanguageChoice {
  const [first = baseLocale] = served;
  if (served.length === 0 || served.includes(asked)) return { locale: asked };
  if (asked !== baseLocale) return { locale: first, missing: true };
  return isPage(path) ? { locale: first, location: localHref(path, first) } : { locale: first };
}
