import { alliancePage } from '#lib/server/alliances/pages.ts';
import { listAlliances } from '#lib/server/alliances/queries.ts';
import { listEventsThatBuilt, listOpenCalls } from '#lib/server/events/queries.ts';
import { countMembersByCountry } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'alliance', 'organisation', 'event');
  const [alliances, members, built, calls] = await Promise.all([
    listAlliances(ctx),
    countMembersByCountry(ctx, site?.id ?? 0),
    listEventsThatBuilt(ctx),
    listOpenCalls(ctx)
  ]);
  return { alliances, table: alliancePage(alliances, url.searchParams), members, built, calls };
};
