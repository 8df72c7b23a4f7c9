import { listOrganisationsForExport, readOrganisationFilter } from '#lib/server/desk/organisations.ts';
import { recordReach } from '#lib/server/membership/reach.ts';
import { longCsvResponse } from '#lib/server/web/csv.ts';
import { onlyFor } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { RequestHandler } from './$types';

/** The list as it is filtered, for a spreadsheet; codes, not words, so that it can be taken in again. */
export const GET: RequestHandler = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  onlyFor(recordReach(ctx.actor).length > 0);
  const filter = readOrganisationFilter(event.url.searchParams);
  event.setHeaders({ 'cache-control': 'private, no-store' });
  return longCsvResponse(ctx, 'organisations.csv', {
    heads: ['name', 'short name', 'kind', 'country', 'city', 'website', 'themes', 'standing', 'confirmed', 'summary'],
    read: async (ctx, page, pageSize) =>
      (await listOrganisationsForExport(ctx, filter, { page, pageSize })).map((row) => [
        row.name,
        row.shortName,
        row.kind,
        row.countryCode,
        row.city,
        row.website,
        row.themes,
        row.state,
        row.confirmedAt?.toISOString().slice(0, 10),
        row.summary
      ])
  });
};
