import type { Context } from '../platform/context.ts';
import { csvLines, toCsv, type Cell } from '../platform/csv.ts';
import { readToTheEnd } from '../platform/db/batches.ts';

export type { Cell };

/** A table to be saved and opened in a spreadsheet. @param name of the file, with its ending */
export const csvResponse = (name: string, heads: string[], rows: Cell[][]): Response =>
  asTable(name, toCsv(heads, rows));

/**
 * The same of a list that may be long: whole, and only its text is in memory at once. It is written to its end before
 * anything is sent: a table that breaks off looks to a spreadsheet like a whole one.
 */
export async function longCsvResponse(
  ctx: Context,
  name: string,
  { heads, read }: { heads: string[]; read: (ctx: Context, page: number, pageSize: number) => Promise<Cell[][]> }
): Promise<Response> {
  const parts = [Buffer.from(toCsv(heads, []))];
  await readToTheEnd(ctx, read, (rows) => parts.push(Buffer.from(csvLines(rows))));
  return asTable(name, new Blob(parts));
}

const asTable = (name: string, text: string | Blob) =>
  new Response(text, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` }
  });
