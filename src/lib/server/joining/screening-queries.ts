import { sql } from 'kysely';
import { inLanguage } from '#lib/locale.ts';
import { organisationKinds } from '../membership/kinds.ts';
import type { Context } from '../platform/context.ts';
import { hasWords } from '../platform/db/words.ts';
import { NotFound } from '../platform/errors.ts';
import { textParam } from '../platform/params.ts';
import { answersOf } from './application-queries.ts';
import { isAdopted, type Outcome } from './deciding/outcomes.ts';
import { applicationsSeen } from './sight.ts';
import { applicationStates } from './states.ts';
import { listTalk, mostShown } from './talk.ts';

export interface ApplicationFilter {
  state?: string;
  kind?: string;
  /** Part of a name or a reference. */
  q?: string;
}

/** Reads the filter from an address; whatever stands in it wrongly counts as not said. */
export const readApplicationFilter = (params: URLSearchParams): ApplicationFilter => ({
  state: applicationStates.find((state) => state === params.get('state')),
  kind: organisationKinds.find((kind) => kind === params.get('kind')),
  q: textParam(params, 'q', 200) || undefined
});

/** How many applications a page of the list has. */
export const applicationsAPage = 50;

function matching(ctx: Context, { state, kind, q }: ApplicationFilter) {
  let query = applicationsSeen(ctx);
  if (state) query = query.where('a.state', '=', state);
  if (kind) query = query.where('a.kind', '=', kind);
  if (q) query = query.where(hasWords('a.words', q));
  return query;
}

/** One page of the applications that the actor may see and that match: what waits first, what is due first. */
export async function listApplications(
  ctx: Context,
  filter: ApplicationFilter,
  page = 1,
  pageSize = applicationsAPage
) {
  return matching(ctx, filter)
    .innerJoin('alliance as al', 'al.id', 'a.allianceId')
    .leftJoin('place as p', 'p.id', 'a.countryId')
    .select(['a.reference', 'a.name', 'a.kind', 'a.state', 'a.sentAt', 'a.dueAt', 'a.decidedAt', 'p.countryCode'])
    .select('al.name as allianceName')
    .orderBy(sql`a.state in ('approved', 'declined', 'withdrawn')`)
    .orderBy(sql`a.due_at nulls last`)
    .orderBy('a.id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
    .then((rows) =>
      rows.map(({ allianceName, ...row }) => ({ ...row, alliance: inLanguage(allianceName, ctx.locale).text }))
    );
}

/** How many applications the actor may see that match. */
export async function countApplications(ctx: Context, filter: ApplicationFilter): Promise<number> {
  const { count } = await matching(ctx, filter)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The whole of an application that the actor may see: answers, checklist, messages and what happened. @throws NotFound */
export async function getApplicationFile(ctx: Context, reference: string) {
  const application = await applicationsSeen(ctx)
    .innerJoin('alliance as al', 'al.id', 'a.allianceId')
    .leftJoin('place as p', 'p.id', 'a.countryId')
    .selectAll('a')
    .select(['p.countryCode', 'al.name as allianceName'])
    .where('a.reference', '=', reference)
    .executeTakeFirst();
  if (!application) throw new NotFound('application');
  const { id } = application;
  // A checklist has an end, and each decision is opened by hand: of these there are never many.
  const [checks, messages, events, decisions, answers] = await Promise.all([
    ctx.db
      .selectFrom('applicationCheck as c')
      .innerJoin('person as p', 'p.id', 'c.personId')
      .select(['c.item', 'c.answer', 'c.note', 'c.at', 'p.name as person'])
      .where('c.applicationId', '=', id)
      .execute(),
    listTalk(ctx, id),
    listEvents(ctx, id),
    ctx.db
      .selectFrom('decision')
      .select(['id', 'method', 'recommendation', 'openedAt', 'deadline', 'closedAt', 'result', 'reason', 'paper'])
      .where('applicationId', '=', id)
      .orderBy('id')
      .execute(),
    answersOf(ctx, application)
  ]);
  return {
    ...application,
    alliance: inLanguage(application.allianceName, ctx.locale).text,
    checks,
    messages: messages.map(({ text, at, person }) => ({ text, at, person })),
    events,
    decisions,
    answers
  };
}
export type ApplicationFile = Awaited<ReturnType<typeof getApplicationFile>>;

/** What tells how an application went: neither each saving of it, nor who of the committee said something when. */
const told = (
  'begun unconfirmed confirmed sent taken-back asked answered written checked ' +
  'recommended approved declined withdrawn links-renewed'
)
  .split(' ')
  .map((what) => `application.${what}`);

interface ApplicationEvent {
  at: Date;
  fact: string;
  /** Who did it; null for the program, and for somebody without an account. */
  by: string | null;
  actorKind: string;
  /** The decision that it is about, with how many of those asked said what: of one that ended, of all. */
  decision: {
    id: number;
    method: string;
    recommendation: string;
    result: string | null;
    counts: Record<'yes' | 'no' | 'abstain' | 'silent' | 'recused', number>;
  } | null;
}

/**
 * What happened to an application, the oldest first: from the journal. A decision stands once, as that of those who
 * took it, and not again as the doing of who spoke last; a checklist that was saved several times, with the last.
 */
async function listEvents(ctx: Context, id: number): Promise<ApplicationEvent[]> {
  const { rows } = await sql<ApplicationEvent>`
    with about (kind, id) as (select 'application', ${id}::int
      union all select 'decision', d.id from decision d where d.application_id = ${id})
    select j.at, j.fact, j.actor_kind, p.name as by,
      case when d.id is not null then json_build_object('id', d.id, 'method', d.method,
        'recommendation', d.recommendation, 'result', d.result, 'counts', (select json_build_object(
          'yes', count(*) filter (where choice = 'yes'), 'no', count(*) filter (where choice = 'no'),
          'abstain', count(*) filter (where choice = 'abstain'),
          'silent', count(*) filter (where choice is null and recused_at is null),
          'recused', count(*) filter (where recused_at is not null))
          from decision_voice v where v.decision_id = d.id and d.closed_at is not null)) end as decision
    from about a join journal j on j.subject_kind = a.kind and j.subject_id = a.id
      left join person p on j.actor_kind = 'person' and p.id = j.actor_id
      left join decision d on d.id = case when a.kind = 'decision' then a.id else (j.data ->> 'decision')::int end
    where j.fact = any(${[...told, 'decision.closed', 'decision.withdrawn']}::text[])
    order by j.id desc limit ${mostShown}`.execute(ctx.db);
  rows.reverse();
  return rows.filter((event, i) => {
    const [before, after] = [rows[i - 1], rows[i + 1]];
    if (event.fact === 'application.checked') return after?.fact !== event.fact || after.by !== event.by;
    return !isOutcomeOf(before, event) && !isOutcomeOf(after, event);
  });
}

/** Whether an application was approved or declined by the decision beside it, of which more is said. */
function isOutcomeOf(beside: ApplicationEvent | undefined, { fact }: ApplicationEvent): boolean {
  const decision = beside?.decision;
  if (!decision || fact !== `application.${decision.result}`) return false;
  return beside.fact === 'decision.closed'
    ? isAdopted(decision.result as Outcome, decision)
    : beside.fact === 'application.recommended' && decision.method === 'secretariat';
}
