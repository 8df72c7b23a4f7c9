import { concernYears, messageYears } from '#lib/server/contact/forget.ts';
import { endedApplicationYears } from '#lib/server/membership/forget.ts';
import { confirmWithinDays } from '#lib/server/newsletter/tokens.ts';
import { keptDays } from '#lib/server/people/forget.ts';
import { undoDays } from '#lib/server/people/merging.ts';
import { importDays } from '#lib/server/records/organisation-import.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { mailKeptDays } from '#lib/server/web/retention.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  dependsOn(locals, 'alliance');
  return {
    days: {
      confirm: confirmWithinDays,
      mail: mailKeptDays,
      invitation: keptDays.invitations,
      import: importDays,
      merge: undoDays
    },
    years: { message: messageYears, concern: concernYears, application: endedApplicationYears }
  };
};
