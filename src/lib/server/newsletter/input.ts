import * as v from 'valibot';
import { emailAddress } from '../platform/input.ts';
import { locales } from '#lib/locale.ts';

const ids = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'choose'), v.transform(Number))),
  v.maxLength(100, 'choose')
);

export const preferencesInput = v.object({
  language: v.picklist(locales, 'choose'),
  themes: ids,
  places: ids
});
export type PreferencesInput = v.InferOutput<typeof preferencesInput>;

export const signUpInput = v.object({
  email: emailAddress,
  consent: v.literal('yes', 'consent')
});
