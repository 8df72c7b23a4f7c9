import { listAlliances, listMemberCounts } from '#lib/server/alliances/queries.ts';
import { readMemberPage, readMemberRequest, settleRequest, toFilter } from '#lib/server/membership/filter.ts';
import {
  countMembers,
  countMembersByCountry,
  listMembers,
  memberFacets,
  membersAPage
} from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx, site } = locals;
  const allianceId = site?.id ?? 0;
  dependsOn(locals, 'organisation', 'alliance', 'theme');
  const facets = await memberFacets(ctx, allianceId);
  const request = await settleRequest(ctx, readMemberRequest(url.searchParams), facets);
  const filter = toFilter(request);
  const page = readMemberPage(url.searchParams);
  const [members, found, total, countries, alliances, counts] = await Promise.all([
    listMembers(ctx, allianceId, filter, { page }),
    countMembers(ctx, allianceId, filter),
    countMembers(ctx, allianceId),
    countMembersByCountry(ctx, allianceId),
    listAlliances(ctx),
    listMemberCounts(ctx, allianceId)
  ]);
  const claim = counts.toSorted((a, b) => b.count - a.count)[0] ?? null;
  const pages = Math.ceil(found / membersAPage);
  return { request, facets, members, found, page, pages, total, countries, alliances, claim };
};
