import { sql } from 'kysely';
import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { within } from '../platform/db/within.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { personOf, reachOf } from '../platform/roles.ts';
import { closeTasks, dueIn, openTask } from '../platform/tasks.ts';
import type { ConcernMailInput, Severity, StepInput } from './input.ts';
import { concernReply } from './mails.ts';
import { canHandleConcern } from './policy.ts';
import { pageSize } from './queries.ts';

/** How a concern goes on from each state; whatever is not here is refused. None is closed before somebody weighed it. */
const next = {
  new: ['triaged'],
  triaged: ['referred', 'closed'],
  referred: ['triaged', 'closed'],
  closed: ['triaged']
} as const satisfies Record<string, readonly StepInput['to'][]>;

export type ConcernState = keyof typeof next;

/** The states to which a concern may go. */
export const stepsFrom = (state: string): readonly StepInput['to'][] => next[state as ConcernState];

/** Days after which somebody should look at a concern again, by what was found, or once it was handed on. */
const lookAgain: Record<Severity | 'referred', number> = { high: 1, medium: 3, low: 7, referred: 7 };

export const concernFilters = ['open', 'closed', 'all'] as const;
export type ConcernFilter = (typeof concernFilters)[number];

const reach = (ctx: Context) => reachOf(ctx.actor, ['safeguarding-lead']);

/**
 * The concerns that the actor may read: the open ones urgent first and then by age, the others from the newest on.
 * Nothing of what was written is in a list.
 */
export async function listConcerns(ctx: Context, asked: { state: ConcernFilter; page: number }, most = pageSize) {
  const found = ctx.db.selectFrom('concern as c').where(within('c.allianceId', reach(ctx)));
  const counts = await found
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.countAll<number>().filterWhere('c.state', '<>', 'closed').as('open')
    ])
    .executeTakeFirstOrThrow();
  let rows = found
    .innerJoin('alliance as a', 'a.id', 'c.allianceId')
    .select(['c.reference', 'c.state', 'c.severity', 'c.urgent', 'c.createdAt', 'a.name as allianceName']);
  if (asked.state === 'open') rows = rows.where('c.state', '<>', 'closed').orderBy('c.urgent', 'desc').orderBy('c.id');
  else rows = rows.orderBy('c.id', 'desc');
  if (asked.state === 'closed') rows = rows.where('c.state', '=', 'closed');
  return {
    concerns: await rows
      .limit(most)
      .offset((asked.page - 1) * most)
      .execute(),
    counts: { ...counts, closed: counts.all - counts.open }
  };
}

/**
 * Opens a concern to be read: with what was done about it, and who has opened it when. That it was opened is written
 * down itself, once a day for each person (UTC). @throws NotFound, also for one that the actor may not read
 */
export async function openConcern(ctx: Context, reference: string) {
  return inTransaction(ctx, async (ctx) => {
    const concern = await ctx.db
      .selectFrom('concern as c')
      .innerJoin('alliance as a', 'a.id', 'c.allianceId')
      .select(['c.id', 'c.allianceId', 'c.reference', 'c.text', 'c.about', 'c.place', 'c.urgent', 'c.contact'])
      .select(['c.locale', 'c.createdAt', 'c.state', 'c.severity', 'a.name as allianceName'])
      .where('c.reference', '=', reference)
      .where(within('c.allianceId', reach(ctx)))
      .executeTakeFirst();
    if (!concern) throw new NotFound('concern');
    await noteReading(ctx, concern);
    const steps = await ctx.db
      .selectFrom('concernStep as s')
      .innerJoin('person as p', 'p.id', 's.personId')
      .leftJoin('mail as l', 'l.id', 's.mailId')
      .select(['s.id', 's.state', 's.text', 's.severity', 's.referredTo', 's.toAddress', 's.at', 'p.name'])
      .select(['l.sentAt', 'l.givenUpAt'])
      .where('s.concernId', '=', concern.id)
      .orderBy('s.id')
      .execute();
    return { ...concern, steps, readings: await listReadings(ctx, concern.id) };
  });
}

async function noteReading(ctx: Context, { id, allianceId }: { id: number; allianceId: number }): Promise<void> {
  const today = new Date(ctx.now);
  today.setUTCHours(0, 0, 0, 0);
  const known = await ctx.db
    .selectFrom('journal')
    .select('id')
    .where('fact', '=', 'concern.read')
    .where('subjectId', '=', id)
    .where('actorId', '=', personOf(ctx.actor))
    .where('at', '>=', today)
    .executeTakeFirst();
  if (!known) await record(ctx, 'concern.read', { kind: 'concern', id, allianceId });
}

const listReadings = (ctx: Context, id: number) =>
  ctx.db
    .selectFrom('journal as j')
    .innerJoin('person as p', 'p.id', 'j.actorId')
    .select(['p.name', 'j.at'])
    .where('j.fact', '=', 'concern.read')
    .where('j.subjectId', '=', id)
    .orderBy('j.id', 'desc')
    .limit(50)
    .execute();

/** The concern, held until the end of the transaction. @throws NotFound, also for one that the actor may not read */
async function holdConcern(ctx: Context, reference: string) {
  const concern = await ctx.db
    .selectFrom('concern as c')
    .innerJoin('alliance as a', 'a.id', 'c.allianceId')
    .select(['c.id', 'c.allianceId', 'c.reference', 'c.state', 'c.locale', 'a.name as allianceName'])
    .where('c.reference', '=', reference)
    .where(within('c.allianceId', reach(ctx)))
    .forUpdate('c')
    .executeTakeFirst();
  if (!concern) throw new NotFound('concern');
  allow(canHandleConcern(ctx.actor, concern));
  return concern;
}

