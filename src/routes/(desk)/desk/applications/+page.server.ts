import {
  applicationsAPage,
  countApplications,
  listApplications,
  readApplicationFilter
} from '#lib/server/joining/screening-queries.ts';
import { applicationStates } from '#lib/server/joining/states.ts';
import { organisationKinds } from '#lib/server/membership/kinds.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
  const filter = readApplicationFilter(url.searchParams);
  const page = readPage(url);
  const [applications, count] = await Promise.all([
    listApplications(ctx, filter, page),
    countApplications(ctx, filter)
  ]);
  const states = applicationStates.filter((state) => state !== 'draft');
  const pages = Math.ceil(count / applicationsAPage);
  return { filter, states, kinds: organisationKinds, applications, page, pages, now: ctx.now };
};
