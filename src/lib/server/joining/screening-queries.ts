import { sql } from 'kysely';
import { inLanguage } from '#lib/locale.ts';
import { organisationKinds } from '../membership/kinds.ts';
import type { Context } from '../platform/context.ts';
import { hasWords } from '../platform/db/words.ts';
import { NotFound } from '../platform/errors.ts';
import { textParam } from '../platform/params.ts';
import { answersOf } from './application-queries.ts';
import { applicationsSeen } from './sight.ts';
import { applicationStates } from './states.ts';

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

/** The whole of an application that the actor may see: answers, checklist, messages and steps. @throws NotFound */
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
  const [checks, messages, steps, decisions, answers] = await Promise.all([
    ctx.db
      .selectFrom('applicationCheck as c')
      .innerJoin('person as p', 'p.id', 'c.personId')
      .select(['c.item', 'c.answer', 'c.note', 'c.at', 'p.name as person'])
      .where('c.applicationId', '=', id)
      .execute(),
    ctx.db
      .selectFrom('applicationMessage as am')
      .leftJoin('person as p', 'p.id', 'am.personId')
      .select(['am.text', 'am.at', 'p.name as person'])
      .where('am.applicationId', '=', id)
      .orderBy('am.id')
      .execute(),
    ctx.db
      .selectFrom('applicationStep as s')
      .leftJoin('person as p', 'p.id', 's.personId')
      .select(['s.state', 's.at', 'p.name as person'])
      .where('s.applicationId', '=', id)
      .orderBy('s.id')
      .execute(),
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
    messages,
    steps,
    decisions,
    answers
  };
}
export type ApplicationFile = Awaited<ReturnType<typeof getApplicationFile>>;
