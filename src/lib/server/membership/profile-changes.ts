import type { Context } from '../platform/context.ts';
import { allow, Conflict, Invalid, NotFound } from '../platform/errors.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf, reachOf, secretariat } from '../platform/roles.ts';
import { closeTasks, dueIn, openTask } from '../platform/tasks.ts';
import { makeOrganisationFindable } from './findable.ts';
import { canDecideChange, canEditOrganisation } from './policy.ts';
import type { ChangeAnswerInput, ChangeInput } from './profile-input.ts';
import { getRules } from './rules.ts';
import { changeMail } from './year/year-jobs.ts';

/**
 * Asks for another name, short name or kind of an organisation; the secretariat decides.
 * @throws NotFound, Forbidden; Invalid `name: unchanged`; Conflict `change-open` while another one waits
 */
export async function askForChange(ctx: Context, organisationId: number, input: ChangeInput): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const organisation = await ctx.db
      .selectFrom('organisation')
      .select(['allianceId', 'name', 'shortName', 'kind'])
      .where('id', '=', organisationId)
      .where('status', '=', 'active')
      .executeTakeFirst();
    if (!organisation) throw new NotFound('organisation');
    const { allianceId, name } = organisation;
    allow(canEditOrganisation(ctx.actor, { allianceId, organisationId }));
    if (input.name === name && input.shortName === organisation.shortName && input.kind === organisation.kind)
      throw new Invalid([{ field: 'name', code: 'unchanged' }]);
    const added = await ctx.db
      .insertInto('organisationChange')
      .values({ ...input, organisationId, askedBy: personOf(ctx.actor), askedAt: ctx.now })
      .onConflict((conflict) => conflict.column('organisationId').where('decidedAt', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw new Conflict('change-open');
    await openTask(ctx, {
      kind: 'organisation.change',
      subject: { kind: 'organisation-change', id: added.id },
      title: name,
      dueAt: dueIn(ctx, (await getRules(ctx, allianceId)).changeDays),
      allianceId,
      waitsFor: { audience: 'secretariat' }
    });
    await record(ctx, 'organisation.change-asked', { kind: 'organisation', id: organisationId, allianceId });
    return added.id;
  });
}

/**
 * Makes a change of name or kind, or not, with a sentence that its people get by mail. The name until now stays one
 * by which the organisation is found. @throws NotFound, also for who may not decide it; Conflict `change-decided`
 */
export async function decideChange(ctx: Context, id: number, { accept, answer }: ChangeAnswerInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const change = await ctx.db
      .selectFrom('organisationChange as c')
      .innerJoin('organisation as o', 'o.id', 'c.organisationId')
      .select(['c.organisationId', 'c.name', 'c.shortName', 'c.kind', 'c.decidedAt'])
      .select(['o.allianceId', 'o.name as oldName', 'o.shortName as oldShortName', 'o.aliases'])
      .where('c.id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    // Whoever may not decide does not learn that somebody asked.
    if (!change || !canDecideChange(ctx.actor, change)) throw new NotFound('change');
    const { organisationId, allianceId, name, shortName, kind } = change;
    if (change.decidedAt) throw new Conflict('change-decided');
    await ctx.db
      .updateTable('organisationChange')
      .set({ decidedAt: ctx.now, decidedBy: personOf(ctx.actor), accepted: accept, answer })
      .where('id', '=', id)
      .execute();
    if (accept) {
      const former = [...change.aliases, change.oldName, change.oldShortName ?? []].flat();
      const aliases = [...new Set(former)].filter((alias) => alias !== name && alias !== shortName);
      await ctx.db
        .updateTable('organisation')
        .set({ name, shortName, kind, aliases, changedAt: ctx.now })
        .where('id', '=', organisationId)
        .execute();
      await makeOrganisationFindable(ctx, organisationId);
    }
    await closeTasks(ctx, { kind: 'organisation-change', id });
    await enqueue(ctx, changeMail, { id });
    const fact = accept ? 'organisation.change-accepted' : 'organisation.change-declined';
    await record(ctx, fact, { kind: 'organisation', id: organisationId, allianceId }, { change: id });
  });
}

/** A change of name or kind beside what stands now. @throws NotFound, also for one that the actor does not decide on */
export async function getChange(ctx: Context, id: number) {
  const change = await ctx.db
    .selectFrom('organisationChange as c')
    .innerJoin('organisation as o', 'o.id', 'c.organisationId')
    .leftJoin('person as p', 'p.id', 'c.askedBy')
    .select(['c.id', 'c.organisationId', 'c.name', 'c.shortName', 'c.kind', 'c.reason', 'c.askedAt', 'c.decidedAt'])
    .select([
      'c.accepted',
      'c.answer',
      'o.slug',
      'o.name as oldName',
      'o.shortName as oldShortName',
      'o.kind as oldKind'
    ])
    .select('p.name as askedBy')
    .where('c.id', '=', id)
    .where('o.allianceId', 'in', [0, ...reachOf(ctx.actor, secretariat)])
    .executeTakeFirst();
  if (!change) throw new NotFound('change');
  return change;
}

/** The change of an organisation that waits for the secretariat, if there is one. */
export const findOpenChange = (ctx: Context, organisationId: number) =>
  ctx.db
    .selectFrom('organisationChange')
    .select(['name', 'shortName', 'kind', 'askedAt'])
    .where('organisationId', '=', organisationId)
    .where('decidedAt', 'is', null)
    .executeTakeFirst();
