import type { LayoutServerLoad } from './$types';

/** The browser of whoever holds the link keeps the pages, so that going back finds what was typed (decision 9). */
export const load: LayoutServerLoad = ({ setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-cache' });
};
