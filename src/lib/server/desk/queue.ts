import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Actor, Context } from '../platform/context.ts';
import { upFrom } from '../platform/db/within.ts';
import type { Tables } from '../platform/db/tables.ts';
import { allow, Invalid, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf, reachOf } from '../platform/roles.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { audiences, type TaskKind } from '../platform/tasks.ts';
import { canHandleTask } from './policy.ts';

/** What needs me, what colleagues hold, what is put off, and what I have done in the last seven days. */
export const queueViews = ['mine', 'held', 'later', 'done'] as const;
export type QueueView = (typeof queueViews)[number];

type TaskBuilder = ExpressionBuilder<{ t: Tables['task'] }, 't'>;

const isWithdrawn = (actor: Actor) => withdrewFrom(actor, sql`t.subject_kind`, sql`t.subject_id`);

/**
 * Tasks that the actor may see: their own, and those of whoever holds a role where it reaches; but nothing about an
 * application from which they withdrew for an interest, except that they did: that was an answer, too.
 */
export function visibleTo(actor: Actor, eb: TaskBuilder): Expression<SqlBool> {
  const me = personOf(actor) ?? 0;
  const of = Object.entries(audiences).map(([audience, roles]) => ({ audience, reach: reachOf(actor, roles) }));
  const theirs = eb.or([
    eb('t.personId', '=', me),
    ...of
      .filter(({ reach }) => reach.length > 0)
      .map(({ audience, reach }) => eb.and([eb('t.audience', '=', audience), eb('t.allianceId', 'in', reach)]))
  ]);
  const withdrew = sql<boolean>`(t.kind = 'decision.say' and t.done_by = ${me} and exists (select from decision_voice v
    where v.decision_id = t.subject_id and v.person_id = ${me} and v.recused_at is not null))`;
  return eb.and([theirs, eb.or([eb.not(isWithdrawn(actor)), withdrew])]);
}

function inView(ctx: Context, view: QueueView, eb: TaskBuilder): Expression<SqlBool> {
  const me = personOf(ctx.actor) ?? 0;
  const week = new Date(ctx.now.getTime() - 7 * 86_400_000);
  if (view === 'done') return eb.and([eb('t.doneAt', '>', week), eb('t.doneBy', '=', me)]);
  const open = eb('t.doneAt', 'is', null);
  if (view === 'later') return eb.and([open, eb('t.snoozedUntil', '>', ctx.now)]);
  const awake = eb.or([eb('t.snoozedUntil', 'is', null), eb('t.snoozedUntil', '<=', ctx.now)]);
  const mine = eb.or([eb('t.heldBy', 'is', null), eb('t.heldBy', '=', me)]);
  return eb.and([open, awake, view === 'held' ? eb.not(mine) : mine]);
}

const tasks = (ctx: Context) => ctx.db.selectFrom('task as t').where((eb) => visibleTo(ctx.actor, eb as TaskBuilder));

/** How much there is in each view of the queue: one statement. */
export async function countTasks(ctx: Context): Promise<Record<QueueView, number>> {
  const week = new Date(ctx.now.getTime() - 7 * 86_400_000);
  return tasks(ctx)
    .where((eb) => eb.or([eb('t.doneAt', 'is', null), eb('t.doneAt', '>', week)]))
    .select((eb) =>
      queueViews.map((view) =>
        eb.fn
          .countAll<number>()
          .filterWhere(inView(ctx, view, eb as never))
          .as(view)
      )
    )
    .executeTakeFirstOrThrow() as Promise<Record<QueueView, number>>;
}

/** Tasks on a page of the queue. */
export const tasksAPage = 50;

