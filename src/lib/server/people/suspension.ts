import type { Context } from '../platform/context.ts';
import { Conflict } from '../platform/errors.ts';
import { inTransaction } from '../platform/journal.ts';
import { personOf } from '../platform/roles.ts';
import { watchFocalPoints } from './focal-points.ts';
import { keepAnOwner } from './people.ts';
import { canSuspendPerson, type Where } from './policy.ts';
import { allowWithPerson, holdPerson, recordEverywhere } from './places.ts';
import { endOtherSessions } from './access/sessions.ts';

/**
 * Keeps a person from signing in and ends their sessions at once; their roles stay theirs.
 * @throws NotFound, Forbidden; Conflict `self` for oneself, `last-owner`
 */
export async function suspendPerson(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const stands = await holdPerson(ctx, personId);
    const { places, ownerOf, focalOf } = stands;
    allowWithPerson(ctx, stands, canEverywhere(ctx, places));
    if (personOf(ctx.actor) === personId) throw new Conflict('self');
    for (const allianceId of ownerOf) await keepAnOwner(ctx, allianceId, personId);
    await ctx.db
      .updateTable('person')
      .set({ suspendedAt: ctx.now, suspendedBy: personOf(ctx.actor) })
      .where('id', '=', personId)
      .where('suspendedAt', 'is', null)
      .execute();
    await endOtherSessions(ctx, personId, null);
    for (const organisationId of focalOf) await watchFocalPoints(ctx, organisationId);
    await recordEverywhere(ctx, 'person.suspended', personId, stands);
  });
}

/** Lets a person sign in again. @throws NotFound, Forbidden */
export async function readmitPerson(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const stands = await holdPerson(ctx, personId);
    allowWithPerson(ctx, stands, canEverywhere(ctx, stands.places));
    await ctx.db
      .updateTable('person')
      .set({ suspendedAt: null, suspendedBy: null })
      .where('id', '=', personId)
      .execute();
    for (const organisationId of stands.focalOf) await watchFocalPoints(ctx, organisationId);
    await recordEverywhere(ctx, 'person.readmitted', personId, stands);
  });
}

/** Who keeps a person out keeps them out of everything, so they must be allowed to everywhere. */
const canEverywhere = (ctx: Context, places: Where[]) => places.every((where) => canSuspendPerson(ctx.actor, where));
