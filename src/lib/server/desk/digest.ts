import { sql } from 'kysely';
import { inLanguage, type Locale } from '#lib/locale.ts';
import { actorOf } from '../people/actors.ts';
import type { Context } from '../platform/context.ts';
import type { Localised } from '../platform/db/json.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueueAll } from '../platform/jobs/enqueue.ts';
import { inTransaction } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { audiences, type TaskKind } from '../platform/tasks.ts';
import { digestMail, type DigestTask } from './digest-mails.ts';
import { visibleTo } from './queue.ts';

/** Writes the digest of one person. */
export const digestJob = defineJob<{ id: number }>('desk.digest-mail', { onlyOne: ({ id }) => String(id) });

/** The most that one mail lists; it says how many more there are. */
const longest = 30;

const midnight = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));

/**
 * What is new to somebody since their last digest: it was opened since and had no mail of its own, or it is due within
 * a day and was not yet the last time.
 */
const isNew = (now: Date) => sql<boolean>`(
  (t.opened_at > coalesce(p.digest_at, '-infinity') and t.mailed_at is null)
  or (t.due_at <= ${now}::timestamptz + interval '1 day'
    and t.due_at - interval '1 day' > coalesce(greatest(p.digest_at, t.mailed_at), '-infinity')))`;

/** Who may get one now: with an account in use, not had one today, or this week where that is their wish. */
const mayGet = (now: Date) => sql<boolean>`(
  p.activated_at is not null and p.suspended_at is null and p.email is not null and p.digest <> 'none'
  and (p.digest_at is null or p.digest_at < ${midnight(now)}::timestamptz
    - case p.digest when 'weekly' then interval '6 days' else interval '0' end))`;

/**
 * Finds everybody for whom something new waits, and has a digest written to each. Two statements, however many there
 * are. Safe to run twice: whoever had one today gets no other. @returns how many
 */
export async function sendDigests(ctx: Context): Promise<number> {
  const roles = Object.entries(audiences).flatMap(([audience, names]) =>
    names.map((role: string) => ({ audience, role }))
  );
  const { rows } = await sql<{ id: number }>`
    with recursive above as (
      select id, id as at, parent_id from alliance
      union all select above.id, a.id, a.parent_id from above join alliance a on a.id = above.parent_id
    ),
    waits as (
      select t.*, t.person_id as whose from task t where t.done_at is null and t.person_id is not null
      union all
      select t.*, r.person_id from task t
        join json_to_recordset(${JSON.stringify(roles)}::json) as h(audience text, role text) on h.audience = t.audience
        join above on above.id = t.alliance_id
        join person_role r on r.alliance_id = above.at and r.role = h.role
      where t.done_at is null and t.person_id is null and r.ended_at is null and r.since <= ${ctx.now}
        and (r.until is null or r.until > ${ctx.now}) and (t.held_by is null or t.held_by = r.person_id)
    )
    select distinct p.id from waits t join person p on p.id = t.whose
    where (t.snoozed_until is null or t.snoozed_until <= ${ctx.now}) and ${mayGet(ctx.now)} and ${isNew(ctx.now)}
    order by p.id`.execute(ctx.db);
  await enqueueAll(
    ctx,
    digestJob,
    rows.map(({ id }) => ({ id }))
  );
  return rows.length;
}

/** Does the job `desk.digest-mail`: at most one mail a day, and none where nothing new waits; as often as it runs. */
export async function writeDigest(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await ctx.db
      .selectFrom('person as p')
      .select(['p.name', 'p.email', 'p.locale', 'p.digest'])
      .where('p.id', '=', personId)
      .where(mayGet(ctx.now))
      .forUpdate()
      .executeTakeFirst();
    if (!person) return;
    // The mail is for when they sign in with all that it takes; it names no more than titles.
    const { actor } = await actorOf(ctx, personId, true);
    const tasks = await listWaiting({ ...ctx, actor }, personId);
    if (!tasks.some((task) => task.isNew)) return;
    await ctx.db.updateTable('person').set({ digestAt: ctx.now }).where('id', '=', personId).execute();
    const { name } = await ctx.db
      .selectFrom('alliance')
      .select('name')
      .where('level', '=', 'global')
      .executeTakeFirstOrThrow();
    const locale = person.locale as Locale;
    const alliance = inLanguage(name as Localised, locale).text;
    const to = { name: person.name, email: person.email!, weekly: person.digest === 'weekly' };
    await queueMail(
      { ...ctx, locale },
      digestMail({ ...ctx, locale }, alliance, to, { tasks: tasks.slice(0, longest), all: tasks.length })
    );
  });
}

/** What waits for somebody now, what is due first first. Of a concern no more than its reference and urgency is known. */
async function listWaiting(ctx: Context, personId: number): Promise<(DigestTask & { isNew: boolean })[]> {
  const rows = await ctx.db
    .selectFrom('task as t')
    .innerJoin('person as p', (join) => join.on('p.id', '=', personId))
    .leftJoin('concern as c', (join) => join.on('t.subjectKind', '=', 'concern').onRef('c.id', '=', 't.subjectId'))
    .where((eb) => visibleTo(ctx.actor, eb as never))
    .where('t.doneAt', 'is', null)
    .where((eb) => eb.or([eb('t.snoozedUntil', 'is', null), eb('t.snoozedUntil', '<=', ctx.now)]))
    .where((eb) => eb.or([eb('t.heldBy', 'is', null), eb('t.heldBy', '=', personId)]))
    .select(['t.id', 't.kind', 't.title', 't.dueAt', 'c.reference', 'c.urgent'])
    .select(isNew(ctx.now).as('isNew'))
    .orderBy('t.dueAt')
    .orderBy('t.id')
    .limit(500)
    .execute();
  return rows.map(({ reference, urgent, title, kind, ...task }) => ({
    ...task,
    kind: kind as TaskKind,
    title: reference ?? title,
    urgent: urgent === true
  }));
}
