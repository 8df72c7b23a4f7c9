import { sql, type RawBuilder } from 'kysely';
import { inLanguage, type Localised } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { within } from '../platform/db/within.ts';
import { organisationsOf, personOf, reachOf, secretariat } from '../platform/roles.ts';
import { hasArrived } from '../joining/sight.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { personInReach } from '../people/queries.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { noteSubjects } from './notes.ts';

/** What a fact is about, as it is called, and where the reader finds it. */
export interface NamedSubject {
  text: string;
  /** The address of its page, without a language; null where it has none that the reader may open. */
  href: string | null;
}
type Row = { id: number; text: string | Localised; href: string | null };

/** The things of one kind with these numbers that the actor may see. */
type Named = (ctx: Context, ids: number[]) => RawBuilder<Row>;

/** Organisations that the actor sees, as `o`: in reach, or spoken for. */
const seenOrganisation = ({ actor }: Context) =>
  sql<boolean>`(${organisationInReach(recordReach(actor))} or o.id = any(${organisationsOf(actor)}::int[]))`;

/** Applications `a` that have arrived, and from which the actor did not withdraw. */
const seenApplication = ({ actor }: Context) =>
  sql<boolean>`${hasArrived} and not ${withdrewFrom(actor, sql`'application'`, sql`a.id`)}`;

const inOffice = ({ actor }: Context) => sql`any(${reachOf(actor, secretariat)}::int[])`;

/** Something of an organisation, by the organisation's name. */
const ofOrganisation =
  (from: RawBuilder<unknown>, allianceId: RawBuilder<unknown>, href: RawBuilder<unknown>): Named =>
  (ctx, ids) => sql`select t.id, o.name as text,
      case when ${allianceId} = any(${recordReach(ctx.actor)}::int[]) then ${href} end as href
    from ${from} where t.id = any(${ids}::int[]) and ${seenOrganisation(ctx)}`;

const kinds: Record<string, Named> = {
  alliance: (_, ids) => sql`select id, name as text, null as href from alliance where id = any(${ids}::int[])`,
  application: (ctx, ids) => sql`select a.id, concat_ws(' · ', a.name, a.reference) as text,
      '/desk/applications/' || a.reference as href
    from application a where a.id = any(${ids}::int[]) and a.alliance_id = ${inOffice(ctx)} and ${seenApplication(ctx)}`,
  concern: ({ actor }, ids) => sql`select id, reference as text, '/desk/concerns/' || reference as href
    from concern where id = any(${ids}::int[]) and alliance_id = any(${reachOf(actor, ['safeguarding-lead'])}::int[])`,
  confirmation: ofOrganisation(
    sql`confirmation t join membership m on m.id = t.membership_id join organisation o on o.id = m.organisation_id`,
    sql`m.alliance_id`,
    sql`'/desk/memberships/' || m.id`
  ),
  decision: (ctx, ids) => sql`select d.id, a.name as text, '/desk/decisions/' || d.id as href
    from decision d join application a on a.id = d.application_id
    where d.id = any(${ids}::int[]) and ${seenApplication(ctx)} and (d.alliance_id = ${inOffice(ctx)}
      or exists (select from decision_voice v where v.decision_id = d.id and v.person_id = ${personOf(ctx.actor)}))`,
  event: (_, ids) => sql`select id, title as text, null as href from event
    where id = any(${ids}::int[]) and published_at is not null`,
  import: (ctx, ids) => sql`select id, name as text, '/desk/import/' || id as href
    from import where id = any(${ids}::int[]) and alliance_id = ${inOffice(ctx)}`,
  membership: ofOrganisation(
    sql`membership t join organisation o on o.id = t.organisation_id`,
    sql`t.alliance_id`,
    sql`'/desk/memberships/' || t.id`
  ),
  message: (ctx, ids) => sql`select id, concat_ws(' · ', name, reference) as text,
      '/desk/messages/' || reference as href
    from message where id = any(${ids}::int[]) and alliance_id = ${inOffice(ctx)}`,
  organisation: (ctx, ids) => sql`select o.id, o.name as text,
      case when ${organisationInReach(recordReach(ctx.actor))} then '/desk/organisations/' || o.id
        else '/desk/member/' || o.id end as href
    from organisation o where o.id = any(${ids}::int[]) and ${seenOrganisation(ctx)}`,
  'organisation-change': ofOrganisation(
    sql`organisation_change t join organisation o on o.id = t.organisation_id`,
    sql`o.alliance_id`,
    sql`'/desk/organisations/' || o.id`
  ),
  person: (ctx, ids) => sql`select p.id, p.name as text,
      case when p.id = ${personOf(ctx.actor)} then '/account' else '/desk/people/' || p.id end as href
    from person p where p.id = any(${ids}::int[]) and p.erased_at is null
      and (p.id = ${personOf(ctx.actor)} or ${personInReach(ctx)})`
};

interface Fact {
  subjectKind: string;
  subjectId: number;
  data?: Record<string, unknown>;
}
type About = Pick<Fact, 'subjectKind' | 'subjectId'>;

/** What a note is about stands in its fact: it holds also once the note is deleted. */
function aboutNote({ data = {} }: Fact): About | undefined {
  const subjectKind = noteSubjects.find((kind) => typeof data[`${kind}Id`] === 'number');
  return subjectKind && { subjectKind, subjectId: Number(data[`${subjectKind}Id`]) };
}

/** What each fact is to be named by: of notes and tasks, what they are about. One statement where there are tasks. */
async function namedBy(ctx: Context, facts: Fact[]): Promise<(About | undefined)[]> {
  const ids = facts.flatMap(({ subjectKind, subjectId }) => (subjectKind === 'task' ? [subjectId] : []));
  const rows =
    ids.length === 0
      ? []
      : await ctx.db
          .selectFrom('task')
          .select(['id', 'subjectKind', 'subjectId'])
          .where(within('id', [...new Set(ids)]))
          .execute();
  const tasks = new Map(rows.map(({ id, ...about }) => [id, about]));
  return facts.map((fact) => {
    if (fact.subjectKind === 'note') return aboutNote(fact);
    return fact.subjectKind === 'task' ? tasks.get(fact.subjectId) : fact;
  });
}

/**
 * Names what facts are about, as far as the actor may see it: one statement for each kind that occurs, however many
 * facts. What has no name, is gone, or is not theirs to see stays without.
 */
export async function nameSubjects<T extends Fact>(
  ctx: Context,
  facts: T[]
): Promise<(T & { subject?: NamedSubject })[]> {
  const abouts = await namedBy(ctx, facts);
  const wanted = Map.groupBy(
    abouts.filter((about) => about !== undefined),
    ({ subjectKind }) => subjectKind
  );
  const named = new Map<string, NamedSubject>();
  for (const [kind, about] of wanted) {
    if (!Object.hasOwn(kinds, kind)) continue;
    const ids = [...new Set(about.map(({ subjectId }) => subjectId))];
    const { rows } = await kinds[kind]!(ctx, ids).execute(ctx.db);
    for (const { id, text, href } of rows)
      named.set(`${kind}:${id}`, { text: typeof text === 'string' ? text : inLanguage(text, ctx.locale).text, href });
  }
  return facts.map((fact, i) => ({ ...fact, subject: named.get(`${abouts[i]?.subjectKind}:${abouts[i]?.subjectId}`) }));
}
