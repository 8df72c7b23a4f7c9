import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { NotFound } from '../../platform/errors.ts';
import { holds, personOf, steering } from '../../platform/roles.ts';
import { canOpenDecision } from '../../membership/policy.ts';
import { applicationsSeen } from '../sight.ts';
import { seatHolders, seemsInvolved } from './voices.ts';

/**
 * What a decision asks of somebody who has not yet said whether an interest is in the way: no more than who the
 * applicant is. Everything else is in the file, which only then opens.
 */
async function getQuestion(ctx: Context, id: number) {
  return ctx.db
    .selectFrom('decision as d')
    .innerJoin('application as a', 'a.id', 'd.applicationId')
    .leftJoin('place as c', 'c.id', 'a.countryId')
    .leftJoin('decisionVoice as v', (join) =>
      join.onRef('v.decisionId', '=', 'd.id').on('v.personId', '=', personOf(ctx.actor) ?? 0)
    )
    .leftJoin('person as p', 'p.id', 'v.personId')
    .select([
      'd.id',
      'd.allianceId',
      'd.deadline',
      'd.closedAt',
      'a.reference',
      'a.name',
      'a.kind',
      'a.kindNote',
      'c.countryCode',
      'v.personId',
      'v.freeAt',
      'v.recusedAt',
      'v.choice',
      'v.note',
      'v.saidAt'
    ])
    .select(seemsInvolved.as('seemsInvolved'))
    .where('d.id', '=', id)
    .executeTakeFirst();
}

/**
 * A decision as the actor may see it. Who is asked and has not declared gets the question and nothing else; the
 * secretariat, and who is free of an interest, get the paper and the participants. What others chose is seen by who has
 * said something, and by all who may see the decision once it has ended.
 * @throws NotFound for all others, and for who withdrew
 */
export async function getDecision(ctx: Context, id: number) {
  const question = await getQuestion(ctx, id);
  if (!question || question.recusedAt) throw new NotFound('decision');
  const { personId, freeAt, choice, note, saidAt, seemsInvolved: involved, ...asked } = question;
  const isAsked = personId !== null && holds(ctx.actor, steering, asked.allianceId);
  const own = isAsked ? { freeAt, choice, note, saidAt, seemsInvolved: involved } : undefined;
  const paper = await applicationsSeen(ctx)
    .innerJoin('decision as d', 'd.applicationId', 'a.id')
    .select(['d.method', 'd.recommendation', 'd.paper', 'd.reason', 'd.quorum', 'd.result', 'd.openedAt'])
    .where('d.id', '=', id)
    .executeTakeFirst();
  // A secretariat that is also asked sees the file, but declares before it says anything.
  if (!paper && !own) throw new NotFound('decision');
  if (!paper) return { ...asked, own, file: undefined };
  const showChoices = asked.closedAt !== null || (own?.saidAt ?? null) !== null;
  const voices = await listVoices(ctx, asked, showChoices);
  return { ...asked, own, file: { ...paper, voices, showChoices } };
}

async function listVoices(ctx: Context, decision: { id: number; allianceId: number }, showChoices: boolean) {
  const rows = await ctx.db
    .selectFrom('decisionVoice as v')
    .innerJoin('person as p', 'p.id', 'v.personId')
    .select((eb) => [
      'p.id',
      'p.name',
      'v.freeAt',
      'v.recusedAt',
      'v.recusal',
      'v.saidAt',
      'v.choice',
      'v.note',
      eb
        .exists(
          seatHolders(ctx, decision.allianceId)
            .select('p.id')
            .where('p.id', '=', sql<number>`v.person_id`)
        )
        .as('holdsSeat')
    ])
    .where('v.decisionId', '=', decision.id)
    .orderBy('p.name')
    .orderBy('p.id')
    .execute();
  const seesRecusals = canOpenDecision(ctx.actor, decision);
  return rows.map(({ choice, note, recusal, ...voice }) => ({
    ...voice,
    recusal: seesRecusals ? recusal : null,
    choice: showChoices ? choice : null,
    note: showChoices ? note : null
  }));
}

/** Who would be asked to decide on an application now, and who of them seems to have to do with the applicant. */
export async function listCommittee(ctx: Context, reference: string) {
  const application = await applicationsSeen(ctx)
    .select(['a.id', 'a.allianceId'])
    .where('a.reference', '=', reference)
    .executeTakeFirst();
  if (!application) throw new NotFound('application');
  return seatHolders(ctx, application.allianceId)
    .innerJoin('application as a', (join) => join.on('a.id', '=', application.id))
    .select(['p.id', 'p.name'])
    .select(seemsInvolved.as('seemsInvolved'))
    .orderBy('p.name')
    .execute();
}
