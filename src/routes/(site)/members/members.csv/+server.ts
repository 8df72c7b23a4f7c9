import { countryName } from '#lib/format.ts';
import { localHref } from '#lib/href.ts';
import { readMemberRequest, settleAlliance, settleRequest, toFilter } from '#lib/server/membership/filter.ts';
import { listAlliancesWithMembers, listMembersForExport, memberFacets } from '#lib/server/membership/queries.ts';
import { csvResponse } from '#lib/server/web/csv.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

const heads = [
  'name', 'short_name', 'kind', 'kind_note', 'country_code', 'country', 'country_confirmed', 'city', 'website', 'themes',
  'steering_seat', 'first_seen', 'confirmed_on', 'unconfirmed_since', 'page', 'sources'
]; // prettier-ignore

const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? null;

/** The table of members as it is filtered, for a spreadsheet. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'organisation', 'alliance', 'theme');
  const asked = readMemberRequest(url.searchParams);
  const alliance = settleAlliance(await listAlliancesWithMembers(ctx), asked.alliance, site?.id ?? 0);
  const request = await settleRequest(ctx, asked, await memberFacets(ctx, alliance.id));
  const members = await listMembersForExport(ctx, alliance.id, toFilter(request));
  const rows = members.map((member) => [
    member.name,
    member.shortName,
    member.kind,
    member.kindNote,
    member.countryCode,
    member.countryCode && countryName(member.countryCode),
    member.countryCode ? (member.countryConfirmed ? 'yes' : 'no') : null,
    member.city,
    member.website,
    member.themes,
    member.seat,
    member.firstSeen,
    day(member.confirmedAt),
    day(member.unconfirmedAt),
    ctx.instance.origin + localHref(`/members/${member.slug}`, ctx.locale),
    member.sources.map((source) => source.url).join(' ')
  ]);
  return csvResponse('members.csv', heads, rows);
};
