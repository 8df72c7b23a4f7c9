import { sql, type RawBuilder } from 'kysely';
import type { Context } from '../platform/context.ts';
import { arrivedStates } from './states.ts';

/** What an application would be a second one of. */
export interface Duplicate {
  /** A member by this name, short name, alias or website. */
  member?: { name: string; slug: string };
  /** The application of this organisation that has arrived and is not decided. */
  applicationId?: number;
}

/** A name for comparison, as `fold` makes it of a text: case, accents, white space and Arabic spellings count for nothing. */
const folded = (text: RawBuilder<unknown>) => sql<string>`translate(
  lower(unaccent(regexp_replace(btrim(${text}), '\\s+', ' ', 'g'))), 'أإآٱىة', 'ااااىه')`;

/** Sites where many have a page each: the same host means nothing there. */
const crowded = [
  'facebook.com',
  'instagram.com',
  'linkedin.com',
  'linktr.ee',
  'x.com',
  'youtube.com',
  'sites.google.com'
];
const hostOf = (address: RawBuilder<unknown>) =>
  sql<string>`lower(substring(${address} from '^[A-Za-z]+://(?:www\\.)?([^/:?#]+)'))`;

/** A member of the alliance, or an application that the alliance has, with this name or website. */
export async function findDuplicate(
  ctx: Context,
  allianceId: number,
  { name, website, except }: { name: string; website: string | null; except?: number }
): Promise<Duplicate> {
  const wanted = folded(sql`${name}::text`);
  const host = website ? (URL.parse(website)?.hostname.replace(/^www\./, '') ?? '') : '';
  const sameHost = (column: RawBuilder<unknown>) =>
    host && !crowded.includes(host) ? sql<boolean>`${hostOf(column)} = ${host}` : sql<boolean>`false`;
  const member = await ctx.db
    .selectFrom('organisation as o')
    .innerJoin('membership as m', 'm.organisationId', 'o.id')
    .select(['o.name', 'o.slug'])
    .where('m.allianceId', '=', allianceId)
    .where('m.role', '=', 'member')
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .where(
      sql<boolean>`(exists (select from unnest(array[o.name, o.short_name] || o.aliases) as known (name)
        where ${folded(sql.ref('known.name'))} = ${wanted}) or ${sameHost(sql.ref('o.website'))})`
    )
    .orderBy('o.id')
    .executeTakeFirst();
  if (member) return { member };
  const application = await ctx.db
    .selectFrom('application')
    .select('id')
    .where('allianceId', '=', allianceId)
    .where('state', 'in', arrivedStates)
    .where('id', '<>', except ?? 0)
    .where(sql<boolean>`(${folded(sql.ref('name'))} = ${wanted} or ${sameHost(sql.ref('website'))})`)
    .orderBy('id')
    .executeTakeFirst();
  return application ? { applicationId: application.id } : {};
}
