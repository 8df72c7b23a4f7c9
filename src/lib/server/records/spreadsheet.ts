import { parse } from 'csv-parse/sync';
import { Invalid } from '../platform/errors.ts';
import { storable } from '../platform/text.ts';

/** What a spreadsheet may hold. */
export const mostBytes = 5_000_000;
export const mostRows = 5000;
const mostColumns = 60;
const longestCell = 5000;

export interface Spreadsheet {
  heads: string[];
  rows: string[][];
  delimiter: ',' | ';' | '\t';
  /** How it was read: files from older programs are in Windows-1252, and some letters may be wrong. */
  encoding: 'utf-8' | 'windows-1252';
}

/**
 * Reads a file of comma-, semicolon- or tab-separated values with a line of heads (RFC 4180, and what spreadsheets make
 * of it). @throws Invalid `file`: `missing`, `too-large`, `too-many-rows`, `too-many-columns`, `not-csv`
 */
export function readSpreadsheet(bytes: Uint8Array): Spreadsheet {
  const refuse = (code: string, values?: Record<string, number>): never => {
    throw new Invalid([{ field: 'file', code, values }]);
  };
  if (bytes.length === 0) refuse('missing');
  if (bytes.length > mostBytes) refuse('too-large');
  const { text, encoding } = decode(bytes);
  // A workbook or a picture is no text; only the kinds of white space that text has may be below a space.
  if (/[^\P{Cc}\t-\r]/u.test(text.slice(0, 10_000))) refuse('not-csv');
  const delimiter = findDelimiter(text);
  const table = readTable(text, delimiter) ?? refuse('not-csv');
  const [heads, ...rows] = table;
  if (!heads || rows.length === 0) return refuse('no-rows');
  if (rows.length > mostRows) refuse('too-many-rows', { limit: mostRows });
  if (heads.length > mostColumns) refuse('too-many-columns', { limit: mostColumns });
  const width = heads.length;
  const clean = (cell: string | undefined) =>
    storable(cell ?? '')
      .trim()
      .slice(0, longestCell);
  return {
    heads: heads.map(clean),
    rows: rows.map((row) => Array.from({ length: width }, (_, i) => clean(row[i]))),
    delimiter,
    encoding
  };
}

function decode(bytes: Uint8Array): Pick<Spreadsheet, 'encoding'> & { text: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** The sign of which the first line has most outside quotation marks. */
function findDelimiter(text: string): Spreadsheet['delimiter'] {
  const first = (text.split(/\r\n?|\n/).find((line) => line.trim()) ?? '').replace(/"[^"]*"/g, '');
  const count = (sign: string) => first.split(sign).length;
  return ([';', '\t', ','] as const).toSorted((a, b) => count(b) - count(a))[0]!;
}

function readTable(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      to: mostRows + 2,
      max_record_size: 200_000
    }) as string[][];
  } catch {
    return undefined;
  }
}
