import { listAlliances, listMemberCounts } from '#lib/server/alliances/queries.ts';
import {
  readMemberPage,
  readMemberRequest,
  settleAlliance,
  settleRequest,
  toFilter
} from '#lib/server/membership/filter.ts';
import {
  countMembers,
  countMembersByCountry,
  haveMembersSources,
  listAlliancesWithMembers,
  listMembers,
  memberFacets,
  membersAPage
} from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { ctx, site } = locals;
  const siteId = site?.id ?? 0;
  dependsOn(locals, 'organisation', 'alliance', 'theme');
  const asked = readMemberRequest(url.searchParams);
  const choices = await listAlliancesWithMembers(ctx);
  const { id: allianceId, slug: alliance } = settleAlliance(choices, asked.alliance, siteId);
  const facets = { ...(await memberFacets(ctx, allianceId)), alliances: choices };
  const request = await settleRequest(ctx, { ...asked, alliance }, facets);
  const filter = toFilter(request);
  const page = readMemberPage(url.searchParams);
  const [members, found, total, sourced, countries, alliances, counts] = await Promise.all([
    listMembers(ctx, allianceId, filter, { page }),
    countMembers(ctx, allianceId, filter),
    countMembers(ctx, allianceId),
    haveMembersSources(ctx, allianceId),
    countMembersByCountry(ctx, allianceId),
    listAlliances(ctx),
    listMemberCounts(ctx, siteId)
  ]);
  const claim = counts.toSorted((a, b) => b.count - a.count)[0] ?? null;
  const pages = Math.ceil(found / membersAPage);
  return { request, facets, members, found, page, pages, total, sourced, countries, alliances, claim };
};
