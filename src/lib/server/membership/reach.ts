import { sql } from 'kysely';
import type { Actor } from '../platform/context.ts';
import { reachesAll } from '../platform/db/within.ts';
import { reachOf, secretariat } from '../platform/roles.ts';
import { seeRecords } from './policy.ts';

/** The alliances whose records the actor sees. */
export const recordReach = (actor: Actor): number[] => reachOf(actor, seeRecords);

/**
 * Whether the organisation `o` is in reach: it belongs to one of the alliances, or has a part in one of them. In SQL,
 * for reads.
 */
export const organisationInReach = (reach: number[]) => sql<boolean>`(o.alliance_id = any(${reach}::int[])
  or exists (select from membership om where om.organisation_id = o.id and om.alliance_id = any(${reach}::int[])))`;

/**
 * Whether the person `p` is in reach: holds or held a role on one of the alliances, or on an organisation in reach.
 * Who has no role at all, such as a contact taken in from a spreadsheet, is seen by the secretariat of the whole.
 */
export const personInReach = (actor: Actor) => {
  const reach = recordReach(actor);
  const office = reachOf(actor, secretariat);
  return sql<boolean>`(${reachesAll(office)} or exists (select from person_role pr left join organisation o on o.id = pr.organisation_id
      where pr.person_id = p.id and (pr.alliance_id = any(${reach}::int[]) or o.id is not null and ${organisationInReach(reach)}))
    or (not exists (select from person_role pr where pr.person_id = p.id)
      and exists (select from alliance a where a.parent_id is null and a.id = any(${office}::int[]))))`;
};
