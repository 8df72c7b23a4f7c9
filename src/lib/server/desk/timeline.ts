import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { recordReach } from '../membership/reach.ts';

/** Facts on a page of a timeline. */
export const factsAPage = 30;

export interface TimelineFact {
  id: number;
  at: Date;
  fact: string;
  data: Record<string, unknown>;
  /** Who did it; null for the program, the operator and somebody without an account. */
  by: string | null;
  actorKind: string;
}

/**
 * What happened to an organisation, newest first: facts about it and what was merged into it, its memberships, yearly
 * questions, applications and changes, and about roles and notes that have to do with it; of the alliances that the
 * actor sees; not each saving of an application's step. `before` is the number of the last fact of the page before. One statement.
 */
export async function organisationTimeline(ctx: Context, id: number, before?: number): Promise<TimelineFact[]> {
  return factsOf(
    ctx,
    sql`with own as (select ${id}::int as id union select id from organisation where merged_into_id = ${id}),
      part as (select id from membership where organisation_id in (select id from own)),
      about (kind, id) as (
        select 'organisation', id from own
        union all select 'membership', id from part
        union all select 'confirmation', c.id from confirmation c where c.membership_id in (select id from part)
        union all select 'application', a.id from application a where a.organisation_id in (select id from own)
        union all select 'organisation-change', c.id from organisation_change c where c.organisation_id in (select id from own)
      )`,
    sql`select j.id from journal j join own on j.data ->> 'organisationId' = own.id::text
      where j.data ->> 'organisationId' is not null`,
    before
  );
}

/** What happened to a person, newest first: facts about them, and notes and merges that have to do with them. */
export async function personTimeline(ctx: Context, id: number, before?: number): Promise<TimelineFact[]> {
  return factsOf(
    ctx,
    sql`with own as (select ${id}::int as id union select id from person where merged_into_id = ${id}),
      about (kind, id) as (select 'person', id from own)`,
    sql`select j.id from journal j join own on j.data ->> 'personId' = own.id::text
      where j.data ->> 'personId' is not null`,
    before
  );
}

async function factsOf(
  ctx: Context,
  about: ReturnType<typeof sql>,
  around: ReturnType<typeof sql>,
  before = Number.MAX_SAFE_INTEGER
): Promise<TimelineFact[]> {
  // `offset 0` has each fact fetched by its number: how few there are the planner cannot know, and would read them all.
  const { rows } = await sql<TimelineFact>`${about},
    ids as (
      select j.id from about a join journal j on j.subject_kind = a.kind and j.subject_id = a.id
      union ${around})
    select j.id, j.at, j.fact, j.data, j.actor_kind,
      case when j.actor_kind = 'person' then (select name from person where id = j.actor_id) end as by
    from ids cross join lateral (select * from journal where id = ids.id offset 0) j
    where j.id < ${before} and j.fact <> 'application.saved' and not ${withdrewFrom(ctx.actor, sql`j.subject_kind`, sql`j.subject_id`)} and (j.alliance_id = any(${recordReach(ctx.actor)}::int[])
      or j.alliance_id is null and j.fact like 'person.%')
    order by j.id desc limit ${factsAPage + 1}`.execute(ctx.db);
  return rows;
}
