import { inLanguage } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/locale.ts';
import type { MembershipRules } from '../membership/rules.ts';

/** What the secretariat checks where an alliance has set nothing of its own: the product's proposal. */
const proposed = {
  children: m.application_check_children,
  organisation: m.application_check_organisation,
  safeguarding: m.application_check_safeguarding,
  charter: m.application_check_charter,
  duplicate: m.application_check_duplicate,
  contact: m.application_check_contact
};

/** The items of an alliance's checklist in a language. */
export function checklistOf({ checklist }: Pick<MembershipRules, 'checklist'>, locale: Locale) {
  if (checklist) return checklist.map(({ key, text }) => ({ key, text: inLanguage(text, locale).text }));
  return Object.entries(proposed).map(([key, say]) => ({ key, text: say({}, { locale }) }));
}
