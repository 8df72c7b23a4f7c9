import { sql } from 'kysely';
import type { Context } from './context.ts';
import type { Subject } from './journal.ts';
import { personOf, secretariat, type Role } from './roles.ts';

/** Who may answer a task that is nobody's own: whoever holds one of these roles on its alliance. */
export const audiences = {
  secretariat,
  safeguarding: ['safeguarding-lead']
} as const satisfies Record<string, readonly Role[]>;
export type Audience = keyof typeof audiences;

/** Every kind of task, as `subject.what-is-asked`. */
export const taskKinds = [
  'application.screen',
  'application.answer',
  'application.conclude',
  'decision.say',
  'membership.confirm',
  'membership.review',
  'membership.left',
  'membership.return',
  'membership.charter',
  'organisation.change',
  'organisation.first-steps',
  'organisation.without-focal-point',
  'message.answer',
  'concern.handle',
  'mail.failed'
] as const;
export type TaskKind = (typeof taskKinds)[number];

export interface NewTask {
  kind: TaskKind;
  subject: Pick<Subject, 'kind' | 'id'>;
  /** What a list says of it: a name or a reference; no more than everybody may see who sees the task. */
  title: string;
  dueAt: Date;
  /** The alliance in whose business it arose; without an audience it may be missing. */
  allianceId: number | null;
  /** Whom it waits for: one person, or whoever holds a role. */
  waitsFor: { personId: number } | { audience: Audience };
}

/**
 * Puts something before whom it waits for, in the caller's transaction. What waits there already stays one: its title
 * and due date are brought up to date.
 */
export async function openTask(ctx: Context, task: NewTask): Promise<void> {
  const { kind, subject, title, dueAt, allianceId, waitsFor } = task;
  await ctx.db
    .insertInto('task')
    .values({
      kind,
      subjectKind: subject.kind,
      subjectId: subject.id,
      title,
      allianceId,
      audience: 'audience' in waitsFor ? waitsFor.audience : null,
      personId: 'personId' in waitsFor ? waitsFor.personId : null,
      openedAt: ctx.now,
      dueAt
    })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'subjectKind', 'subjectId', 'personId'])
        .where('doneAt', 'is', null)
        .doUpdateSet({ title, dueAt })
    )
    .execute();
}

/**
 * Closes what waits about a subject: all of it, or one kind, or one person's; in the transaction of the verb that
 * answered it. Closing what is closed is fine.
 */
export async function closeTasks(
  ctx: Context,
  subject: Pick<Subject, 'kind' | 'id'>,
  only: { kind?: TaskKind; personId?: number } = {}
): Promise<void> {
  let query = ctx.db
    .updateTable('task')
    .set({ doneAt: ctx.now, doneBy: personOf(ctx.actor) })
    .where('subjectKind', '=', subject.kind)
    .where('subjectId', '=', subject.id)
    .where('doneAt', 'is', null);
  if (only.kind) query = query.where('kind', '=', only.kind);
  if (only.personId) query = query.where('personId', '=', only.personId);
  await query.execute();
}

/** The moment a number of days from now, at the end of the working day in UTC: when something is due. */
export function dueIn(ctx: Pick<Context, 'now'>, days: number): Date {
  const due = new Date(ctx.now.getTime() + days * 86_400_000);
  due.setUTCHours(17, 0, 0, 0);
  return due;
}

/**
 * The same in days on which people work. Saturday and Sunday are none: a due date is a promise to the one who waits, and
 * where the weekend lies on other days it only comes out a day earlier or later.
 */
export function dueInWorkingDays(ctx: Pick<Context, 'now'>, days: number): Date {
  let [due, left] = [dueIn(ctx, 0), days];
  while (left > 0) {
    due = new Date(due.getTime() + 86_400_000);
    if (due.getUTCDay() % 6 !== 0) left -= 1;
  }
  return due;
}

/** Deletes tasks that were done more than a year ago: the journal keeps what happened. @returns how many */
export async function forgetDoneTasks(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('task')
    .where('doneAt', '<', sql<Date>`${ctx.now}::timestamptz - interval '1 year'`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
