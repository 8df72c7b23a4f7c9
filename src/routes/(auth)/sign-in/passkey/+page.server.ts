import { getSite } from '#lib/server/web/site.ts';
import { destination } from '../../entering.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  getSite(locals);
  return { to: destination({ locals }, url.searchParams.get('to')) };
};
