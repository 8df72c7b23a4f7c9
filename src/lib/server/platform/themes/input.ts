import * as v from 'valibot';
import type { Localised } from '../db/json.ts';
import { language, named, parseInput, text } from '../input.ts';
import { colours, motifs, type NewTheme } from './themes.ts';

const longest = 80;
const slug = v.pipe(v.string('text'), v.maxLength(longest, 'too-long'), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'slug'));
const label = named(longest);

/** The shape of an entry of `starter/themes.json`, whose sources are for its readers and not kept. */
const newTheme = v.strictObject(
  {
    slug,
    parent: v.optional(v.nullable(slug), null),
    label,
    colour: v.picklist(colours, 'colour'),
    motif: v.picklist(motifs, 'motif'),
    aliases: v.optional(
      v.record(
        language,
        v.pipe(
          v.array(text(longest), 'list'),
          v.check((names) => new Set(names).size === names.length, 'repeated')
        ),
        'object'
      ),
      {}
    ),
    sources: v.optional(v.unknown())
  },
  'unknown'
);

/** Reads a theme that is to be added. @throws Invalid with every problem, by path */
export function parseNewTheme(raw: unknown): NewTheme {
  const { sources: _, ...theme } = parseInput(newTheme, raw);
  return theme;
}

/** Reads the labels of a theme, by language. @throws Invalid with every problem, by language */
export function parseLabels(raw: unknown): Localised {
  return parseInput(label, raw);
}
