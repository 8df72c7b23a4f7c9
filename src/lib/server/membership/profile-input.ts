import * as v from 'valibot';
import { visible } from '../platform/input.ts';
import { organisationKinds } from './kinds.ts';
import { pageAddress } from '../platform/input.ts';

const maybe = (max: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(max, 'too-long'),
      v.transform((text) => (visible.test(text) ? text : null))
    ),
    ''
  );
const page = v.optional(
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(500, 'too-long'),
    v.check((text) => text === '' || pageAddress(text) !== undefined, 'address'),
    v.transform((text) => (text === '' ? null : pageAddress(text)!))
  ),
  ''
);
const ids = v.pipe(
  v.array(v.string()),
  v.transform((texts) => [...new Set(texts.filter((text) => /^\d{1,9}$/.test(text)).map(Number))])
);

/** The fields of an entry that may come several times. */
export const profileLists = ['places', 'themes'];

/** What an organisation says of itself; `version` is what the form showed when it was opened. */
export const profileInput = v.object({
  version: v.fallback(v.pipe(v.string(), v.maxLength(40)), 'none'),
  summary: maybe(600),
  does: maybe(3000),
  offers: maybe(2000),
  website: page,
  city: maybe(120),
  places: ids,
  themes: ids,
  safeguarding: v.pipe(
    v.optional(v.picklist(['', 'policy', 'writing', 'none'], 'choose'), ''),
    v.transform((value) => value || null)
  ),
  safeguardingUrl: page,
  safeguardingNote: maybe(2000)
});
export type ProfileInput = v.InferOutput<typeof profileInput>;

const name = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.regex(visible, 'missing'), v.maxLength(max, 'too-long'));

/** Another name or kind, which the secretariat decides on. */
export const changeInput = v.object({
  name: name(200),
  shortName: maybe(60),
  kind: v.picklist(organisationKinds, 'choose'),
  reason: name(1000)
});
export type ChangeInput = v.InferOutput<typeof changeInput>;

/** What the secretariat answers to it. */
export const changeAnswerInput = v.object({
  accept: v.pipe(
    v.picklist(['yes', 'no'], 'choose'),
    v.transform((value) => value === 'yes')
  ),
  answer: name(1000)
});
export type ChangeAnswerInput = v.InferOutput<typeof changeAnswerInput>;
