import { error } from '@sveltejs/kit';
import { outsideName } from '#lib/server/web/outside.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

const reasons = ['no-account', 'unverified', 'away', 'failed'] as const;

export const load: PageServerLoad = ({ locals, url }) => {
  getSite(locals);
  const name = outsideName();
  if (name === undefined) error(404);
  return { name, why: reasons.find((why) => why === url.searchParams.get('why')) ?? ('failed' as const) };
};
