import { sql } from 'kysely';
import { arrivedStates } from '../joining/states.ts';
import type { Context } from '../platform/context.ts';
import { within } from '../platform/db/within.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { reachOf, secretariat } from '../platform/roles.ts';

/**
 * Whose address it is, as far as the actor may know: people with a role in the alliances that the actor is the
 * secretariat of, or in organisations there, and open applications that name the address.
 */
export async function findWhose(ctx: Context, address: string) {
  const reach = reachOf(ctx.actor, secretariat);
  const lower = sql<string>`lower(${address})`;
  const people = await ctx.db
    .selectFrom('person as p')
    .innerJoin('personRole as r', 'r.personId', 'p.id')
    .leftJoin('organisation as o', 'o.id', 'r.organisationId')
    .select(['p.id', 'p.name', sql<string[]>`array_remove(array_agg(distinct o.name), null)`.as('organisations')])
    .where(sql`lower(p.email)`, '=', lower)
    .where('r.endedAt', 'is', null)
    .where((eb) => eb.or([within('r.allianceId', reach), within('o.allianceId', reach)]))
    .groupBy('p.id')
    .orderBy('p.id')
    .execute();
  const applications = await ctx.db
    .selectFrom('application')
    .select(['reference', 'name'])
    .where((eb) => eb.or([eb(sql`lower(focal_email)`, '=', lower), eb(sql`lower(signatory_email)`, '=', lower)]))
    .where('state', 'in', arrivedStates)
    .where(within('allianceId', reach))
    .where(sql<boolean>`not ${withdrewFrom(ctx.actor, sql`'application'`, sql`application.id`)}`)
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
  return { people, applications };
}
