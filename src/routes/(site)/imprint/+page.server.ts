import { getAbout } from '#lib/server/alliances/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  dependsOn(locals, 'alliance');
  const { id, name } = getSite(locals);
  const { secretariat, sources } = await getAbout(locals.ctx, id);
  return { alliance: name, secretariat: secretariat.text, sources };
};
