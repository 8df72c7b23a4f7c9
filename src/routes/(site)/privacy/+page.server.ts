import { confirmWithinDays } from '#lib/server/newsletter/subscribers.ts';
import { keptDays } from '#lib/server/platform/mail/mail.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  dependsOn(locals, 'alliance');
  return { days: { confirm: confirmWithinDays, mail: keptDays } };
};
