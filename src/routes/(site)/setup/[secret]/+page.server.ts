import { error } from '@sveltejs/kit';
import { isSetupSecret } from '#lib/server/people/setup.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  if (!(await isSetupSecret(locals.ctx, params.secret))) error(404);
  setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' });
};
