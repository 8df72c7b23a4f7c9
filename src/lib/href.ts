import { baseLocale } from '#lib/paraglide/runtime.js';

const prefix = /^\/(es|fr|ar|bn|sw)(?=\/|$)/;

/** The address of a page in a language: English stands at the root, the others under their tag. */
export function localHref(path: string, locale: string): string {
  if (locale === baseLocale) return path;
  return path === '/' ? `/${locale}` : `/${locale}${path}`;
}

/** Takes an address apart into its language and the page that it is of. */
export function splitLocale(pathname: string): { locale: string; path: string } {
  const locale = prefix.exec(pathname)?.[1];
  if (!locale) return { locale: baseLocale, path: pathname };
  return { locale, path: pathname.slice(locale.length + 1) || '/' };
}
