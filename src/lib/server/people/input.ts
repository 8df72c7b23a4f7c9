import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import { emailAddress, text, visible } from '../platform/input.ts';

/** As it was typed, spaces too; what it must be is for `weaknessOf` to say. */
const password = v.optional(v.string(), '');

export const linkInput = v.object({ email: emailAddress });

export const passwordSignInInput = v.object({
  email: emailAddress,
  password: v.pipe(v.string('missing'), v.nonEmpty('missing'), v.maxLength(1000, 'wrong'))
});

export const setUpInput = v.object({
  name: v.pipe(v.string('missing'), v.regex(visible, 'missing'), text(120)),
  email: emailAddress,
  language: v.picklist(locales, 'choose'),
  password
});

export const ownPasswordInput = v.object({ current: password, password });
