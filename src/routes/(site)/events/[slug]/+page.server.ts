import { listAlliances } from '#lib/server/alliances/queries.ts';
import { getEvent } from '#lib/server/events/queries.ts';
import { whenOf } from '#lib/server/events/when.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const { id, ...event } = await getEvent(ctx, params.slug);
  dependsOn(locals, `event:${id}`, 'event', 'organisation', 'theme');
  const named = new Set(event.outcomes.flatMap((outcome) => outcome.allianceSlugs));
  const alliances = named.size > 0 ? await listAlliances(ctx) : [];
  return {
    event: { ...event, when: whenOf(event, ctx.now) },
    alliances: alliances.filter(({ slug }) => named.has(slug))
  };
};
