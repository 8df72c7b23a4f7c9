import { isSetupSecret } from '#lib/server/people/setup.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  if (!(await isSetupSecret(locals.ctx, params.secret))) throw new NotFound('setup');
  setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' });
};
