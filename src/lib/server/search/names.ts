import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/db/db.ts';
import { nameIndex, type Name } from '../platform/search/names.ts';
import type { Expand } from '../platform/search/types.ts';

/**
 * Tells the search which themes and places words name, in any language: "slums" is informal settlements, "Nairobi"
 * is a city of Kenya. Read from the database once, and again when themes or places change.
 */
export function namesOf(ctx: Context): Promise<Expand> {
  return ctx.instance.kept.keep('names', ['theme', 'place'], () => read(ctx.db));
}

async function read(db: Database): Promise<Expand> {
  const { rows } = await sql<Name>`
    select value as name, key as language, array[coalesce(t.merged_into_id, t.id)] as themes, '{}'::int[] as places
    from theme t, jsonb_each_text(t.label)
    union all
    select slug, null, array[merged_into_id], '{}' from theme where merged_into_id is not null
    union all
    select alias, language, array[coalesce(t.merged_into_id, t.id)], '{}' from theme_alias a join theme t on t.id = a.theme_id
    union all
    select n.folded, null, '{}', array_remove(array[p.id, p.parent_id], null)
    from (
      select n.folded, p.id, p.parent_id,
        row_number() over (partition by n.folded order by p.kind = 'country' desc, p.population desc nulls last, p.id) as place
      from place_name n join place p on p.id = n.place_id
    ) p join place_name n on n.place_id = p.id and n.folded = p.folded where place = 1`.execute(db);
  return nameIndex(rows);
}
