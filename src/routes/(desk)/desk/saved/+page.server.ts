import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { deleteFilter, listFilters } from '#lib/server/desk/saved-filters.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  return { filters: await listFilters(event.locals.ctx) };
};

export const actions: Actions = {
  delete: async (event) => {
    requireSession(event);
    const { filter } = await readForm(event.request);
    await deleteFilter(event.locals.ctx, readId(String(filter)));
    redirect(303, localHref('/desk/saved', event.locals.ctx.locale));
  }
};
