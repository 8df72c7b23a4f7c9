import * as v from 'valibot';
import { Invalid, type Problem } from './errors.ts';

/** Printable text: a control character has no place in a name, and none in a page's head. */
export const text = (max: number) =>
  v.pipe(
    v.string('text'),
    v.trim(),
    v.nonEmpty('missing'),
    v.maxLength(max, 'too-long'),
    v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'control')
  );

/** A character that is seen: neither white space, nor one that only joins, divides or turns others, nor Braille's blank. */
export const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * RFC 5321 (4.5.3.1) allows 64 characters before the @, and 254 in all. A domain without a dot is no public one, and
 * two dots in a row are a typing error that mail servers refuse (4.1.2).
 */
export const emailAddress = v.pipe(
  v.string('missing'),
  v.trim(),
  v.regex(visible, 'missing'),
  v.maxLength(254, 'too-long'),
  v.rfcEmail('email'),
  v.regex(/^(?!.*\.\.)[^@]{1,64}@[^@]+\.[^@.]+$/, 'email')
);

/** What tells one showing of a form from all others; where it is missing or no such id, the form counts as a new one. */
export const showing = v.fallback(v.nullable(v.pipe(v.string(), v.uuid())), null);

/** A language code (BCP 47), short of the rarer subtags. */
export const language = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'language'));

/** Texts by language. */
export const localised = (max: number) => v.record(language, text(max), 'localised');

/** A name by language, in one language at least. */
export const named = (max: number) =>
  v.pipe(
    localised(max),
    v.check((names) => Object.keys(names).length > 0, 'missing')
  );

/** Reads what a file or a form says. @throws Invalid with every problem, by path */
export function parseInput<const S extends v.GenericSchema>(schema: S, raw: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, raw);
  if (!result.success) throw new Invalid(result.issues.map(toProblem));
  return result.output;
}

function toProblem(issue: v.BaseIssue<unknown>): Problem {
  const field = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object') {
    // The library says in `expected` which of the three it is: a key too many, no object at all, or a key too few.
    return { field, code: issue.expected === 'never' ? 'unknown' : issue.expected === 'Object' ? 'object' : 'missing' };
  }
  const limit = typeof issue.requirement === 'number' ? { values: { limit: issue.requirement } } : {};
  return { field, code: issue.message, ...limit };
}

/** The address of a public page as it is kept; undefined when the text is none. */
export function pageAddress(text: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
  return /^[^.].*\.[^.]{2,}$/.test(url.hostname) && !/\s/.test(text) ? url.href : undefined;
}
