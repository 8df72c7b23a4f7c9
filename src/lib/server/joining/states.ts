import type { Context } from '../platform/context.ts';
import { Conflict } from '../platform/errors.ts';
import { personOf } from '../platform/roles.ts';

/** How an application goes on from each state; whatever is not here is refused. */
const next = {
  // Being filled in; the applicant may come back by the link in the mail.
  draft: ['unconfirmed', 'screening', 'withdrawn'],
  // Sent, but the focal point has not yet confirmed the address.
  unconfirmed: ['draft', 'screening', 'withdrawn'],
  // With the secretariat.
  screening: ['asked', 'deciding', 'approved', 'declined', 'withdrawn'],
  // The applicant was asked for more.
  asked: ['screening', 'withdrawn'],
  // With those who decide.
  deciding: ['screening', 'approved', 'declined', 'withdrawn'],
  approved: [],
  declined: [],
  withdrawn: []
} as const satisfies Record<string, readonly string[]>;

export type ApplicationState = keyof typeof next;
export const applicationStates = Object.keys(next) as ApplicationState[];
/** With the applicant or with the alliance, and not yet at an end. */
const openStates = applicationStates.filter((state) => next[state].length > 0);

/** Not yet the alliance's: being filled in, or waiting for its address to be confirmed. */
export const unsentStates: readonly ApplicationState[] = ['draft', 'unconfirmed'];
/** With the alliance, and not yet at an end. */
export const arrivedStates = openStates.filter((state) => !unsentStates.includes(state));

export const canGo = (from: ApplicationState, to: ApplicationState): boolean =>
  (next[from] as readonly ApplicationState[]).includes(to);

/**
 * Moves an application to another state and writes down who did it, when and why. The caller holds its row (`for
 * update`) and records the fact. @throws Conflict `application-state` for a way that there is not
 */
export async function moveApplication(
  ctx: Context,
  application: { id: number; state: string },
  to: ApplicationState,
  reason: string | null = null
): Promise<void> {
  const { id, state } = application;
  if (!canGo(state as ApplicationState, to)) throw new Conflict('application-state');
  await ctx.db.updateTable('application').set({ state: to, changedAt: ctx.now }).where('id', '=', id).execute();
  await ctx.db
    .insertInto('applicationStep')
    .values({ applicationId: id, state: to, at: ctx.now, personId: personOf(ctx.actor), reason })
    .execute();
}
