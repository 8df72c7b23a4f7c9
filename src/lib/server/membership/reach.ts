import { sql } from 'kysely';
import type { Actor } from '../platform/context.ts';
import { reachOf } from '../platform/roles.ts';
import { seeRecords } from './policy.ts';

/** The alliances whose records the actor sees. */
export const recordReach = (actor: Actor): number[] => reachOf(actor, seeRecords);

/**
 * Whether the organisation `o` is in reach: it belongs to one of the alliances, or has a part in one of them. In SQL,
 * for reads.
 */
export const organisationInReach = (reach: number[]) => sql<boolean>`(o.alliance_id = any(${reach}::int[])
  or exists (select from membership om where om.organisation_id = o.id and om.alliance_id = any(${reach}::int[])))`;
