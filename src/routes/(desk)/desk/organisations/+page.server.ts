import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import {
  countOrganisations,
  listOrganisations,
  organisationChoices,
  organisationsAPage,
  readOrganisationFilter
} from '#lib/server/desk/organisations.ts';
import { listFilters, saveFilter } from '#lib/server/desk/saved-filters.ts';
import { listThemeChoices } from '#lib/server/records/record-choices.ts';
import { recordReach } from '#lib/server/membership/reach.ts';
import { isOfSecretariat, mustSee, refuseState, requiredText } from '#lib/server/web/desk-action.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readPage } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { locals, url } = event;
  const { ctx } = locals;
  mustSee(recordReach(ctx.actor).length > 0);
  const filter = readOrganisationFilter(url.searchParams);
  const page = readPage(url);
  const [rows, count, choices, themes, saved] = await Promise.all([
    listOrganisations(ctx, filter, { page }),
    countOrganisations(ctx, filter),
    organisationChoices(ctx),
    listThemeChoices(ctx),
    listFilters(ctx, 'organisations')
  ]);
  return {
    rows,
    count,
    filter,
    page,
    pages: Math.ceil(count / organisationsAPage),
    choices,
    themes,
    saved,
    canAdd: isOfSecretariat(ctx)
  };
};

export const actions: Actions = {
  save: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    try {
      const name = requiredText(values, 'name', 80);
      const asked = readOrganisationFilter(new URLSearchParams(String(values.query ?? '')));
      const query = new URLSearchParams(Object.entries(toParams(asked)).filter(([, value]) => value));
      await saveFilter(event.locals.ctx, 'organisations', name, String(query));
    } catch (error) {
      return refuseState(error, values, 'name');
    }
    redirect(303, localHref('/desk/saved', event.locals.ctx.locale));
  }
};

const toParams = ({ q, kind, place, theme, state }: ReturnType<typeof readOrganisationFilter>) => ({
  q,
  type: kind,
  place,
  theme,
  state
});
