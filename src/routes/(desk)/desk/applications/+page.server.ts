import { applicationStates } from '#lib/server/joining/states.ts';
import { applicationsAPage, countApplications, listApplications } from '#lib/server/joining/screening-queries.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

const kindOf = (text: string | null) => (text && /^[a-z-]{1,40}$/.test(text) ? text : undefined);

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
  const ask = url.searchParams;
  const filter = {
    state: applicationStates.find((state) => state === ask.get('state')),
    kind: kindOf(ask.get('kind')),
    q: ask.get('q')?.trim().slice(0, 200) || undefined
  };
  const page = readPage(url);
  const [applications, count] = await Promise.all([
    listApplications(ctx, filter, page),
    countApplications(ctx, filter)
  ]);
  const states = applicationStates.filter((state) => state !== 'draft');
  return { filter, states, applications, page, pages: Math.ceil(count / applicationsAPage), now: ctx.now };
};
