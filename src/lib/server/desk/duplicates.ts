import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { sharedHosts } from '../membership/shared-hosts.ts';

/** Why two records may be of one organisation. */
export type Likeness = 'name' | 'host';
export interface Alike {
  id: number;
  name: string;
  city: string | null;
  countryCode: string | null;
  why: Likeness;
}

/** From here on two folded names look like one (pg_trgm, 0 to 1): a word more or less, a letter typed wrong. */
const alikeFrom = 0.6;

/** Records in reach that may be the same organisation, the likest first. One statement, by the index of names. */
export async function listAlike(
  ctx: Context,
  { id, folded, host }: { id: number; folded: string | null; host: string | null }
): Promise<Alike[]> {
  const { rows } = await sql<Alike>`
    select o.id, o.name, o.city, p.country_code,
      case when similarity(o.folded, ${folded}) >= ${alikeFrom} then 'name' else 'host' end as why
    from organisation o left join place p on p.id = o.country_id
    where o.id <> ${id} and o.status <> 'archived' and ${organisationInReach(recordReach(ctx.actor))}
      and (o.folded % ${folded} and similarity(o.folded, ${folded}) >= ${alikeFrom}
        or o.host = ${host} and not o.host = any(${sharedHosts}::text[]))
    order by similarity(o.folded, ${folded}) desc, o.id limit 5`.execute(ctx.db);
  return rows;
}

export interface Doubles {
  why: Likeness;
  what: string;
  records: { id: number; name: string }[];
}

/**
 * Groups of records in reach that have one name, or one site, in common. Near names are said on each record: comparing
 * each with each takes long. One statement; at most a hundred groups.
 */
export async function listDoubles(ctx: Context): Promise<Doubles[]> {
  const { rows } = await sql<Doubles>`
    with known as materialized (select o.id, o.name, o.folded, o.host from organisation o
      where o.status <> 'archived' and ${organisationInReach(recordReach(ctx.actor))})
    select * from (
      select 'name' as why, folded as what, json_agg(json_build_object('id', id, 'name', name) order by id) as records
      from known where folded in (select folded from known group by folded having count(*) > 1) group by folded
      union all
      select 'host', host, json_agg(json_build_object('id', id, 'name', name) order by id)
      from known where host in (select host from known where host is not null and not host = any(${sharedHosts}::text[])
        group by host having count(*) between 2 and 10)
      group by host having count(distinct folded) > 1
    ) found order by why desc, what limit 100`.execute(ctx.db);
  return rows;
}