/** One page of a view, what is due or comes back first first; the newest first of what is done. Two statements a page with the count. */
export async function listTasks(ctx: Context, view: QueueView, { page = 1, pageSize = tasksAPage } = {}) {
  const rows = await tasks(ctx)
    .leftJoin('person as holder', 'holder.id', 't.heldBy')
    .where((eb) => inView(ctx, view, eb as never))
    .select([
      't.id',
      't.kind',
      // The name of what they withdrew from is theirs to read no more.
      sql<string | null>`case when not ${isWithdrawn(ctx.actor)} then t.title end`.as('title'),
      't.openedAt',
      't.dueAt',
      't.doneAt',
      't.snoozedUntil',
      'holder.name as holder'
    ])
    .$if(view === 'done', (query) => query.orderBy('t.doneAt', 'desc'))
    .$if(view === 'later', (query) => query.orderBy('t.snoozedUntil'))
    .orderBy('t.dueAt')
    .orderBy('t.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as TaskKind }));
}

/** The first task that needs the actor: where the desk leads on after an answer. */
export async function nextTask(ctx: Context): Promise<number | undefined> {
  const [first] = await listTasks(ctx, 'mine', { pageSize: 1 });
  return first?.id;
}

/** The open task about a subject that the actor may see, with who holds it; undefined when nothing waits there. */
export async function findTaskAbout(ctx: Context, subject: { kind: string; id: number }) {
  return tasks(ctx)
    .leftJoin('person as holder', 'holder.id', 't.heldBy')
    .where('t.subjectKind', '=', subject.kind)
    .where('t.subjectId', '=', subject.id)
    .where('t.doneAt', 'is', null)
    .select([
      't.id',
      't.kind',
      't.dueAt',
      't.heldBy',
      't.snoozedUntil',
      't.allianceId',
      't.audience',
      'holder.name as holder'
    ])
    .orderBy('t.dueAt')
    .executeTakeFirst();
}

/** Where a task is answered: the address of its subject on the desk. @throws NotFound for one that the actor may not see */
export async function addressOfTask(ctx: Context, id: number): Promise<string> {
  const row = await tasks(ctx)
    .where('t.id', '=', id)
    .leftJoin('application as a', (join) =>
      join.on('t.subjectKind', '=', 'application').onRef('a.id', '=', 't.subjectId')
    )
    .leftJoin('message as m', (join) => join.on('t.subjectKind', '=', 'message').onRef('m.id', '=', 't.subjectId'))
    .leftJoin('concern as c', (join) => join.on('t.subjectKind', '=', 'concern').onRef('c.id', '=', 't.subjectId'))
    .leftJoin('confirmation as y', (join) =>
      join.on('t.subjectKind', '=', 'confirmation').onRef('y.id', '=', 't.subjectId')
    )
    .leftJoin('membership as s', (join) =>
      join.on(
        sql<boolean>`s.id = coalesce(y.membership_id, case when t.subject_kind = 'membership' then t.subject_id end)`
      )
    )
    .select((eb) => [
      't.kind',
      't.subjectKind',
      't.subjectId',
      's.organisationId',
      eb.fn.coalesce('a.reference', 'm.reference', 'c.reference').as('reference')
    ])
    .executeTakeFirst();
  if (!row) throw new NotFound('task');
  const { kind, subjectKind, subjectId, reference, organisationId } = row;
  if (reference) return `/desk/${subjectKind}s/${reference}`;
  if (kind === 'organisation.first-steps') return `/desk/member/${subjectId}`;
  if (kind === 'membership.confirm' || kind === 'membership.charter') return `/desk/member/${organisationId}`;
  const places: Record<string, string> = {
    decision: 'decisions',
    organisation: 'organisations',
    membership: 'memberships',
    confirmation: 'memberships',
    'organisation-change': 'changes',
    mail: 'mails'
  };
  return `/desk/${places[subjectKind]}/${subjectId}`;
}

async function getTask(ctx: Context, id: number) {
  const task = await tasks(ctx)
    .where('t.id', '=', id)
    .where('t.doneAt', 'is', null)
    .select(['t.id', 't.allianceId', 't.audience', 't.personId', 't.heldBy'])
    .forUpdate('t')
    .executeTakeFirst();
  if (!task) throw new NotFound('task');
  allow(canHandleTask(ctx.actor, task));
  return task;
}

/**
 * Gives a task of a group to one of those who may handle it, or back to all with null.
 * @returns whether somebody else has it now, or may take it, than before
 * @throws NotFound; Invalid where the person may not handle it, and for what waits for one person alone
 */
export async function giveTask(ctx: Context, id: number, personId: number | null): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const task = await getTask(ctx, id);
    const colleagues = task.audience ? await listColleagues(ctx, task.audience, task.allianceId) : [];
    if (personId !== null && !colleagues.some((colleague) => colleague.id === personId))
      throw new Invalid([{ field: 'person', code: 'choose' }]);
    if (task.heldBy === personId) return false;
    await ctx.db.updateTable('task').set({ heldBy: personId }).where('id', '=', id).execute();
    await record(ctx, 'task.given', { kind: 'task', id, allianceId: task.allianceId }, { person: personId });
    return true;
  });
}

/** Puts a task off until a moment, or brings it back with null. @throws NotFound */
export async function snoozeTask(ctx: Context, id: number, until: Date | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const task = await getTask(ctx, id);
    await ctx.db.updateTable('task').set({ snoozedUntil: until }).where('id', '=', id).execute();
    await record(ctx, 'task.put-off', { kind: 'task', id, allianceId: task.allianceId });
  });
}

/** Those who may handle what waits for an audience of an alliance, by name: holders there or, where it reaches, above. */
export async function listColleagues(ctx: Context, audience: string, allianceId: number | null) {
  const { rows } = await sql<{ id: number; name: string }>`
    select distinct p.id, p.name from person_role r join person p on p.id = r.person_id
    where r.alliance_id in ${upFrom(allianceId)} and r.role = any(${audiences[audience as keyof typeof audiences] ?? []}::text[])
      and r.ended_at is null and (r.until is null or r.until > ${ctx.now}) and p.suspended_at is null and p.erased_at is null
    order by p.name, p.id limit 200`.execute(ctx.db);
  return rows;
}

/** What a page of an item shows of the task about it: the task, and those to whom it may be given. */
export async function getTaskBar(ctx: Context, subject: { kind: string; id: number }) {
  const task = await findTaskAbout(ctx, subject);
  const colleagues = task?.audience ? await listColleagues(ctx, task.audience, task.allianceId) : [];
  return { task: task ?? null, colleagues };
}
