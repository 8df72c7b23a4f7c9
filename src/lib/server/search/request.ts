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
