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

/** Characters of what a reader types that are searched; what follows is left out, and the page says so. */
export const longestSearch = 400;

/** What is searched of a text, in one form of white space: what a page's links keep of it. */
export function searchedPart(text: string): string {
  const whole = text.replace(/\s+/g, ' ').trim();
  return whole
    .slice(0, longestSearch)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

/**
 * Where a form goes that belongs to the page at `path`: to one of its actions, or to its only one. Were it the page's
 * own address, as it is once the form was shown again with its problems, a browser that finds no network would put its
 * error in the place of the page, and going back would lead past what was typed.
 */
export function sendTo(path: string, search: string, action?: string): string {
  const first = action ? `?/${action}` : '?send';
  if (search !== first) return path + first;
  return path + (action ? `${first}&again` : '?again');
}
