/** What a cell may hold; null and undefined are empty cells. */
export type Cell = string | number | boolean | null | undefined;

/** A text that a spreadsheet would take for a formula, in the ASCII signs and in the full-width ones. */
const formula = /^[\s\u00a0"]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/;

/**
 * The same after a sign at which a program set to another separator, which does not know our quotation marks, begins a
 * new cell: many take the semicolon.
 */
const inside = /([;\t\r\n][\s\u00a0"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20|%])/g;

/** Signs that steer the direction of a text on a page and are no part of what it says. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A table as a spreadsheet opens it: RFC 4180 lines, and a byte order mark so that every letter arrives. A text that
 * would run as a formula there is put behind an apostrophe (OWASP, CSV injection); numbers are left as they are.
 */
export function toCsv(heads: string[], rows: Cell[][]): string {
  return '\ufeff' + csvLines([heads, ...rows]);
}

/** More lines of the same table. */
export const csvLines = (rows: Cell[][]): string => rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');

function writeCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = cell.replace(direction, '');
  const safe = (formula.test(text) ? `'${text}` : text).replace(inside, "$1'");
  return /[",\r\n\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
