import type { LayoutServerLoad } from './$types';

/** What the frame shows. It asks nothing of the database: the error page needs it too. */
export const load: LayoutServerLoad = ({ locals }) => ({
  site: locals.site ?? null,
  path: locals.path,
  offer: locals.offer,
  isSignedIn: locals.session !== undefined
});
