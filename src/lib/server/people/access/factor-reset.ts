import type { Context } from '../../platform/context.ts';
import { Conflict } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { personOf } from '../../platform/roles.ts';
import { recordAccess } from './access-changes.ts';
import { alliancesOf, allowWithPerson, holdPerson, mayWithPerson } from '../places.ts';
import { canResetSecondFactor } from '../policy.ts';
import { endOtherSessions } from './sessions.ts';

const factorTables = ['secondFactor', 'recoveryCode', 'passkey'] as const;

/** Whether a person, whom the caller has found to be in reach, has anything that counts as a second factor. */
export async function hasSecondFactor(ctx: Context, personId: number): Promise<boolean> {
  const { has } = await ctx.db
    .selectNoFrom((eb) =>
      eb
        .or([
          eb.exists(
            eb
              .selectFrom('secondFactor')
              .select('personId')
              .where('personId', '=', personId)
              .where('confirmedAt', 'is not', null)
          ),
          eb.exists(eb.selectFrom('passkey').select('id').where('personId', '=', personId))
        ])
        .as('has')
    )
    .executeTakeFirstOrThrow();
  return Boolean(has);
}

/**
 * Takes the second factor from somebody who lost it: app, recovery codes and passkeys, for the phone that is lost may
 * hold any of them. Their sessions end, and they are told by mail. Nobody does so with themselves: one who could would
 * need no second factor.
 * @throws NotFound, Forbidden; Conflict `self`, `no-second-factor`
 */
export async function resetSecondFactor(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const stands = await holdPerson(ctx, personId);
    allowWithPerson(ctx, stands, mayWithPerson(ctx, stands, canResetSecondFactor));
    if (personOf(ctx.actor) === personId) throw new Conflict('self');
    if (!(await hasSecondFactor(ctx, personId))) throw new Conflict('no-second-factor');
    for (const table of factorTables) await ctx.db.deleteFrom(table).where('personId', '=', personId).execute();
    await endOtherSessions(ctx, personId, null);
    const [first = null, ...others] = alliancesOf(stands);
    await recordAccess(ctx, 'second-factor.reset', personId, { allianceId: first });
    for (const allianceId of others)
      await record(ctx, 'second-factor.reset', { kind: 'person', id: personId, allianceId });
  });
}
