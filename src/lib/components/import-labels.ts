import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a column of a spreadsheet may mean. */
export const columnLabel = nameIn({
  name: m.records_name,
  shortName: m.records_short_name,
  kind: m.records_kind,
  country: m.records_country,
  city: m.records_city,
  website: m.records_website,
  themes: m.records_themes,
  contactName: m.records_column_contact_name,
  contactEmail: m.records_column_contact_email,
  contactRole: m.records_column_contact_role
});

const problems: Record<string, (found: { found: string }) => string> = {
  missing: () => m.records_problem_missing(),
  'no-name': () => m.records_problem_missing(),
  'too-long': () => m.records_problem_too_long(),
  unknown: m.records_problem_unknown,
  email: m.records_problem_email,
  website: m.records_problem_website
};

/** What is wrong with one cell, with what was found in it. */
export const cellProblem = ({ field, code, found }: { field: string; code: string; found: string }): string =>
  m.records_problem({ column: columnLabel(field), problem: problems[code]?.({ found }) ?? code });
