import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/db/db.ts';
import { nameIndex, type Name } from '../platform/search/names.ts';
import type { Expand } from '../platform/search/types.ts';

/** How long the index of names is used before it is made anew, in milliseconds. */
const freshFor = 10 * 60_000;

interface Kept {
  expand: Promise<Expand>;
  made: number;
}
const kept = new WeakMap<Database, Kept>();

/**
 * Tells the search which themes and places words name, in any language: "slums" is informal settlements, "Nairobi"
 * is a city of Kenya. Made from the database once, then every ten minutes while the old one is still used.
 */
export async function namesOf(ctx: Context): Promise<Expand> {
  const now = ctx.now.getTime();
  const known = kept.get(ctx.db);
  if (known && now - known.made < freshFor) return known.expand;
  const expand = read(ctx.db);
  kept.set(ctx.db, { expand: known ? expand.catch(() => known.expand) : expand, made: now });
  if (!known) expand.catch(() => kept.delete(ctx.db));
  return known ? known.expand : expand;
}

async function read(db: Database): Promise<Expand> {
  const { rows } = await sql<Name>`
    select value as name, array[t.id] as themes, '{}'::int[] as places
    from theme t, jsonb_each_text(t.label) where t.merged_into_id is null
    union all
    select alias, array[coalesce(t.merged_into_id, t.id)], '{}' from theme_alias a join theme t on t.id = a.theme_id
    union all
    select n.folded, '{}', array_remove(array[p.id, p.parent_id], null)
    from (
      select n.folded, p.id, p.parent_id,
        row_number() over (partition by n.folded order by p.kind = 'country' desc, p.population desc nulls last, p.id) as place
      from place_name n join place p on p.id = n.place_id
    ) p join place_name n on n.place_id = p.id and n.folded = p.folded where place = 1`.execute(db);
  return nameIndex(rows);
}
