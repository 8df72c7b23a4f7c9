import { sql, type RawBuilder, type SqlBool } from 'kysely';
import * as v from 'valibot';
import type { Context } from '../platform/context.ts';
import { isProgram, personOf, reachOf, secretariat } from '../platform/roles.ts';
import { withdrewFrom } from './recusal.ts';

/** Facts on one page. */
export const journalLength = 50;

export interface JournalEntry {
  id: number;
  at: Date;
  fact: string;
  subjectKind: string;
  subjectId: number;
  data: Record<string, unknown>;
  actorKind: string;
  actorId: number | null;
  /** Null where no person acted, or one who was erased. */
  actor: string | null;
}

const number = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))), undefined);
const date = v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined);

/** What a journal is narrowed by; whatever an address says wrongly counts as not said. */
export const journalFilter = v.object({
  person: number,
  /** A kind of fact: `role.given`, or all of a subject: `role`. */
  fact: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/))), undefined),
  /** A thing, as in `organisation:7`. */
  about: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z-]{1,40}:\d{1,9}$/))), undefined),
  from: date,
  to: date,
  /** Only what is older than the fact of this number. */
  before: number
});
export type JournalFilter = v.InferOutput<typeof journalFilter>;

/**
 * What happened in the actor's reach, the newest first: for the secretariat over its alliances and those below; what
 * belongs to no alliance is the whole alliance's. That a concern arrived is for the safeguarding lead alone.
 * @param most for exports; a page has 50
 */
export const listJournal = (ctx: Context, filter: JournalFilter, most = journalLength): Promise<JournalEntry[]> =>
  read(ctx, inReach(ctx), filter, most);

/** What the person who acts did themselves, the newest first. */
export async function listOwnActs(ctx: Context, filter: JournalFilter, most = journalLength): Promise<JournalEntry[]> {
  const id = personOf(ctx.actor);
  return id === null ? [] : read(ctx, sql`j.actor_kind = 'person' and j.actor_id = ${id}`, filter, most);
}

/** The same roles as in `canReadJournal` and `canReadJournalOfConcerns`. */
function inReach({ actor }: Context): RawBuilder<SqlBool> {
  const concerns = reachOf(actor, ['safeguarding-lead']);
  if (isProgram(actor)) return sql`j.subject_kind <> 'concern'`;
  const reach = reachOf(actor, secretariat);
  return sql`not ${withdrewFrom(actor, sql`j.subject_kind`, sql`j.subject_id`)} and (
    (j.subject_kind <> 'concern' and (j.alliance_id = any(${reach}::int[]) or (j.alliance_id is null
      and exists (select from alliance where level = 'global' and id = any(${reach}::int[])))))
    or (j.subject_kind = 'concern' and j.alliance_id = any(${concerns}::int[])))`;
}

async function read(
  ctx: Context,
  scope: RawBuilder<SqlBool>,
  { person, fact, about, from, to, before }: JournalFilter,
  most: number
): Promise<JournalEntry[]> {
  const parts = [scope];
  if (person !== undefined) parts.push(sql`j.actor_kind = 'person' and j.actor_id = ${person}`);
  if (fact?.includes('.')) parts.push(sql`j.fact = ${fact}`);
  else if (fact) parts.push(sql`j.fact like ${`${fact}.%`}`);
  if (about) {
    const [kind, id] = about.split(':');
    parts.push(sql`j.subject_kind = ${kind} and j.subject_id = ${Number(id)}`);
  }
  if (from) parts.push(sql`j.at >= ${from}::date`);
  if (to) parts.push(sql`j.at < ${to}::date + 1`);
  if (before !== undefined) parts.push(sql`j.id < ${before}`);
  const { rows } = await sql<JournalEntry>`
    select j.id::int as id, j.at, j.fact, j.subject_kind, j.subject_id::int as subject_id, j.data, j.actor_kind,
      j.actor_id, p.name as actor
    from journal j left join person p on j.actor_kind = 'person' and p.id = j.actor_id and p.erased_at is null
    where ${sql.join(parts, sql` and `)}
    order by j.id desc limit ${most}`.execute(ctx.db);
  return rows;
}
