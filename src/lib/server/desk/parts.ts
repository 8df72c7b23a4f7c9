import type { Context } from '../platform/context.ts';
import { organisationsOf, reachOf, secretariat, steering } from '../platform/roles.ts';

/** Which parts of the desk the actor has anything to see in, and the organisations that they speak for. */
export interface OwnPlaces {
  secretariat: boolean;
  safeguarding: boolean;
  steering: boolean;
  people: boolean;
  owner: boolean;
  organisations: { id: number; name: string }[];
}

/** Reads the organisations in one statement; the rest is in the actor. */
export async function listOwnPlaces(ctx: Context): Promise<OwnPlaces> {
  const { actor, db } = ctx;
  const ids = organisationsOf(actor);
  const organisations = ids.length
    ? await db
        .selectFrom('organisation')
        .select(['id', 'name'])
        .where('id', 'in', ids)
        .where('status', '=', 'active')
        .orderBy('name')
        .execute()
    : [];
  return {
    secretariat: reachOf(actor, secretariat).length > 0,
    safeguarding: reachOf(actor, ['safeguarding-lead']).length > 0,
    steering: reachOf(actor, steering).length > 0,
    people: reachOf(actor, [...secretariat, 'alliance-lead']).length > 0,
    owner: reachOf(actor, ['owner']).length > 0,
    organisations
  };
}
