import { getAlliance } from '#lib/server/alliances/queries.ts';
import { listActivities } from '#lib/server/coordination/activities.ts';
import { listEventsOfAlliance } from '#lib/server/events/queries.ts';
import { listMembers, listPartsOfAlliance, membersAPage } from '#lib/server/membership/queries.ts';
import { find } from '#lib/server/search/find.ts';
import { readFindRequest } from '#lib/server/search/request.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

const shownOfHub = 3;

/** The latest of the hub about a place. */
async function latestAbout(ctx: App.Locals['ctx'], place: string) {
  const query = new URLSearchParams({ place, sort: 'newest' });
  const { items } = await find(ctx, readFindRequest(query, ['resource', 'post']));
  const cards = items.flatMap(({ card }) => (card.kind === 'resource' || card.kind === 'post' ? [card] : []));
  return { place, cards: cards.slice(0, shownOfHub) };
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx, site } = locals;
  const alliance = await getAlliance(ctx, params.slug);
  const { countryCode, countrySlug } = alliance;
  dependsOn(locals, `alliance:${alliance.id}`, 'organisation', 'event', 'activity', 'theme', 'resource', 'post');
  const [parts, based, activities, hub, events] = await Promise.all([
    listPartsOfAlliance(ctx, alliance.id),
    countrySlug ? listMembers(ctx, site?.id ?? 0, { homes: [countrySlug] }) : [],
    countryCode ? listActivities(ctx, { countryCode }) : [],
    countrySlug ? latestAbout(ctx, countrySlug) : null,
    listEventsOfAlliance(ctx, alliance)
  ]);
  return {
    alliance,
    parts,
    based: based.map(({ slug, name, countryConfirmed }) => ({ slug, name, countryConfirmed })),
    /** More members may be based there than are listed. */
    allBased: based.length === membersAPage ? countrySlug : null,
    activities,
    hub,
    events
  };
};
