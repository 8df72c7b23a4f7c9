import { isAlerted } from '#lib/server/web/app.ts';
import { readReference } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, setHeaders, url }) => {
  setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' });
  return { reference: readReference(url), told: isAlerted(locals.ctx.instance) };
};
