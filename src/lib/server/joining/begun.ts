import { baseLocale, isLocale, type Locale } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { dayIn } from '../platform/mail/numbers.ts';
import { dueIn } from '../platform/tasks.ts';
import { checklistOf } from './checklist.ts';
import { openPoint } from './screening-input.ts';
import type { MembershipRules } from '../membership/rules.ts';
import type { ApplicationFile } from './screening-queries.ts';

/** What the secretariat is likely to write, begun: to the applicant in their language, to the committee in its own. */
export function begunTexts(ctx: Context, file: ApplicationFile, rules: MembershipRules) {
  const locale: Locale = isLocale(file.locale) ? file.locale : baseLocale;
  const options = { locale };
  const answerTo = new Map(file.checks.map(({ item, answer }) => [item, answer]));
  const list = (items: { text: string }[]) => items.map(({ text }) => `– ${text}`).join('\n');
  const answered = [...answerTo.keys()];
  const open = checklistOf(rules, locale).filter(({ key }) => ['no', 'unclear'].includes(answerTo.get(key) ?? ''));
  const found = checklistOf(rules, ctx.locale, answered).filter(({ key }) => answerTo.get(key) === 'yes');
  const date = dayIn(locale, dueIn(ctx, rules.answerDays));
  return {
    ask: m.application_begun_ask({ organisation: file.name, points: list(open) || openPoint, date }, options),
    paper: m.application_begun_paper(
      { organisation: file.name, points: list(found) || openPoint },
      { locale: ctx.locale }
    ),
    reason: m.application_begun_approve({ organisation: file.name }, options),
    declining: m.application_begun_decline({ organisation: file.name }, options)
  };
}
