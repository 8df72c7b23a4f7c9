import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, setHeaders }) => {
  if (locals.failure) throw locals.failure;
  setHeaders({ 'cache-control': 'private, no-store' });
};
