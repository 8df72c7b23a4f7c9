import { toCsv, type Cell } from '../platform/csv.ts';

export type { Cell };

/** A table to be saved and opened in a spreadsheet. @param name of the file, with its ending */
export function csvResponse(name: string, heads: string[], rows: Cell[][]): Response {
  return new Response(toCsv(heads, rows), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` }
  });
}
