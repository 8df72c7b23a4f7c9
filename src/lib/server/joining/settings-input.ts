import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import { Invalid, type Problem } from '../platform/errors.ts';
import type { NewCharter } from './charters.ts';
import { rulesSchema, type MembershipRules } from '../membership/rules.ts';

/** The rules that are numbers, in the order in which they are asked. */
export const numberRules = [
  'quorum',
  'screeningDays',
  'decisionDays',
  'decisionReminderDays',
  'answerDays',
  'draftDays',
  'reapplyMonths',
  'confirmMonths',
  'confirmDays',
  'lapseDays'
] as const;

type Values = Record<string, string | string[]>;
const said = (values: Values, name: string) => String(values[name] ?? '').trim();

/** What the form of the rules says. @throws Invalid with every problem */
export function readRules(values: Values): Partial<MembershipRules> {
  const problems: Problem[] = [];
  const rules: Record<string, unknown> = { open: said(values, 'open') !== 'no', method: said(values, 'method') };
  if (!v.is(rulesSchema.entries.method, rules.method)) problems.push({ field: 'method', code: 'choose' });
  for (const name of numberRules) {
    const number = /^\d{1,4}$/.test(said(values, name)) ? Number(said(values, name)) : undefined;
    rules[name] = number;
    if (number === undefined || !v.is(rulesSchema.entries[name], number))
      problems.push({ field: name, code: 'number' });
  }
  const welcome: Record<string, string> = {};
  for (const locale of locales) {
    const text = said(values, `welcome-${locale}`);
    if (text.length > 3000) problems.push({ field: `welcome-${locale}`, code: 'too-long', values: { limit: 3000 } });
    if (text) welcome[locale] = text;
  }
  if (problems.length > 0) throw new Invalid(problems);
  return { ...rules, welcome } as Partial<MembershipRules>;
}

/** What the form of a new charter says: title and text in one language at least. @throws Invalid */
export function readCharter(values: Values): NewCharter {
  const problems: Problem[] = [];
  const title: Record<string, string> = {};
  const text: Record<string, string> = {};
  for (const locale of locales) {
    const [ofTitle, ofText] = [said(values, `title-${locale}`), said(values, `text-${locale}`)];
    if (ofTitle.length > 200) problems.push({ field: `title-${locale}`, code: 'too-long', values: { limit: 200 } });
    if (ofText.length > 20_000) problems.push({ field: `text-${locale}`, code: 'too-long', values: { limit: 20_000 } });
    if (ofTitle && !ofText) problems.push({ field: `text-${locale}`, code: 'missing' });
    if (ofText && !ofTitle) problems.push({ field: `title-${locale}`, code: 'missing' });
    if (ofTitle) title[locale] = ofTitle;
    if (ofText) text[locale] = ofText;
  }
  if (Object.keys(text).length === 0 && problems.length === 0) problems.push({ field: 'text-en', code: 'missing' });
  if (problems.length > 0) throw new Invalid(problems);
  return { title, text, adopted: said(values, 'adopted') === 'yes' };
}
