import { getAbout } from '#lib/server/alliances/queries.ts';
import { memberFacets } from '#lib/server/membership/queries.ts';
import { getRules } from '#lib/server/membership/rules.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  dependsOn(locals, 'alliance', 'organisation');
  const { id, name } = getSite(locals);
  const [about, { kinds }, rules] = await Promise.all([getAbout(ctx, id), memberFacets(ctx, id), getRules(ctx, id)]);
  const { open, method, screeningDays, decisionDays, reapplyMonths } = rules;
  return {
    alliance: name,
    secretariat: about.secretariat.text,
    writing: about.writing,
    kinds: kinds.sort((a, b) => b.count - a.count),
    members: kinds.reduce((sum, kind) => sum + kind.count, 0),
    sources: about.sources,
    rules: { open, method, screeningDays, decisionDays, reapplyMonths }
  };
};
