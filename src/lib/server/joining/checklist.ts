import { randomUUID } from 'node:crypto';
import { inLanguage, locales, type Locale } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { mostItems, type ChecklistItem, type MembershipRules } from '../membership/rules.ts';

/** What the secretariat checks where an alliance has set nothing of its own: the product's proposal. */
const proposed = {
  children: m.application_check_children,
  organisation: m.application_check_organisation,
  safeguarding: m.application_check_safeguarding,
  charter: m.application_check_charter,
  duplicate: m.application_check_duplicate,
  contact: m.application_check_contact
};

/** The question of an item, in each language that it is asked in. */
export type ItemText = ChecklistItem['text'];
type Rules = Pick<MembershipRules, 'checklist'>;

/** The items of a checklist, also those that are asked no more; without any of its own, the proposed ones. */
function itemsOf({ checklist = [] }: Rules): ChecklistItem[] {
  if (checklist.some(({ retired }) => !retired)) return checklist;
  const ofProduct = Object.entries(proposed).map(([key, say]) => ({
    key,
    text: Object.fromEntries(locales.map((locale) => [locale, say({}, { locale })]))
  }));
  const keys = new Set(ofProduct.map(({ key }) => key));
  return [...ofProduct, ...checklist.filter(({ key }) => !keys.has(key))];
}

/**
 * The items of an alliance's checklist in a language. Of those that are asked no more, the ones that were answered are
 * still there: what was found out stays readable.
 */
export function checklistOf(rules: Rules, locale: Locale, answered: string[] = []) {
  return itemsOf(rules)
    .filter(({ key, retired }) => !retired || answered.includes(key))
    .map(({ key, text, retired = false }) => ({ key, text: inLanguage(text, locale).text, retired }));
}

/** The items that are asked, one a line. */
export const checklistLines = (rules: Rules, locale: string): string =>
  itemsOf(rules)
    .filter(({ retired }) => !retired)
    .map(({ text }) => inLanguage(text, locale).text)
    .join('\n');

/** Whether two items are the same question, at least in one language. */
const says = (item: ChecklistItem, line: ItemText) =>
  Object.entries(line).some(([language, text]) => item.text[language] === text);

/**
 * The items that a checklist has when it reads as these lines. A line that was there keeps its key wherever it stands
 * now, and one that was reworded in its place keeps it too, so that answers stay with their question; what is gone is
 * retired.
 */
export function rewordChecklist(rules: Rules, lines: ItemText[]): ChecklistItem[] {
  const before = itemsOf(rules);
  const asked = before.filter(({ retired }) => !retired);
  const left = new Set(before);
  const take = (item: ChecklistItem | undefined) => (item && left.delete(item) ? item.key : undefined);
  const keys = lines.map((line) => take(before.find((item) => left.has(item) && says(item, line))));
  // In its place: only where no line came or went, since then a place means nothing.
  const isInPlace = lines.length === asked.length;
  const items = lines.map((text, at) => ({
    key: keys[at] ?? (isInPlace ? take(asked[at]) : undefined) ?? `item-${randomUUID().slice(0, 8)}`,
    text
  }));
  const gone = [...left].map(({ key, text }) => ({ key, text, retired: true as const }));
  return [...items, ...gone].slice(0, mostItems);
}
