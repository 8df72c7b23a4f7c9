import { getOrganisationRecord } from '#lib/server/desk/organisation-record.ts';
import { listOrganisations, readOrganisationFilter } from '#lib/server/desk/organisations.ts';
import { onlyFor, readId, readWords } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

/** Looks for the record that is the same as this one. */
export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const { id, name, can } = await getOrganisationRecord(ctx, readId(event.params.id));
  onlyFor(can.merge);
  const q = readWords(event.url);
  const filter = readOrganisationFilter(new URLSearchParams({ q }));
  const rows = q ? await listOrganisations(ctx, filter, { pageSize: 20 }) : [];
  return { id, name, q, rows: rows.filter((row) => row.id !== id) };
};
