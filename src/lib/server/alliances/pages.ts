import { pageParam } from '../platform/params.ts';
import type { AllianceRow } from './queries.ts';

/** The alliances on the page of the table that an address asks for, and how many pages there are. */
export function alliancePage(alliances: AllianceRow[], params: URLSearchParams, pageSize = 100) {
  const page = pageParam(params);
  return {
    rows: alliances.slice((page - 1) * pageSize, page * pageSize),
    page,
    pages: Math.ceil(alliances.length / pageSize)
  };
}
