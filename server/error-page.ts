import { directionOf } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/locale.ts';

const texts: Record<number, (options: { locale: Locale }) => string> = {
  413: (options) => m.error_too_large({}, options),
  429: (options) => m.error_too_many({}, options)
};

/** The page for what the front refuses itself: small, in the reader's language, and without any other file. */
export function errorPage(status: number, locale: string): string {
  const options = { locale: locale as Locale };
  const text = (texts[status] ?? (status < 500 ? m.error_bad_request : m.error_broken_text).bind(null, {}))(
    options as never
  );
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status}</title></head><body><main><h1>${text}</h1><p><a href="/${locale === 'en' ? '' : locale}">${m.error_home({}, options)}</a></p></main></body></html>`;
}
