import { concernFilters, listConcerns, listUnheardAlliances } from '#lib/server/contact/concerns.ts';
import { pageSize } from '#lib/server/contact/queries.ts';
import { onlyFor, readChoice, readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

/** The list is the safeguarding lead's. An owner who is none learns only whether somebody is. */
export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const { places } = await parent();
  onlyFor(places.safeguarding || places.owner);
  const state = readChoice(url, 'state', concernFilters);
  const page = readPage(url);
  const unheard = await listUnheardAlliances(ctx);
  const list = places.safeguarding ? await listConcerns(ctx, { state, page }) : undefined;
  return { state, page, unheard, list, pages: list ? Math.ceil(list.counts[state] / pageSize) : 0 };
};
