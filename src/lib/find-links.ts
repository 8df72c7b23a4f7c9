import { page } from '$app/state';
import { localHref, searchedPart } from '#lib/href.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The parameters of the list that is shown, as its links have them: every one of them leads to page 1. */
function shownParams(): URLSearchParams {
  const params = new URLSearchParams(page.url.search);
  params.delete('page');
  // What was said of an act is not said again on the next page.
  params.delete('said');
  const words = params.get('q');
  // A page has a hundred of these links: none repeats what is not searched.
  if (words !== null) params.set('q', searchedPart(words));
  return params;
}

const withQuery = (path: string, query: string) => localHref(path, getLocale()) + (query ? `?${query}` : '');

/** The address of the list that is shown, with some of its parameters changed. */
export function linkWith(path: string, change: (params: URLSearchParams) => void): string {
  const params = shownParams();
  change(params);
  params.sort();
  return withQuery(path, params.toString());
}

/** The addresses with one value of a filter put in, or taken out where it is in. What all have is written once. */
export function toggles(path: string, name: string): (value: string) => string {
  const params = shownParams();
  const values = params.getAll(name).flatMap((each) => each.split(','));
  params.delete(name);
  params.sort();
  const before = String(new URLSearchParams([...params].filter(([other]) => other < name)));
  const after = String(new URLSearchParams([...params].filter(([other]) => other > name)));
  return (value) => {
    const rest = values.filter((each) => each !== value);
    const now = rest.length === values.length ? [...values, value] : rest;
    const own = now.map((each) => `${name}=${encoded(each)}`).join('&');
    return withQuery(path, [before, own, after].filter(Boolean).join('&'));
  };
}

/** As in a query; most values are slugs, which stay as they are. */
const encoded = (value: string) =>
  /^[\w.-]*$/.test(value) ? value : String(new URLSearchParams({ v: value })).slice(2);

/** The address with one value of a filter put in, or taken out where it is in. */
export const toggled = (path: string, name: string, value: string) => toggles(path, name)(value);