/** Whether the form was sent before, from the same showing. */
async function wasTaken(ctx: Context, showing: string): Promise<boolean> {
  const known = await ctx.db.selectFrom('concernStep').select('id').where('showing', '=', showing).executeTakeFirst();
  return known !== undefined;
}

/**
 * Takes a concern one step on: weighed, handed on, or closed; each with words, which only those read who may read the
 * concern. What waits for the safeguarding lead goes on with it. The same form sent twice is one step.
 * @throws NotFound, Forbidden
 * @throws Conflict `concern-state` for a step that does not follow from where the concern is
 */
export async function takeConcernStep(ctx: Context, reference: string, step: StepInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id, allianceId, state } = await holdConcern(ctx, reference);
    if (await wasTaken(ctx, step.showing)) return;
    if (!stepsFrom(state).includes(step.to)) throw new Conflict('concern-state');
    const severity = step.to === 'triaged' ? step.severity : null;
    const referredTo = step.to === 'referred' ? step.referredTo : null;
    await ctx.db
      .insertInto('concernStep')
      .values({
        concernId: id,
        state: step.to,
        text: step.text,
        severity,
        referredTo,
        showing: step.showing,
        personId: personOf(ctx.actor)!,
        at: ctx.now
      })
      .execute();
    await ctx.db
      .updateTable('concern')
      .set({ state: step.to, ...(severity && { severity }) })
      .where('id', '=', id)
      .execute();
    const concern = { kind: 'concern', id, allianceId };
    if (step.to === 'closed') await closeTasks(ctx, concern, { kind: 'concern.handle' });
    else await waitAgain(ctx, concern, reference, lookAgain[step.to === 'triaged' ? step.severity : 'referred']);
    await record(ctx, `concern.${step.to}`, concern);
  });
}

const waitAgain = (
  ctx: Context,
  concern: { kind: string; id: number; allianceId: number },
  title: string,
  days: number
): Promise<void> =>
  openTask(ctx, {
    kind: 'concern.handle',
    subject: concern,
    title,
    dueAt: dueIn(ctx, days),
    allianceId: concern.allianceId,
    waitsFor: { audience: 'safeguarding' }
  });

/**
 * Writes to whoever raised a concern, at an address that they gave. The mail says nothing of what they wrote; the words
 * of the safeguarding lead are kept with the concern. The same form sent twice is one mail.
 * @throws NotFound, Forbidden
 */
export async function writeAboutConcern(ctx: Context, reference: string, mail: ConcernMailInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const concern = await holdConcern(ctx, reference);
    if (await wasTaken(ctx, mail.showing)) return;
    const { id, allianceId, state } = concern;
    const locale = concern.locale as Locale;
    const alliance = inLanguage(concern.allianceName, locale).text;
    const mailId = await queueMail(ctx, concernReply({ ...ctx, locale }, alliance, { ...mail, reference }));
    await ctx.db
      .insertInto('concernStep')
      .values({
        concernId: id,
        state,
        text: mail.text,
        toAddress: mail.email,
        mailId,
        showing: mail.showing,
        personId: personOf(ctx.actor)!,
        at: ctx.now
      })
      .execute();
    await record(ctx, 'concern.answered', { kind: 'concern', id, allianceId });
  });
}

/** A mail about a concern did not arrive: it is before the safeguarding lead again, who alone may know to whom it went. */
export async function concernMailFailed(ctx: Context, mailId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const concern = await ctx.db
      .selectFrom('concernStep as s')
      .innerJoin('concern as c', 'c.id', 's.concernId')
      .select(['c.id', 'c.allianceId', 'c.reference'])
      .where('s.mailId', '=', mailId)
      .executeTakeFirst();
    if (concern) await waitAgain(ctx, { kind: 'concern', ...concern }, concern.reference, 0);
  });
}

/**
 * The alliances that the actor owns and of whose concerns nobody would learn: no safeguarding lead with an account in
 * use stands for them, there or above. Says nothing of concerns themselves.
 */
export async function listUnheardAlliances(ctx: Context) {
  const owned = reachOf(ctx.actor, ['owner']);
  if (owned.length === 0) return [];
  return ctx.db
    .withRecursive('heard', (db) =>
      db
        .selectFrom('personRole as r')
        .innerJoin('person as p', 'p.id', 'r.personId')
        .select('r.allianceId as id')
        .where('r.role', '=', 'safeguarding-lead')
        .where('r.endedAt', 'is', null)
        .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', ctx.now)]))
        .where('p.activatedAt', 'is not', null)
        .where('p.suspendedAt', 'is', null)
        .where('p.erasedAt', 'is', null)
        .union(db.selectFrom('alliance as a').innerJoin('heard as h', 'h.id', 'a.parentId').select('a.id'))
    )
    .selectFrom('alliance')
    .select(['id', 'name'])
    .where(within('id', owned))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('heard')
            .select(sql`1`.as('one'))
            .whereRef('heard.id', '=', 'alliance.id')
        )
      )
    )
    .orderBy('id')
    .execute();
}
