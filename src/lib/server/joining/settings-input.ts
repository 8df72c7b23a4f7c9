import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import { Invalid, type Problem } from '../platform/errors.ts';
import { asciiDigits } from '../platform/text.ts';
import type { NewCharter } from './charters.ts';
import type { ItemText } from './checklist.ts';
import { rulesSchema, type OwnRules } from '../membership/rules.ts';

/** The rules that are numbers, in the order in which they are asked, under the headings of their form. */
export const ruleGroups = {
  applying: ['answerDays', 'screeningDays', 'reapplyMonths', 'draftDays', 'draftWarnDays'],
  deciding: ['decisionDays', 'decisionReminderDays', 'quorum', 'concludeDays'],
  year: ['firstStepsDays', 'confirmMonths', 'confirmDays', 'lapseDays', 'reviewDays', 'returnMonths', 'changeDays'],
  charter: ['charterDays']
} as const;
export const numberRules = Object.values(ruleGroups).flat();

/** The most items of a checklist, and characters of one. */
const [mostItems, itemLength] = [20, 300];

type Values = Record<string, string | string[]>;
const said = (values: Values, name: string) => String(values[name] ?? '').trim();

/** What an alliance sets itself from now on, in place of all that it had set; `items` are the lines of its checklist. */
export interface NewRules {
  rules: Omit<OwnRules, 'checklist'>;
  items: ItemText[];
}

/** What the form of the rules says; a field that is empty is a rule that is not the alliance's own. @throws Invalid */
export function readRules(values: Values): NewRules {
  const problems: Problem[] = [];
  const rules: Record<string, unknown> = { ...readChoices(values, problems), ...readNumbers(values, problems) };
  const reminders = readReminders(said(values, 'reminderDays'));
  if (reminders === null) problems.push({ field: 'reminderDays', code: 'list' });
  else if (reminders) rules.reminderDays = reminders;
  const items = readItems(values, problems);
  const welcome: Record<string, string> = {};
  for (const locale of locales) {
    const text = said(values, `welcome-${locale}`);
    if (text.length > 3000) problems.push({ field: `welcome-${locale}`, code: 'too-long', values: { limit: 3000 } });
    if (text) welcome[locale] = text;
  }
  if (problems.length > 0) throw new Invalid(problems);
  if (Object.keys(welcome).length > 0) rules.welcome = welcome;
  return { rules, items };
}

/** What `readRules` reads, of rules as they stand: the fields of their form. @param lines of the checklist, by language */
export function ruleFields(own: OwnRules, lines: Record<string, string>): Record<string, string> {
  const yesOrNo = (is: boolean | undefined) => (is === undefined ? '' : is ? 'yes' : 'no');
  return {
    open: yesOrNo(own.open),
    method: own.method ?? '',
    askCharter: yesOrNo(own.askCharter),
    reminderDays: own.reminderDays ? own.reminderDays.join(', ') || '0' : '',
    ...Object.fromEntries(numberRules.map((name) => [name, String(own[name] ?? '')])),
    ...Object.fromEntries(locales.map((locale) => [`checklist-${locale}`, lines[locale] ?? ''])),
    ...Object.fromEntries(locales.map((locale) => [`welcome-${locale}`, own.welcome?.[locale] ?? '']))
  };
}

function readChoices(values: Values, problems: Problem[]): Record<string, unknown> {
  const [open, method, askCharter] = ['open', 'method', 'askCharter'].map((name) => said(values, name));
  if (method && !v.is(rulesSchema.entries.method, method)) problems.push({ field: 'method', code: 'choose' });
  return {
    ...(open && { open: open !== 'no' }),
    ...(method && { method }),
    ...(askCharter && { askCharter: askCharter === 'yes' })
  };
}

function readNumbers(values: Values, problems: Problem[]): Record<string, number> {
  const rules: Record<string, number> = {};
  for (const name of numberRules) {
    const typed = asciiDigits(said(values, name));
    if (!typed) continue;
    const number = /^\d{1,4}$/.test(typed) ? Number(typed) : undefined;
    if (number === undefined || !v.is(rulesSchema.entries[name], number))
      problems.push({ field: name, code: 'number' });
    else rules[name] = number;
  }
  return rules;
}

/** Days before the end, with commas between; 0 alone means no reminder. @returns null where it is none of this */
function readReminders(text: string): number[] | null | undefined {
  if (!text) return undefined;
  const words = asciiDigits(text)
    .split(/[\s,;،]+/u)
    .filter(Boolean);
  const days = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  if (days.length === 1 && days[0] === 0) return [];
  const once = [...new Set(days)].sort((a, b) => b - a);
  return once.length > 0 && v.is(rulesSchema.entries.reminderDays, once) ? once : null;
}

/** The lines of the checklist in each language that has any; those that have must have the same number of them. */
function readItems(values: Values, problems: Problem[]): ItemText[] {
  const items: ItemText[] = [];
  for (const locale of locales) {
    const field = `checklist-${locale}`;
    const lines = said(values, field)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    if (lines.length === 0) continue;
    if (lines.some((line) => line.length > itemLength))
      problems.push({ field, code: 'too-long', values: { limit: itemLength } });
    else if (lines.length > mostItems) problems.push({ field, code: 'many', values: { limit: mostItems } });
    else if (items.length > 0 && lines.length !== items.length)
      problems.push({ field, code: 'lines', values: { limit: items.length } });
    else for (const [at, line] of lines.entries()) items[at] = { ...items[at], [locale]: line };
  }
  return items;
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
