import {
  countOrganisations,
  listOrganisations,
  organisationChoices,
  organisationsAPage,
  readOrganisationFilter
} from '#lib/server/desk/organisations.ts';
import { listThemeChoices } from '#lib/server/records/record-choices.ts';
import { recordReach } from '#lib/server/membership/reach.ts';
import { isOfSecretariat } from '#lib/server/web/desk-action.ts';
import { onlyFor, readPage } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { locals, url } = event;
  const { ctx } = locals;
  onlyFor(recordReach(ctx.actor).length > 0);
  const filter = readOrganisationFilter(url.searchParams);
  const page = readPage(url);
  const [rows, count, unspoken, choices, themes] = await Promise.all([
    listOrganisations(ctx, filter, { page }),
    countOrganisations(ctx, filter),
    countOrganisations(ctx, readOrganisationFilter(new URLSearchParams('state=unspoken'))),
    organisationChoices(ctx),
    listThemeChoices(ctx)
  ]);
  return {
    rows,
    count,
    unspoken,
    filter,
    page,
    pages: Math.ceil(count / organisationsAPage),
    choices,
    themes,
    canAdd: isOfSecretariat(ctx)
  };
};
