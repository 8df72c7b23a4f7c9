import { countryName, formatList, joinParts } from '#lib/format.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

interface PlaceNames {
  kind: string;
  countryCode: string;
  name: string;
  names: Partial<Record<string, string>>;
}

/** The name of a place in the reader's language. */
export function placeLabel(place: PlaceNames): string {
  return place.kind === 'country' ? countryName(place.countryCode) : (place.names[getLocale()] ?? place.name);
}

/** A city with its country, as in "Katowice, Poland". */
export function placeText(place: PlaceNames): string {
  if (place.kind === 'country') return placeLabel(place);
  return joinParts([placeLabel(place), countryName(place.countryCode)]);
}

/** Several places in a row. */
export function placeList(places: PlaceNames[]): string {
  return formatList(places.map(placeLabel));
}
