import { sql } from 'kysely';
import { postCards } from '../blog/queries.ts';
import { resourceCards, type Card } from '../library/queries.ts';
import type { Context } from '../platform/context.ts';

const mostWorks = 12;

/**
 * What an organisation published or wrote, as far as a publisher or an author is called like it: the newest resources
 * first, then posts, no more than a page shows, and how many there are. A publisher may be several, as "A; B" or "A/B".
 */
export async function listWorksOf(
  ctx: Context,
  { name, shortName, aliases }: { name: string; shortName: string | null; aliases: string[] }
): Promise<{ cards: Card[]; total: number }> {
  const short = shortName ? [shortName, `${name} (${shortName})`] : [];
  const names = [name, ...short, ...aliases].map((one) => one.toLowerCase());
  const { rows } = await sql<{ kind: 'resource' | 'post'; id: number; total: number }>`
    select kind, id, count(*) over ()::int as total from (
      select 'resource' as kind, r.id, r.year::int as year, null::date as date from resource r
      where r.published_at is not null and (
        exists (select from regexp_split_to_table(lower(r.publisher), '\\s*[;/]\\s*') one where one = any(${names}))
        or exists (select from resource_author a where a.resource_id = r.id and lower(a.organisation) = any(${names})))
      union all
      select 'post', p.id, null, p.date from post p
      where p.published_at is not null
        and exists (select from post_author a where a.post_id = p.id and lower(a.name) = any(${names}))) works
    order by kind = 'post', year desc nulls last, date desc nulls last, id limit ${mostWorks}`.execute(ctx.db);
  const ids = (kind: string) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  const cards = (await Promise.all([resourceCards(ctx, ids('resource')), postCards(ctx, ids('post'))])).flat();
  const byKey = new Map(cards.map((card) => [`${card.kind}:${card.id}`, card]));
  return { cards: rows.map(({ kind, id }) => byKey.get(`${kind}:${id}`)!), total: rows[0]?.total ?? 0 };
}
