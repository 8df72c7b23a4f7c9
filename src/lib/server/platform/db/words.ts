import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** A text without case and accents, in which no sign means anything to `like`. */
const plainPattern = (text: string) => sql`regexp_replace(folded(${text}), '([\\\\%_])', '\\\\\\1', 'g')`;

/**
 * That folded `words`, a column or what an index has, hold the text: anywhere, or, where it is two characters or fewer,
 * at the beginning of a word.
 */
export function hasWords(words: string | RawBuilder<unknown>, text: string): RawBuilder<SqlBool> {
  const column = typeof words === 'string' ? sql.ref(words) : words;
  const pattern = plainPattern(text);
  return [...text].length > 2
    ? sql<SqlBool>`${column} like '%' || ${pattern} || '%'`
    : sql<SqlBool>`(${column} like ${pattern} || '%' or ${column} like '% ' || ${pattern} || '%')`;
}
