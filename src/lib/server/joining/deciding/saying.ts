import type { Context } from '../../platform/context.ts';
import { allow, Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { personOf } from '../../platform/roles.ts';
import { closeTasks } from '../../platform/tasks.ts';
import type { Choice } from './outcomes.ts';
import { canSayInDecision } from '../../membership/policy.ts';
import { holdDecision, settleHeld } from '../settling.ts';

/** What the actor, whom a decision asks, has said so far. */
const ownVoice = (ctx: Context, decisionId: number) =>
  ctx.db
    .selectFrom('decisionVoice as v')
    .innerJoin('decision as d', 'd.id', 'v.decisionId')
    .select(['v.freeAt', 'v.recusedAt', 'v.choice', 'v.note', 'd.allianceId', 'd.closedAt'])
    .where('v.decisionId', '=', decisionId)
    .where('v.personId', '=', personOf(ctx.actor) ?? 0)
    .executeTakeFirst();

/**
 * Holds a decision that asks the actor, with what they said so far. Who withdrew finds it no more.
 * @throws NotFound, Forbidden; Conflict `decision-closed`
 */
async function holdOwnVoice(ctx: Context, decisionId: number) {
  const personId = personOf(ctx.actor) ?? 0;
  const mine = () => ownVoice(ctx, decisionId);
  const asked = await mine();
  if (!asked || asked.recusedAt) throw new NotFound('decision');
  allow(canSayInDecision(ctx.actor, { allianceId: asked.allianceId, recused: false }));
  const held = await holdDecision(ctx, decisionId);
  if (!held) throw new Conflict('decision-closed');
  // Read again under the lock: another window may have said something meanwhile.
  const voice = (await mine())!;
  if (voice.recusedAt) throw new NotFound('decision');
  return { held, voice, personId };
}

const subject = (id: number, allianceId: number) => ({ kind: 'decision', id, allianceId }) as const;

/** Says that no interest of one's own is in the way: only then does one see the file. Twice is harmless. */
export async function declareFree(ctx: Context, decisionId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { voice, personId } = await holdOwnVoice(ctx, decisionId);
    if (voice.freeAt) return;
    await ctx.db
      .updateTable('decisionVoice')
      .set({ freeAt: ctx.now })
      .where('decisionId', '=', decisionId)
      .where('personId', '=', personId)
      .execute();
    await record(ctx, 'decision.declared-free', subject(decisionId, voice.allianceId));
  });
}

/**
 * Withdraws from a decision for an interest of one's own, for good and at once, also after having said to be free: what
 * one said no longer counts, and neither the file nor the votes are seen any more. Twice is harmless.
 */
export async function recuse(ctx: Context, decisionId: number, recusal: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if ((await ownVoice(ctx, decisionId))?.recusedAt) return;
    const { held, voice, personId } = await holdOwnVoice(ctx, decisionId);
    await ctx.db
      .updateTable('decisionVoice')
      .set({ freeAt: null, recusedAt: ctx.now, recusal, choice: null, note: null, saidAt: null })
      .where('decisionId', '=', decisionId)
      .where('personId', '=', personId)
      .execute();
    // Done now, also where they had said something before.
    await ctx.db
      .updateTable('task')
      .set({ doneAt: ctx.now, doneBy: personId })
      .where('subjectKind', '=', 'decision')
      .where('subjectId', '=', decisionId)
      .where('personId', '=', personId)
      .execute();
    await record(ctx, 'decision.recused', subject(decisionId, voice.allianceId));
    await settleHeld(ctx, held);
  });
}

export interface Saying {
  choice: Choice;
  /** Why; an objection needs it. */
  note: string | null;
}

/**
 * Says what one thinks, or says it anew, until the decision ends; it may end by this. Saying the same again is fine.
 * @throws NotFound, Forbidden; Conflict `decision-closed`, or `not-declared` before it was said that no interest is in
 *   the way; Invalid for an objection without a reason, and for abstaining from a consent
 */
export async function sayInDecision(ctx: Context, decisionId: number, { choice, note }: Saying): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const said = await ownVoice(ctx, decisionId);
    // The decision ended by this, and the answer was lost on the way.
    if (said?.closedAt && !said.recusedAt && said.choice === choice && said.note === note) return;
    const { held, voice, personId } = await holdOwnVoice(ctx, decisionId);
    if (!voice.freeAt) throw new Conflict('not-declared');
    if (held.decision.method === 'consent') {
      if (choice === 'abstain') throw new Invalid([{ field: 'choice', code: 'choose' }]);
      if (choice === 'no' && !note) throw new Invalid([{ field: 'note', code: 'missing' }]);
    }
    await ctx.db
      .updateTable('decisionVoice')
      .set({ choice, note, saidAt: ctx.now })
      .where('decisionId', '=', decisionId)
      .where('personId', '=', personId)
      .execute();
    await closeTasks(ctx, { kind: 'decision', id: decisionId }, { personId });
    await record(ctx, 'decision.said', subject(decisionId, voice.allianceId));
    await settleHeld(ctx, held);
  });
}
