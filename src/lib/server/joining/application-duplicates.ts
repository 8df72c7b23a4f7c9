import { sql, type RawBuilder } from 'kysely';
import type { Context } from '../platform/context.ts';
import { sharedHosts } from '../membership/shared-hosts.ts';
import { arrivedStates } from './states.ts';

/** What an application would be a second one of. */
export interface Duplicate {
  /** A member by this name, short name, alias or website. */
  member?: { name: string; slug: string };
  /** The application of this organisation that has arrived and is not decided. */
  applicationId?: number;
}

interface Wanted {
  name: string;
  website: string | null;
}

/** The host by which an organisation is known, as its column has it; null where it says nothing. */
function hostOf(website: string | null): string | null {
  const host = website && URL.parse(website)?.hostname.replace(/^www\./, '');
  return host && !sharedHosts.includes(host) ? host : null;
}

/** The members of an alliance with this name or website: by two indexes, for whoever fills in the public form waits. */
export const membersAlike = (ctx: Context, allianceId: number, { name, website }: Wanted) =>
  ctx.db
    .selectFrom('organisation as o')
    .innerJoin('membership as m', 'm.organisationId', 'o.id')
    .select(['o.name', 'o.slug'])
    .where('m.allianceId', '=', allianceId)
    .where('m.role', '=', 'member')
    .where('m.endedAt', 'is', null)
    .where('o.status', '=', 'active')
    .where(sql<boolean>`(o.known_names @> array[same_name(${name})] or o.host = ${hostOf(website)})`)
    .orderBy('o.id');

const hostIn = (column: RawBuilder<unknown>) =>
  sql<string>`substring(lower(${column}) from '^[a-z]+://(?:www\\.)?([^/:?#]+)')`;

/** A member of the alliance, or an application that the alliance has, with this name or website. */
export async function findDuplicate(ctx: Context, allianceId: number, wanted: Wanted): Promise<Duplicate> {
  const member = await membersAlike(ctx, allianceId, wanted).limit(1).executeTakeFirst();
  if (member) return { member };
  // Only those that wait to be decided are compared, which an index finds: there are never many.
  const application = await ctx.db
    .selectFrom('application')
    .select('id')
    .where('allianceId', '=', allianceId)
    .where('state', 'in', arrivedStates)
    .where(
      sql<boolean>`(same_name(name) = same_name(${wanted.name}) or ${hostIn(sql.ref('website'))} = ${hostOf(wanted.website)})`
    )
    .orderBy('id')
    .executeTakeFirst();
  return application ? { applicationId: application.id } : {};
}
