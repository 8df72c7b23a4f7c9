import { getAbout, listAlliances } from '#lib/server/alliances/queries.ts';
import { countMembers } from '#lib/server/membership/queries.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx, site } = locals;
  dependsOn(locals, 'alliance', 'organisation');
  if (!site) throw new NotFound('about');
  const [about, alliances, listed] = await Promise.all([
    getAbout(ctx, site.id),
    listAlliances(ctx),
    countMembers(ctx, site.id)
  ]);
  return { about, listed, countryAlliances: alliances.filter(({ level }) => level === 'country').length };
};
