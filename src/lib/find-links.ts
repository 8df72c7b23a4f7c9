import { page } from '$app/state';
import { localHref, searchedPart } from '#lib/href.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The address of the list that is shown, with some of its parameters changed; every change leads to page 1. */
export function linkWith(path: string, change: (params: URLSearchParams) => void): string {
  const params = new URLSearchParams(page.url.search);
  params.delete('page');
  const words = params.get('q');
  // A page has a hundred of these links: none repeats what is not searched.
  if (words !== null) params.set('q', searchedPart(words));
  change(params);
  params.sort();
  const query = params.toString();
  return localHref(path, getLocale()) + (query ? `?${query}` : '');
}

/** The address with one value of a filter put in, or taken out where it is in. */
export function toggled(path: string, name: string, value: string): string {
  return linkWith(path, (params) => {
    const values = params.getAll(name).flatMap((each) => each.split(','));
    params.delete(name);
    const rest = values.filter((each) => each !== value);
    for (const each of rest.length === values.length ? [...values, value] : rest) params.append(name, each);
  });
}
