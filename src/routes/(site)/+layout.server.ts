import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({
  site: locals.site,
  path: locals.path,
  offer: locals.offer
});
