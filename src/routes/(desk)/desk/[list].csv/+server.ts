import { longCsvResponse } from '#lib/server/web/csv.ts';
import { onlyFor } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { RequestHandler } from './$types';
import { exportsOfLists } from './exports.ts';

/** A list of the desk as it is filtered, for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  requireSession(event);
  const make = exportsOfLists.get(event.params.list);
  onlyFor(make !== undefined);
  const table = await make!(event.locals.ctx, event.url);
  event.setHeaders({ 'cache-control': 'private, no-store' });
  return longCsvResponse(event.locals.ctx, `${event.params.list}.csv`, table);
};
