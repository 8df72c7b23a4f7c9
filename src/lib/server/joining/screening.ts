import type { Context } from '../platform/context.ts';
import { allow, Conflict } from '../platform/errors.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf } from '../platform/roles.ts';
import { closeTasks, dueIn } from '../platform/tasks.ts';
import { messageJob } from './deciding/decision-jobs.ts';
import { canScreenApplication } from '../membership/policy.ts';
import { getRules } from '../membership/rules.ts';
import { holdApplication, type HeldApplication } from './sight.ts';
import { arrivedStates, moveApplication, type ApplicationState } from './states.ts';
import { showingOf } from './talk.ts';

/** What the secretariat found out about one item of its checklist; without an answer it is open again. */
export interface Check {
  item: string;
  answer: 'yes' | 'no' | 'unclear' | null;
  note: string | null;
}

/** The subject of tasks and facts about an application. */
export const subjectOf = ({ id, allianceId }: Pick<HeldApplication, 'id' | 'allianceId'>) =>
  ({ kind: 'application', id, allianceId }) as const;

/**
 * Writes down what the checklist says of an application; items that are not named stay as they are.
 * @throws NotFound, Forbidden; Conflict `application-state` once it is decided
 */
export async function saveChecks(ctx: Context, reference: string, checks: Check[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canScreenApplication(ctx.actor, application));
    if (!arrivedStates.includes(application.state as ApplicationState)) throw new Conflict('application-state');
    const { id: applicationId } = application;
    const answered = checks.flatMap(({ item, answer, note }) =>
      answer ? [{ applicationId, item, answer, note, personId: personOf(ctx.actor)!, at: ctx.now }] : []
    );
    const open = checks.flatMap(({ item, answer }) => (answer ? [] : [item]));
    if (open.length > 0)
      await ctx.db
        .deleteFrom('applicationCheck')
        .where('applicationId', '=', applicationId)
        .where('item', 'in', open)
        .execute();
    if (answered.length > 0)
      await ctx.db
        .insertInto('applicationCheck')
        .values(answered)
        .onConflict((conflict) =>
          conflict
            .columns(['applicationId', 'item'])
            .doUpdateSet((eb) => ({
              answer: eb.ref('excluded.answer'),
              note: eb.ref('excluded.note'),
              personId: eb.ref('excluded.personId'),
              at: eb.ref('excluded.at')
            }))
            // Who saves the whole list has not looked again at what others found.
            .where((eb) =>
              eb.or([
                eb('applicationCheck.answer', '<>', eb.ref('excluded.answer')),
                eb('applicationCheck.note', 'is distinct from', eb.ref('excluded.note'))
              ])
            )
        )
        .execute();
    await record(ctx, 'application.checked', subjectOf(application));
  });
}

/** What the secretariat writes to an applicant; `showing` tells one showing of the form from all others. */
export interface Words {
  text: string;
  showing: string | null;
}

/** @returns false where the same form was sent before */
async function write(ctx: Context, application: HeldApplication, { text, showing }: Words): Promise<boolean> {
  const from = await showingOf(ctx, application.id, { text, showing, byApplicant: false });
  if (!from) return false;
  const message = await ctx.db
    .insertInto('applicationMessage')
    .values({ applicationId: application.id, personId: personOf(ctx.actor), text, showing: from.showing, at: ctx.now })
    .onConflict((conflict) => conflict.column('showing').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (message) await enqueue(ctx, messageJob, { id: message.id });
  return message !== undefined;
}

/**
 * Asks the applicant for more: by mail, answered there or on the status page, within the days of the rules. The
 * secretariat's task ends; the answer opens it again.
 * @throws NotFound, Forbidden; Conflict `application-state` unless it is being screened
 */
export async function askForMore(ctx: Context, reference: string, words: Words): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canScreenApplication(ctx.actor, application));
    if (!(await write(ctx, application, words))) return;
    await moveApplication(ctx, application, 'asked');
    const { answerDays } = await getRules(ctx, application.allianceId);
    await ctx.db
      .updateTable('application')
      .set({ dueAt: dueIn(ctx, answerDays) })
      .where('id', '=', application.id)
      .execute();
    await closeTasks(ctx, subjectOf(application));
    await record(ctx, 'application.asked', subjectOf(application));
  });
}

/**
 * Writes to the applicant without asking for anything: what waited for an answer of the secretariat is answered.
 * @throws NotFound, Forbidden
 */
export async function writeToApplicant(ctx: Context, reference: string, words: Words): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdApplication(ctx, reference);
    allow(canScreenApplication(ctx.actor, application));
    if (!(await write(ctx, application, words))) return;
    await closeTasks(ctx, subjectOf(application), { kind: 'application.answer' });
    await record(ctx, 'application.answered', subjectOf(application));
  });
}
