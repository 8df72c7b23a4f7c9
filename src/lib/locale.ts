/** A text in several languages, by BCP 47 tag. */
export type Localised = Partial<Record<string, string>>;

/** The languages that the interface is complete in, as BCP 47 tags. */
export const locales = ['en', 'es', 'fr', 'ar', 'bn', 'sw'] as const;
export type Locale = (typeof locales)[number];
export const baseLocale: Locale = 'en';

/** Whether the text is one of the interface's languages. */
export function isLocale(text: string): text is Locale {
  return (locales as readonly string[]).includes(text);
}

/** Of the languages that a site is served in, the one for whoever reads none of them: English, or else the first. */
export function fallbackLocale(served: readonly string[]): string {
  return served.includes(baseLocale) ? baseLocale : (served[0] ?? baseLocale);
}

/** The direction in which a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur|ps|ckb)\b/.test(language) ? 'rtl' : 'ltr';
}

/** A text in the reader's language, or else in English, or else in whatever there is; with the language it is in. */
export function inLanguage(texts: Localised, locale: string): { text: string; language: string } {
  for (const language of [locale, baseLocale, ...Object.keys(texts)]) {
    const text = texts[language];
    if (text) return { text, language };
  }
  return { text: '', language: locale };
}
