import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Role } from '../platform/roles.ts';
import type { NewPerson } from './people.ts';

/*
 * A form that puts somebody into a role, sent twice: the second finds what the first did. Whoever went back to the page
 * and named somebody else, or another role, sends a new one.
 */

/**
 * Whom this showing of a form put into a role already. In a transaction, of several sent at once the others wait for the
 * first.
 */
export async function findGiven(ctx: Context, { showing, email }: NewPerson, role: Role): Promise<number | undefined> {
  if (!showing) return undefined;
  await sql`select pg_advisory_xact_lock(hashtext(${showing}))`.execute(ctx.db);
  const given = await ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select('p.id')
    .where('r.showing', '=', showing)
    .where('r.role', '=', role)
    .where(sql`lower(p.email)`, '=', sql`lower(${email})`)
    .executeTakeFirst();
  return given?.id;
}

/** Keeps with a role that somebody holds which showing of a form gave it to them. */
export async function keepShowing(
  ctx: Context,
  showing: string | null | undefined,
  held: { personId: number; role: Role; allianceId: number | null; organisationId: number | null }
): Promise<void> {
  if (!showing) return;
  await ctx.db
    .updateTable('personRole')
    .set({ showing })
    .where('personId', '=', held.personId)
    .where('role', '=', held.role)
    .where('allianceId', 'is not distinct from', held.allianceId)
    .where('organisationId', 'is not distinct from', held.organisationId)
    .where('endedAt', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('personRole as other').select('other.id').where('other.showing', '=', showing)))
    )
    .execute();
}
