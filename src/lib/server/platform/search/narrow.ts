import type { Columns, FacetColumn } from './columns.ts';
import {
  facetNames,
  type FacetName,
  type FacetValue,
  type SearchFacets,
  type SearchFilters,
  type SearchKind
} from './types.ts';

/** The filters of one search, made ready: for each limited facet, which codes pass. */
export interface Limits {
  kinds: Uint8Array;
  facets: { name: FacetName; column: FacetColumn; allowed: Uint8Array }[];
}

export function limitsOf(columns: Columns, kinds: readonly SearchKind[] | undefined, filters: SearchFilters): Limits {
  const allowedKinds = new Uint8Array(columns.kindCodes.values.length);
  if (kinds) for (const kind of kinds) allow(allowedKinds, columns.kindCodes.find(kind));
  else allowedKinds.fill(1, 1);
  const limited = facetNames.filter((name) => (filters[name]?.length ?? 0) > 0);
  const facets = limited.map((name) => {
    const column = columns.facet(name);
    const allowed = new Uint8Array(column.codes.values.length);
    for (const value of filters[name]!) allow(allowed, column.codes.find(value));
    return { name, column, allowed };
  });
  return { kinds: allowedKinds, facets };
}

function allow(allowed: Uint8Array, code: number | undefined): void {
  if (code !== undefined) allowed[code] = 1;
}

/** Documents that pass all limits, and by facet those that only its own limit keeps out. */
export interface Narrowed {
  passing: Int32Array;
  nearly: Map<FacetName, Int32Array>;
}

/** One pass over the documents: those given, or all up to a number; `take` makes the list of those that pass. */
export function narrow(
  columns: Columns,
  limits: Limits,
  docs: Int32Array | number,
  take: (length: number) => Int32Array = (length) => new Int32Array(length)
): Narrowed {
  const list = typeof docs === 'number' ? undefined : docs;
  const length = list ? list.length : Math.min(docs as number, columns.length);
  const { kinds } = columns;
  const passing = take(length);
  const misses = limits.facets.map(() => ({ docs: take(length), count: 0 }));
  let count = 0;
  for (let index = 0; index < length; index++) {
    const doc = list ? list[index]! : index;
    if (limits.kinds[kinds[doc]!] !== 1) continue;
    const miss = firstMiss(limits, doc);
    if (miss === passes) passing[count++] = doc;
    else if (miss !== missesTwo) {
      const missed = misses[miss]!;
      missed.docs[missed.count++] = doc;
    }
  }
  const nearly = new Map(
    limits.facets.map(({ name }, at) => [name, misses[at]!.docs.subarray(0, misses[at]!.count)] as const)
  );
  return { passing: passing.subarray(0, count), nearly };
}

const passes = -1;
const missesTwo = -2;

/** Which limit alone keeps the document out. */
function firstMiss({ facets }: Limits, doc: number): number {
  let miss = passes;
  for (let at = 0; at < facets.length; at++) {
    const { column, allowed } = facets[at]!;
    if (column.has(doc, allowed)) continue;
    if (miss !== passes) return missesTwo;
    miss = at;
  }
  return miss;
}

/** The counts of all facets. */
export function countFacets(columns: Columns, { passing, nearly }: Narrowed, filters: SearchFilters): SearchFacets {
  const entries = facetNames.map((name) => {
    const column = columns.facet(name);
    const counts = new Uint32Array(column.codes.values.length);
    column.count(passing, counts);
    const others = nearly.get(name);
    if (others) column.count(others, counts);
    return [name, facetValues(column, counts, filters[name] ?? [])];
  });
  return Object.fromEntries(entries) as SearchFacets;
}

function facetValues(column: FacetColumn, counts: Uint32Array, selected: (string | number)[]): FacetValue[] {
  const isSelected = new Set<string | number>(selected);
  const values: FacetValue[] = [];
  for (let code = 1; code < counts.length; code++) {
    const value = column.codes.values[code]!;
    if (counts[code]! > 0) values.push({ value, count: counts[code]!, selected: isSelected.delete(value) });
  }
  for (const value of isSelected) values.push({ value, count: 0, selected: true });
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
