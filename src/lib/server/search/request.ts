import type { SearchKind } from '../platform/search/types.ts';
import { longestSearch } from '#lib/href.ts';
import { choiceParam, listParam, pageParam, textParam, yearsParam } from '../platform/params.ts';
import type { FindRequest } from './find.ts';

/** Reads a search from an address; anything that makes no sense there is left out. */
export function readFindRequest(params: URLSearchParams, kinds?: SearchKind[]): FindRequest {
  return {
    text: textParam(params, 'q', longestSearch),
    isCut: textParam(params, 'q', Infinity).length > longestSearch,
    kinds,
    type: listParam(params, 'type'),
    theme: listParam(params, 'theme'),
    place: listParam(params, 'place'),
    year: yearsParam(params, 'year'),
    language: listParam(params, 'language'),
    alliance: listParam(params, 'alliance'),
    sort: choiceParam(params, 'sort', ['relevance', 'newest', 'oldest', 'title']),
    page: pageParam(params)
  };
}

/** Whether anything is asked for at all, so that it is a search and not the list itself. */
export const isNarrowed = ({ text, type, theme, place, year, language, alliance, sort }: FindRequest): boolean =>
  text !== '' ||
  sort !== 'relevance' ||
  [type, theme, place, year, language, alliance].some((values) => values.length > 0);
