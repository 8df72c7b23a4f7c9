import { mayMergePeople } from '#lib/server/people/merging.ts';
import { getPerson, listPeople } from '#lib/server/people/queries.ts';
import { onlyFor, readId, readWords } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

/** Looks for the person who is the same as this one. */
export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const { id, name } = await getPerson(ctx, readId(event.params.id));
  onlyFor(await mayMergePeople(ctx, [id]));
  const q = readWords(event.url);
  const rows = q ? await listPeople(ctx, { q, role: undefined, alliance: undefined, page: 1 }, 20) : [];
  return { id, name, q, rows: rows.filter((row) => row.id !== id && !row.suspendedAt) };
};
