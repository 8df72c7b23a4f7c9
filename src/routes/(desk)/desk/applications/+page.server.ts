import { applicationStates } from '#lib/server/joining/states.ts';
import { applicationsAPage, countApplications, listApplications } from '#lib/server/joining/screening-queries.ts';
import { organisationKinds } from '#lib/server/records/record-input.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
  const ask = url.searchParams;
  const filter = {
    state: applicationStates.find((state) => state === ask.get('state')),
    kind: organisationKinds.find((kind) => kind === ask.get('kind')),
    q: ask.get('q')?.trim().slice(0, 200) || undefined
  };
  const page = readPage(url);
  const [applications, count] = await Promise.all([
    listApplications(ctx, filter, page),
    countApplications(ctx, filter)
  ]);
  const states = applicationStates.filter((state) => state !== 'draft');
  const pages = Math.ceil(count / applicationsAPage);
  return { filter, states, kinds: organisationKinds, applications, page, pages, now: ctx.now };
};
