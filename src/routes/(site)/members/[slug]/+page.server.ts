import { redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { listActivities } from '#lib/server/coordination/activities.ts';
import { listEventsOfOrganisation } from '#lib/server/events/queries.ts';
import { findKeptSlug } from '#lib/server/records/merging.ts';
import { getOrganisation } from '#lib/server/membership/queries.ts';
import { listWorksOf } from '#lib/server/search/works.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const { id, ...organisation } = await getOrganisation(ctx, params.slug).catch(async (error: unknown) => {
    // A record that was merged leads to the one that was kept.
    const kept = (error as Error).name === 'NotFound' ? await findKeptSlug(ctx, params.slug) : undefined;
    if (!kept) throw error;
    dependsOn(locals, 'organisation');
    redirect(301, localHref(`/members/${kept}`, ctx.locale));
  });
  dependsOn(locals, `organisation:${id}`, 'alliance', 'event', 'activity', 'theme', 'resource', 'post');
  const [activities, works, events] = await Promise.all([
    listActivities(ctx, { organisation: organisation.slug }),
    listWorksOf(ctx, organisation),
    listEventsOfOrganisation(ctx, id)
  ]);
  return { organisation, activities, works, events };
};
