import { eventType } from '../events/events.ts';
import type { Context } from '../platform/context.ts';
import type { FacetValue, SearchKind } from '../platform/search/types.ts';

/*
 * A list of events has their kinds as its types. A search over more than events has one type for them all, `event`,
 * as every other kind of thing that is no resource is a type of its own.
 */

const isEventsOnly = (kinds: readonly SearchKind[] | undefined) => kinds?.length === 1 && kinds[0] === 'event';

/** The types asked for, as the index has them. */
export async function typesAsked(ctx: Context, types: string[], kinds: readonly SearchKind[] | undefined) {
  if (isEventsOnly(kinds)) return types.map(eventType);
  if (!types.includes('event')) return types;
  const known = await ctx.instance.kept.keep('event kinds', ['event'], () =>
    ctx.db.selectFrom('event').select('kind').distinct().execute()
  );
  return [...types, ...known.map(({ kind }) => eventType(kind))];
}

/** The types that the index counted, as readers know them. */
export function typesShown(values: FacetValue<string>[], kinds: readonly SearchKind[] | undefined) {
  const kindOf = (value: string) => (value.startsWith(eventType('')) ? value.slice(eventType('').length) : undefined);
  if (isEventsOnly(kinds)) return values.map((each) => ({ ...each, value: kindOf(each.value) ?? each.value }));
  const shown = new Map<string, FacetValue<string>>();
  for (const each of values) {
    const value = kindOf(each.value) === undefined ? each.value : 'event';
    const before = shown.get(value) ?? { count: 0, selected: false };
    shown.set(value, { value, count: before.count + each.count, selected: before.selected || each.selected });
  }
  return [...shown.values()].sort((a, b) => b.count - a.count);
}
