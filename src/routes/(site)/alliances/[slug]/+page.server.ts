import { getAlliance } from '#lib/server/alliances/queries.ts';
import { listActivities } from '#lib/server/coordination/activities.ts';
import { listEventsOfAlliance } from '#lib/server/events/queries.ts';
import { listMembers, listPartsOfAlliance } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx, site } = locals;
  const alliance = await getAlliance(ctx, params.slug);
  const { countryCode, countrySlug } = alliance;
  dependsOn(locals, `alliance:${alliance.id}`, 'organisation', 'event', 'activity', 'theme');
  const [parts, based, activities, events] = await Promise.all([
    listPartsOfAlliance(ctx, alliance.id),
    countrySlug ? listMembers(ctx, site?.id ?? 0, { countries: [countrySlug] }) : [],
    countryCode ? listActivities(ctx, { countryCode }) : [],
    listEventsOfAlliance(ctx, alliance)
  ]);
  return {
    alliance,
    parts,
    based: based.map(({ slug, name, countryConfirmed }) => ({ slug, name, countryConfirmed })),
    activities,
    events
  };
};
