import type { Context } from '../platform/context.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import type { Role } from '../platform/roles.ts';
import { inviteLater } from './invitations.ts';
import { giveRole, personAt, seenWhereOf, type NewPerson, type On } from './people.ts';
import { placesOf } from './places.ts';
import { findGiven, keepShowing } from './showings.ts';
import { canGiveRole, canInvitePerson } from './policy.ts';

/**
 * Adds a person with a role and invites them by mail; who has an account already gets the role. Sent twice from one
 * showing of the form it is one invitation.
 * @returns the person's number
 * @throws NotFound for a place that there is not, Forbidden
 */
export async function invitePerson(ctx: Context, person: NewPerson, role: Role, on: On): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    allow(canGiveRole(ctx.actor, role, await seenWhereOf(ctx, on)));
    const before = await findGiven(ctx, person, role);
    if (before !== undefined) return before;
    const id = await personAt(ctx, person);
    await giveRole(ctx, id, role, on);
    await keepShowing(ctx, person.showing, { allianceId: null, organisationId: null, ...on, personId: id, role });
    await inviteLater(ctx, id);
    return id;
  });
}

/** Invites a person once more; the link sent before works no longer. @throws NotFound; Conflict `activated` */
export async function inviteAgain(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await ctx.db
      .selectFrom('person')
      .select('activatedAt')
      .where('id', '=', personId)
      .where('erasedAt', 'is', null)
      .where('suspendedAt', 'is', null)
      .executeTakeFirst();
    if (!person) throw new NotFound('person');
    const { places } = await placesOf(ctx, personId);
    const where = places.find((where) => canInvitePerson(ctx.actor, where));
    // Who may invite somebody are those who see them.
    if (!where) throw new NotFound('person');
    if (person.activatedAt) throw new Conflict('activated');
    await inviteLater(ctx, personId);
    await record(ctx, 'person.invited', { kind: 'person', id: personId, allianceId: where.allianceId });
  });
}
