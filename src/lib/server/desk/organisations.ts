import { sql, type SqlBool } from 'kysely';
import type { Context } from '../platform/context.ts';
import { hasWords } from '../platform/db/words.ts';
import { choiceParam, textParam } from '../platform/params.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';

/** How an organisation stands with the alliances in reach. */
export const standings = ['member', 'unconfirmed', 'applicant', 'peer', 'lapsed', 'left', 'known', 'archived'] as const;
export type Standing = (typeof standings)[number];

/** Asks for the members of which nobody is the focal point, whatever their standing. */
export const unspoken = 'unspoken';

export interface OrganisationFilter {
  q: string;
  kind: string;
  /** The country's slug. */
  place: string;
  theme: string;
  state: Standing | typeof unspoken | '';
}

/** Reads the filters from an address. Whatever stands in it, the result is short texts. */
export const readOrganisationFilter = (params: URLSearchParams): OrganisationFilter => ({
  q: textParam(params, 'q', 100),
  kind: textParam(params, 'type', 60),
  place: textParam(params, 'place', 80),
  theme: textParam(params, 'theme', 80),
  state: choiceParam(params, 'state', ['', ...standings, unspoken])
});

/** Rows on a page. */
export const organisationsAPage = 50;

const standing = (ctx: Context, reach: number[]) => {
  const part = (more: ReturnType<typeof sql>) =>
    sql`exists (select from membership m where m.organisation_id = o.id and m.alliance_id = any(${reach}::int[]) and ${more})`;
  const member = sql`m.role in ('member', 'lead') and m.ended_at is null`;
  return sql<Standing>`case
    when o.status = 'archived' then 'archived'
    when ${part(sql`${member} and exists (select from confirmation c where c.membership_id = m.id
      and c.answered_at is null and c.due_at < ${ctx.now})`)} then 'unconfirmed'
    when ${part(member)} then 'member'
    when exists (select from application a where a.organisation_id = o.id and a.alliance_id = any(${reach}::int[])
      and a.state in ('screening', 'asked', 'deciding')) then 'applicant'
    when ${part(sql`m.role in ('peer', 'contributor') and m.ended_at is null`)} then 'peer'
    when ${part(sql`m.ended_how = 'lapsed'`)} then 'lapsed'
    when ${part(sql`m.ended_how = 'left'`)} then 'left'
    else 'known' end`;
};

/** Whether the organisation is a member and nobody who may sign in, or is invited to, is its focal point. */
const isUnspoken = (ctx: Context, reach: number[]) => sql<SqlBool>`o.status = 'active'
  and exists (select from membership m where m.organisation_id = o.id and m.alliance_id = any(${reach}::int[])
    and m.role in ('member', 'lead') and m.ended_at is null)
  and not exists (select from person_role r join person f on f.id = r.person_id where r.organisation_id = o.id
    and r.role = 'focal-point' and r.ended_at is null and (r.until is null or r.until > ${ctx.now})
    and f.suspended_at is null and f.erased_at is null)`;

function filtered(ctx: Context, filter: OrganisationFilter) {
  const reach = recordReach(ctx.actor);
  let query = ctx.db
    .selectFrom('organisation as o')
    .leftJoin('place as p', 'p.id', 'o.countryId')
    .where(organisationInReach(reach));
  if (filter.q) query = query.where(hasWords('o.words', filter.q));
  if (filter.kind) query = query.where('o.kind', '=', filter.kind);
  if (filter.place) query = query.where('p.slug', '=', filter.place);
  if (filter.theme)
    query = query.where(
      sql<SqlBool>`o.id in (select ot.organisation_id from organisation_theme ot join theme t on t.id = ot.theme_id
        left join theme above on above.id = t.parent_id where ${filter.theme} in (t.slug, above.slug))`
    );
  if (filter.state === unspoken) query = query.where(isUnspoken(ctx, reach));
  else if (filter.state) query = query.where(standing(ctx, reach), '=', filter.state);
  // What is archived is there, but not in the way.
  else query = query.where('o.status', '<>', 'archived');
  return query;
}

/** A page of what matches, and only then what is worked out for each row. */
function rows(ctx: Context, filter: OrganisationFilter, { page, pageSize }: { page: number; pageSize: number }) {
  const found = filtered(ctx, filter)
    .select(['o.id', 'o.name', 'o.shortName', 'o.kind', 'o.kindNote', 'o.city', 'p.countryCode', 'o.confirmedAt'])
    .select(['o.status', 'o.website', 'o.summary', 'o.createdAt'])
    .orderBy(byName)
    .orderBy('o.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return ctx.db
    .with(
      (cte) => cte('page').materialized(),
      () => found
    )
    .selectFrom('page as o')
    .select(['o.id', 'o.name', 'o.shortName', 'o.kind', 'o.kindNote', 'o.city', 'o.countryCode', 'o.confirmedAt'])
    .select(standing(ctx, recordReach(ctx.actor)).as('state'))
    .orderBy(byName)
    .orderBy('o.id');
}

const byName = sql`o.name collate "und-x-icu"`;

/** One page of the organisations in reach that match, by name, each with how it stands. One statement. */
export async function listOrganisations(
  ctx: Context,
  filter: OrganisationFilter,
  { page = 1, pageSize = organisationsAPage } = {}
) {
  return rows(ctx, filter, { page, pageSize }).execute();
}

/** How many match. One statement. */
export async function countOrganisations(ctx: Context, filter: OrganisationFilter): Promise<number> {
  const { count } = await filtered(ctx, filter)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The same with what only a spreadsheet has. */
export async function listOrganisationsForExport(
  ctx: Context,
  filter: OrganisationFilter,
  { page = 1, pageSize = organisationsAPage } = {}
) {
  return rows(ctx, filter, { page, pageSize })
    .select(['o.website', 'o.summary', 'o.createdAt'])
    .leftJoin(
      sql<{
        id: number;
        slugs: string;
      }>`(select ot.organisation_id as id, string_agg(t.slug, ' ' order by t.position) as slugs
        from organisation_theme ot join theme t on t.id = ot.theme_id group by ot.organisation_id)`.as('topics'),
      'topics.id',
      'o.id'
    )
    .select('topics.slugs as themes')
    .execute();
}

/** What the list can be filtered by: kinds and countries of the organisations that there are, of which there is an end. */
export async function organisationChoices(ctx: Context) {
  const { rows } = await sql<{ kind: string }>`select distinct kind from organisation order by kind`.execute(ctx.db);
  const countries = await ctx.db
    .selectFrom('place as p')
    .select(['p.slug', 'p.countryCode'])
    .where('p.kind', '=', 'country')
    .where(sql<SqlBool>`exists (select from organisation o where o.country_id = p.id)`)
    .execute();
  return { kinds: rows.map(({ kind }) => kind), countries };
}
