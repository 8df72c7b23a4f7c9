import { listAlliances } from '#lib/server/alliances/queries.ts';
import { listEventsThatBuilt, listOpenCalls } from '#lib/server/events/queries.ts';
import { countMembersByCountry } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'alliance', 'organisation', 'event');
  const [alliances, members, built, calls] = await Promise.all([
    listAlliances(ctx),
    countMembersByCountry(ctx, site?.id ?? 0),
    listEventsThatBuilt(ctx),
    listOpenCalls(ctx)
  ]);
  return { alliances, members, built, calls };
};
