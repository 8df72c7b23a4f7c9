import { confirmWithinDays } from '#lib/server/newsletter/tokens.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { mailKeptDays } from '#lib/server/web/retention.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  dependsOn(locals, 'alliance');
  return { days: { confirm: confirmWithinDays, mail: mailKeptDays } };
};
