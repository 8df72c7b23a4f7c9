import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { inLanguage } from '#lib/locale.ts';

export interface Author {
  role: { text: string; language: string } | null;
  organisation: string | null;
  /** Of the organisation's page. */
  slug: string | null;
  sources: Source[];
}

const title = /^(dr|prof)\.?\s+/i;

/**
 * What the record says of whoever is called so: the part of a named person, of whom posts leave out the title, or the
 * organisation of that name.
 */
export async function findAuthor(ctx: Context, name: string): Promise<Author | undefined> {
  const bare = name.replace(title, '').toLowerCase();
  const { rows } = await sql<Omit<Author, 'role'> & { role: Localised | null }>`
    select n.role, o.name as organisation, o.slug, n.sources
    from named_person n left join organisation o on o.id = n.organisation_id and o.status = 'active'
    where regexp_replace(lower(n.name), '^(dr|prof)\\.?\\s+', '') = ${bare}
    union all
    select null::jsonb, o.name, o.slug, '[]' from organisation o
    where o.status = 'active' and ${name.toLowerCase()} in (
      select lower(known.name) from unnest(array[o.name, o.short_name] || o.aliases) as known (name))
    order by role nulls last limit 1`.execute(ctx.db);
  return rows[0] && { ...rows[0], role: rows[0].role && inLanguage(rows[0].role, ctx.locale) };
}
