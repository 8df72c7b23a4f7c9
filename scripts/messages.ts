/* How messages/ becomes src/lib/paraglide. Vite does it for the pages; run by itself, this file does it for what needs no Vite. */
import { compile } from '@inlang/paraglide-js';

/**
 * What messages ask for plurals, in the place of the compiler's own, which makes the rules of a language anew for each
 * message: that takes a hundred times as long as asking them.
 */
const plurals = `/** @type {Map<string, Intl.PluralRules>} */
const rules = new Map();

/**
 * @param {string} locale
 * @param {unknown} input
 * @param {{}} options none is used
 * @returns {string}
 */
export function plural(locale, input, options) {
  let known = rules.get(locale);
  if (!known) rules.set(locale, (known = new Intl.PluralRules(locale, options)));
  return known.select(Number(input));
}
`;

export const messageOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['url' as const, 'baseLocale' as const],
  // A file a language: a file a message is 770 files to open at each start.
  outputStructure: 'locale-modules' as const,
  additionalFiles: { 'registry.js': plurals }
};

if (import.meta.main) {
  await compile(messageOptions);
  // The compiler leaves a timer of half a minute behind.
  process.exit(0);
}
