import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import type { Colours } from '#lib/drawing/palette.ts';
import { Invalid } from '../platform/errors.ts';
import { localised, named, parseInput, text } from '../platform/input.ts';
import { findColourProblems } from './brand.ts';
import { findMarkProblem } from './mark.ts';

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
    writing: v.optional(v.strictObject({ rules: v.array(localised(300), 'list'), sources }, 'unknown')),
    note: v.optional(localised(1000)),
    themes: v.optional(v.array(v.pipe(v.string('text'), v.regex(/^[a-z0-9-]{1,80}$/, 'text')), 'list')),
    facts: v.optional(v.array(v.strictObject({ text: localised(1000), sources }, 'unknown'), 'list'))
  },
  'unknown'
);

const change = v.strictObject(
  {
    name: v.optional(named(120)),
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
  const output = parseInput(change, raw);
  const { colours = {}, mark } = output;
  const problems = findColourProblems(colours as Colours);
  const wrong = mark ? findMarkProblem(mark) : undefined;
  if (wrong) problems.push({ field: 'mark', code: wrong });
  if (problems.length > 0) throw new Invalid(problems);
  return output as AllianceChange;
}
