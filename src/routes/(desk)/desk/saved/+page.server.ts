import type { Actions } from '@sveltejs/kit';
import { deleteFilter, filterLists, listFilters, readFilterQuery, saveFilter } from '#lib/server/desk/saved-filters.ts';
import { requiredText } from '#lib/server/web/desk-action.ts';
import { readForm, refuseConflict } from '#lib/server/web/form.ts';
import { onlyFor, readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  return { filters: await listFilters(event.locals.ctx) };
};

export const actions: Actions = {
  save: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    const list = filterLists.find((each) => each === values.list);
    onlyFor(list !== undefined);
    try {
      const name = requiredText(values, 'name', 80);
      await saveFilter(event.locals.ctx, list!, name, readFilterQuery(list!, String(values.query ?? '')));
    } catch (error) {
      return refuseConflict(error, values, 'name');
    }
    goTo(event.locals.ctx, '/desk/saved', 'saved');
  },
  delete: async (event) => {
    requireSession(event);
    const { filter } = await readForm(event.request);
    await deleteFilter(event.locals.ctx, readId(String(filter)));
    goTo(event.locals.ctx, '/desk/saved', 'deleted');
  }
};
