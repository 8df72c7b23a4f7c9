import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import type { Colours } from '#lib/drawing/palette.ts';
import { Invalid, type Problem } from '../platform/errors.ts';
import { findColourProblems } from './brand.ts';
import { findMarkProblem } from './mark.ts';

/** Printable text: a control character has no place in a name, and none in a page's head. */
const text = (max: number) =>
  v.pipe(
    v.string('text'),
    v.trim(),
    v.nonEmpty('missing'),
    v.maxLength(max, 'too-long'),
    v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'control')
  );
const language = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'language'));
const localised = (max: number) => v.record(language, text(max), 'localised');
const web = v.pipe(
  v.string('address'),
  v.url('address'),
  v.regex(/^https?:\/\//, 'address'),
  v.maxLength(500, 'too-long')
);
const sources = v.array(v.strictObject({ url: web, note: v.optional(text(300)) }, 'unknown'), 'list');

/** What an alliance says of itself, the global one and the others. */
const about = v.strictObject(
  {
    vision: v.optional(localised(600)),
    principles: v.optional(
      v.array(
        v.strictObject({ title: localised(120), text: localised(1000), sources: v.optional(sources) }, 'unknown'),
        'list'
      )
    ),
    secretariat: v.optional(localised(1000)),
    steeringNote: v.optional(localised(1000)),
    founded: v.optional(
      v.pipe(v.number('year'), v.integer('year'), v.minValue(1800, 'year'), v.maxValue(2200, 'year'))
    ),
    social: v.optional(v.record(v.string(), v.unknown(), 'object')),
    note: v.optional(localised(1000)),
    themes: v.optional(v.array(v.pipe(v.string('text'), v.regex(/^[a-z0-9-]{1,80}$/, 'text')), 'list')),
    facts: v.optional(v.array(v.strictObject({ text: localised(1000), sources }, 'unknown'), 'list'))
  },
  'unknown'
);

const change = v.strictObject(
  {
    name: v.optional(
      v.pipe(
        localised(120),
        v.check((names) => Object.keys(names).length > 0, 'missing')
      )
    ),
    shortName: v.optional(v.nullable(text(60))),
    tagline: v.optional(localised(160)),
    lede: v.optional(localised(600)),
    locales: v.optional(
      v.pipe(
        v.array(v.picklist(locales, 'no-locale'), 'list'),
        v.minLength(1, 'missing'),
        v.check((list) => new Set(list).size === list.length, 'twice')
      )
    ),
    colours: v.optional(v.record(v.string(), v.unknown(), 'object')),
    mark: v.optional(v.nullable(v.pipe(v.string('text'), v.trim()))),
    about: v.optional(about)
  },
  'unknown'
);

export type AllianceChange = Omit<v.InferOutput<typeof change>, 'colours'> & { colours?: Colours };

/** Reads a change of an alliance; what it does not name stays as it is. @throws Invalid with every problem, by path */
export function parseAllianceChange(raw: unknown): AllianceChange {
  const result = v.safeParse(change, raw);
  if (!result.success) throw new Invalid(result.issues.map(toProblem));
  const { colours = {}, mark } = result.output;
  const problems = findColourProblems(colours as Colours);
  const wrong = mark ? findMarkProblem(mark) : undefined;
  if (wrong) problems.push({ field: 'mark', code: wrong });
  if (problems.length > 0) throw new Invalid(problems);
  return result.output as AllianceChange;
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
