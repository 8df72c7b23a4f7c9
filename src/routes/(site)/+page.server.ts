import { getAbout, listAlliances } from '#lib/server/alliances/queries.ts';
import { newestPosts } from '#lib/server/blog/queries.ts';
import { listEvents } from '#lib/server/events/queries.ts';
import { newestResources } from '#lib/server/library/queries.ts';
import { listFigures } from '#lib/server/measures/figures.ts';
import { countMembersByCountry } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'resource', 'post', 'event', 'organisation', 'figure', 'theme');
  if (!site) return { home: null };
  const [about, resources, posts, alliances, members, figures, coming, past] = await Promise.all([
    getAbout(ctx, site.id),
    newestResources(ctx, 3),
    newestPosts(ctx, 2),
    listAlliances(ctx),
    countMembersByCountry(ctx, site.id),
    listFigures(ctx, site.id),
    listEvents(ctx, { when: 'coming', pageSize: 3 }),
    listEvents(ctx, { when: 'past', pageSize: 3 })
  ]);
  const newestCount = about.counts.filter((count) => count.qualifier === 'more-than').at(-1) ?? null;
  return {
    home: {
      lede: about.lede,
      founded: about.founded,
      count: newestCount,
      resources,
      posts,
      alliances,
      members,
      figures,
      coming: coming.events,
      past: past.events
    }
  };
};
