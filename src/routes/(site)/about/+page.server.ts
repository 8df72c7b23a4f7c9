import { getAbout, listAlliances } from '#lib/server/alliances/queries.ts';
import { countMembers } from '#lib/server/membership/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  const site = getSite(locals);
  dependsOn(locals, 'alliance', 'organisation');
  const [about, alliances, listed] = await Promise.all([
    getAbout(ctx, site.id),
    listAlliances(ctx),
    countMembers(ctx, site.id)
  ]);
  return { about, listed, countryAlliances: alliances.filter(({ level }) => level === 'country').length };
};
