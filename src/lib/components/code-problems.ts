import { m } from '#lib/paraglide/messages.js';
import { problemTexts } from '#lib/problems.ts';

/** What to say of a code that was not taken; `id` is the field's on the page. */
export function codeProblems(problems: Parameters<typeof problemTexts>[0], id = 'code') {
  const texts = problemTexts(problems, { 'code.wrong': m.account_factor_wrong, 'code.wait': m.account_factor_wait });
  return { ...texts, list: texts.list.map(({ text }) => ({ id, text })) };
}
