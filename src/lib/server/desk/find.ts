import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { hasWords } from '../platform/db/words.ts';
import { fold } from '../platform/text.ts';
import { organisationsOf, reachOf, secretariat } from '../platform/roles.ts';
import { hasArrived } from '../joining/sight.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { personInReach } from '../people/queries.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { listActions } from './actions.ts';

/** What the desk's search finds, in the order in which its groups stand. */
export type FoundKind = 'action' | 'organisation' | 'person' | 'application' | 'message' | 'concern';
export interface Found {
  kind: FoundKind;
  /** What a list says: a name or a reference. */
  text: string;
  /** More to know it by: a place, an address, a state's code. */
  more: string | null;
  href: string;
}

/** Results a group; the lists of the desk have the rest. */
const aGroup = 8;
const shortest = 2;

/**
 * Everything that the actor may see and whose name, address or reference has the text; actions whose words have it.
 * Names that begin with it come first. At most six statements, however much there is. Concerns are found by their
 * whole reference alone, by the safeguarding lead.
 */
export async function findAnything(ctx: Context, text: string): Promise<Found[]> {
  const q = text.trim();
  if ([...q].length < shortest) return findActions(ctx, q);
  const groups = await Promise.all([
    findActions(ctx, q),
    findOrganisations(ctx, q),
    findPeople(ctx, q),
    findByReference(ctx, q, 'application'),
    findByReference(ctx, q, 'message'),
    findConcern(ctx, q)
  ]);
  return groups.flat();
}

/** Names that begin with the text first, then by name. */
const ranked = (name: string, q: string) =>
  sql`not starts_with(folded(${sql.ref(name)}), folded(${q})), length(${sql.ref(name)}), ${sql.ref(name)}`;

async function findActions(ctx: Context, q: string): Promise<Found[]> {
  const words = fold(q).split(' ');
  return (await listActions(ctx)).filter(({ text, more }) => {
    const said = fold(`${text} ${more ?? ''}`);
    return words.every((word) => said.includes(word));
  });
}

async function findOrganisations(ctx: Context, q: string): Promise<Found[]> {
  const [reach, own] = [recordReach(ctx.actor), organisationsOf(ctx.actor)];
  if (reach.length + own.length === 0) return [];
  const { rows } = await sql<{ id: number; name: string; city: string | null; seen: boolean }>`
    select id, name, city, seen from (
      select o.id, o.name, o.city, ${organisationInReach(reach)} as seen from organisation o
      where o.status <> 'archived' and ${hasWords('o.words', q)}
    ) found where seen or id = any(${own}::int[])
    order by ${ranked('name', q)}, id limit ${aGroup}`.execute(ctx.db);
  return rows.map(({ id, name, city, seen }) => ({
    kind: 'organisation',
    text: name,
    more: city,
    href: seen ? `/desk/organisations/${id}` : `/desk/member/${id}`
  }));
}

async function findPeople(ctx: Context, q: string): Promise<Found[]> {
  if (recordReach(ctx.actor).length === 0) return [];
  const { rows } = await sql<{ id: number; name: string; email: string }>`
    with found as materialized (select p.id, p.name, p.email, p.erased_at from person p
      where p.erased_at is null and p.merged_into_id is null and ${hasWords('p.words', q)})
    select p.id, p.name, p.email from found p where ${personInReach(ctx)}
    order by ${ranked('p.name', q)}, p.id limit ${aGroup}`.execute(ctx.db);
  return rows.map(({ id, name, email }) => ({ kind: 'person', text: name, more: email, href: `/desk/people/${id}` }));
}

async function findByReference(ctx: Context, q: string, kind: 'application' | 'message'): Promise<Found[]> {
  const reach = reachOf(ctx.actor, secretariat);
  if (reach.length === 0) return [];
  const shown =
    kind === 'application'
      ? sql`${hasArrived} and not ${withdrewFrom(ctx.actor, sql`'application'`, sql`a.id`)}`
      : sql`true`;
  const { rows } = await sql<{ name: string; reference: string }>`
    select a.name, a.reference from ${sql.table(kind)} a
    where a.alliance_id = any(${reach}::int[]) and ${shown} and ${hasWords('a.words', q)}
    order by a.id desc limit ${aGroup}`.execute(ctx.db);
  return rows.map(({ name, reference }) => ({
    kind,
    text: name,
    more: reference,
    href: `/desk/${kind}s/${reference}`
  }));
}

async function findConcern(ctx: Context, q: string): Promise<Found[]> {
  const reach = reachOf(ctx.actor, ['safeguarding-lead']);
  const reference = q.toUpperCase();
  if (reach.length === 0 || !/^[A-Z0-9]{4}-[A-Z0-9]{4}$/.test(reference)) return [];
  const { rows } = await sql<{ reference: string }>`select reference from concern
    where alliance_id = any(${reach}::int[]) and reference = ${reference}`.execute(ctx.db);
  return rows.map(({ reference }) => ({
    kind: 'concern',
    text: reference,
    more: null,
    href: `/desk/concerns/${reference}`
  }));
}
