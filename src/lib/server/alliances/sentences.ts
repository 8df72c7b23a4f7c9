import { locales } from '#lib/locale.ts';
import type { Problem } from '../platform/errors.ts';
import { colours, motifs } from '../platform/themes/themes.ts';

type Values = NonNullable<Problem['values']>;

/** What the operator reads, in English as every command speaks it; `at` is the place in the file. */
const sentences: Record<string, (at: string, values: Values) => string> = {
  unknown: (at) => `${at} is not something that can be set here.`,
  object: (at) => `${at} must be an object, in braces.`,
  'unknown-token': (at) => `${at} is not the name of a colour: see src/lib/styles/tokens.css for the names.`,
  'no-colour': (at) => `${at} must be a colour as #rgb or #rrggbb, or a list of two, for day and for night.`,
  contrast: (at, { front, ground, scheme, ratio, least }) =>
    `${at} cannot be used: ${front} on ${ground} would have a contrast of ${ratio} by ${scheme}, and needs ${least}.`,
  'mark-length': (at) => `${at} is too long: 4000 characters at most.`,
  'mark-syntax': (at) => `${at} must be the data of an SVG path, such as "M4 4h40v40H4z".`,
  'mark-outside': (at) => `${at} must be drawn in a square of 48 by 48, from 0,0 to 48,48.`,
  'no-locale': (at) => `${at} must be one of ${locales.join(', ')}.`,
  twice: (at) => `${at} names a language twice.`,
  slug: (at) => `${at} must be small letters, digits and hyphens, such as "public-space".`,
  colour: (at) => `${at} must be one of ${colours.join(', ')}.`,
  motif: (at) => `${at} must be one of ${motifs.join(', ')}.`,
  repeated: (at) => `${at} names the same thing twice.`,
  language: (at) => `${at} must be under a language code, such as "en" or "pt-BR".`,
  localised: (at) => `${at} must be texts by language, such as {"en": "…"}.`,
  missing: (at) => `${at} cannot be empty.`,
  'too-long': (at, { limit }) => `${at} is too long: ${limit} characters at most.`,
  control: (at) => `${at} must be one line without control characters.`,
  text: (at) => `${at} must be a text.`,
  list: (at) => `${at} must be a list.`,
  year: (at) => `${at} must be a year.`,
  address: (at) => `${at} must be an address that begins with http:// or https://.`
};

/** A problem of what the operator gave in one sentence. */
export function problemSentence({ field, code, values = {} }: Problem): string {
  const at = field || 'The file';
  return (sentences[code] ?? ((place: string) => `${place} cannot be used.`))(at, values);
}
