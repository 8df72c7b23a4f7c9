/**
 * Folds a name for comparison, so that readers find it however they write it: case, Latin accents, Arabic short
 * vowels, alef, ya and ta marbuta forms, tatweel, Bengali joiners, and runs of white space make no difference.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]/g, '')
    .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
    .replace(/\u0649/g, '\u064a')
    .replace(/\u0629/g, '\u0647')
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** A text with the digits of Arabic, Persian, Devanagari and Bengali writing as 0 to 9: people type those of their own. */
export const asciiDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/g, (digit) => {
    // Their blocks start at a multiple of 16 (Arabic) or 6 after one.
    const low = digit.charCodeAt(0) & 0xf;
    return String(digit < '\u0900' ? low : low - 6);
  });

/** Makes the last part of an address from a title: lower-case ASCII words joined by hyphens, 80 characters at most. */
export function slugify(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = '';
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word.slice(0, 80);
    if (longer.length > 80) break;
    slug = longer;
  }
  return slug || 'item';
}

/**
 * What somebody typed as it can be stored and shown: without NUL and half characters, and without the two signs that
 * force a direction on all that follows (Unicode, UAX 9): no language is written with them, and a name that ends with
 * one turns round the words that the page puts behind it.
 */
export const storable = (text: string): string => text.replace(/[\0\u202d\u202e]/g, '').toWellFormed();
