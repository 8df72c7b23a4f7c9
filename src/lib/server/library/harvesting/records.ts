import { sql, type RawBuilder } from 'kysely';
import type { Context } from '../../platform/context.ts';
import type { Localised } from '../../platform/db/json.ts';

/** A resource as harvesters get it: published, or withdrawn, in which case nothing but its address is told. */
export interface HarvestRecord {
  id: number;
  slug: string;
  type: string;
  /** The language of the record's own title and summary; the works are in `languages`. */
  language: string;
  languages: string[];
  year: number | null;
  publisher: string | null;
  licence: string | null;
  edition: string | null;
  url: string | null;
  urlIsList: boolean;
  /** When it was last changed, to the microsecond, as PostgreSQL writes it in UTC: the place in a harvest. */
  changedAt: string;
  withdrawn: boolean;
  alliance: string;
  texts: { language: string; title: string; summary: string }[];
  authors: { family: string | null; given: string | null; organisation: string | null }[];
  themes: { slug: string; label: Localised; parent: string | null }[];
  places: string[];
  file: { id: number; name: string; mediaType: string; bytes: number } | null;
}

/** Which records a harvest is of. Times are inclusive, by the second. */
export interface Selection {
  set: { kind: 'theme' | 'alliance'; slug: string } | null;
  from: Date | null;
  until: Date | null;
}

/** After which record a part of a harvest begins. */
export interface Place {
  changedAt: string;
  id: number;
}

/** Either is in the index `resource_harvested`. */
const harvested = sql`(r.published_at is not null or r.withdrawn_at is not null)`;

/** A theme has what its children have; an alliance only its own. */
function inSet(set: Selection['set']): RawBuilder<unknown> {
  if (!set) return sql`true`;
  if (set.kind === 'alliance') return sql`r.alliance_id = (select id from alliance where slug = ${set.slug})`;
  return sql`exists (select from resource_theme rt join theme th on th.id = rt.theme_id
    left join theme parent on parent.id = th.parent_id
    where rt.resource_id = r.id and ${set.slug} in (th.slug, parent.slug))`;
}

const selected = ({ set, from, until }: Selection) => sql`${harvested} and ${inSet(set)}
  and ${from ? sql`r.changed_at >= ${from}` : sql`true`}
  and ${until ? sql`r.changed_at < ${new Date(until.getTime() + 1000)}` : sql`true`}`;

const stamp = sql`to_char(r.changed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const columns = sql`r.id, r.slug, r.type, r.language, r.languages, r.year, r.publisher, r.licence, r.edition, r.url,
  r.url_is_list as "urlIsList", ${stamp} as "changedAt", r.published_at is null as withdrawn, a.slug as alliance,
  (select json_agg(json_build_object('language', t.language, 'title', t.title, 'summary', t.summary)
    order by t.language <> r.language, t.language) from resource_text t where t.resource_id = r.id) as texts,
  coalesce((select json_agg(json_build_object('family', w.family, 'given', w.given, 'organisation', w.organisation)
    order by w.position) from resource_author w where w.resource_id = r.id), '[]') as authors,
  coalesce((select json_agg(json_build_object('slug', th.slug, 'label', th.label, 'parent', parent.slug)
    order by rt.position) from resource_theme rt join theme th on th.id = rt.theme_id
    left join theme parent on parent.id = th.parent_id where rt.resource_id = r.id), '[]') as themes,
  coalesce((select json_agg(p.name order by p.name) from resource_place rp join place p on p.id = rp.place_id
    where rp.resource_id = r.id), '[]') as places,
  (select json_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type, 'bytes', f.bytes)
    from file f where f.id = r.file_id and f.public) as file`;

/** Records in the order in which they were changed, in one statement, however many. */
export async function listHarvest(
  ctx: Context,
  selection: Selection,
  after: Place | null,
  limit: number
): Promise<HarvestRecord[]> {
  const from = after ? sql`(r.changed_at, r.id) > (${after.changedAt}::timestamptz, ${after.id})` : sql`true`;
  const { rows } = await sql<HarvestRecord>`select ${columns} from resource r join alliance a on a.id = r.alliance_id
    where ${selected(selection)} and ${from} order by r.changed_at, r.id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** How many records a harvest has at this moment. */
export async function countHarvest(ctx: Context, selection: Selection): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from resource r
    where ${selected(selection)}`.execute(ctx.db);
  return rows[0]!.count;
}

/** One record; undefined where there is none, and never was. */
export async function findHarvestRecord(ctx: Context, id: number): Promise<HarvestRecord | undefined> {
  const { rows } = await sql<HarvestRecord>`select ${columns} from resource r join alliance a on a.id = r.alliance_id
    where r.id = ${id} and ${harvested}`.execute(ctx.db);
  return rows[0];
}

/** When the first of all records was last changed; the moment itself where there are none. */
export async function earliestChange(ctx: Context): Promise<Date> {
  const { rows } = await sql<{ at: Date | null }>`select min(r.changed_at) as at from resource r
    where ${harvested}`.execute(ctx.db);
  return rows[0]?.at ?? ctx.now;
}

/** The sets of the repository: themes and alliances that have records, with their names in English. */
export async function listSets(ctx: Context): Promise<{ spec: string; name: string }[]> {
  const { rows } = await sql<{ spec: string; name: string }>`
    select 'theme:' || th.slug as spec, coalesce(th.label->>'en', th.slug) as name from theme th
    where th.merged_into_id is null and exists (select from resource_theme rt join theme child on child.id = rt.theme_id
      join resource r on r.id = rt.resource_id where th.id in (child.id, child.parent_id) and ${harvested})
    union all
    select 'alliance:' || a.slug, coalesce(a.name->>'en', a.slug) from alliance a
    where exists (select from resource r where r.alliance_id = a.id and ${harvested})
    order by 1`.execute(ctx.db);
  return rows;
}
