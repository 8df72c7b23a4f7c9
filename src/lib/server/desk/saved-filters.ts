import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { textParam } from '../platform/params.ts';
import { personOf } from '../platform/roles.ts';

/** Lists of the desk whose filters can be kept, each with the parameters of its address. */
const filters = {
  organisations: ['q', 'state', 'type', 'place', 'theme'],
  people: ['q', 'role', 'alliance'],
  applications: ['q', 'state', 'kind'],
  messages: ['q', 'state']
} as const;
export type FilterList = keyof typeof filters;
export const filterLists = Object.keys(filters) as FilterList[];

/** What an address says of a list's filter, and nothing else that may stand in it. */
export function readFilterQuery(list: FilterList, query: string): string {
  const params = new URLSearchParams(query);
  const asked = filters[list].map((name) => [name, textParam(params, name, 200)]);
  return String(new URLSearchParams(asked.filter(([, value]) => value)));
}

/** More than anybody looks through; whoever wants another deletes one. */
const mostFilters = 50;

/**
 * Keeps a filter under a name, for the actor alone; one of the same name is replaced. It is nobody else's business, and
 * so no fact for the journal. @throws Forbidden to whoever is no person, Conflict `too-many`
 */
export async function saveFilter(ctx: Context, list: FilterList, name: string, query: string): Promise<void> {
  const personId = personOf(ctx.actor);
  allow(personId !== null);
  const kept = { query, createdAt: ctx.now };
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from saved_filter
    where person_id = ${personId} and (list, name) <> (${list}, ${name})`.execute(ctx.db);
  if (rows[0]!.count >= mostFilters) throw new Conflict('too-many');
  await ctx.db
    .insertInto('savedFilter')
    .values({ personId, list, name, ...kept })
    .onConflict((conflict) => conflict.columns(['personId', 'list', 'name']).doUpdateSet(kept))
    .execute();
}

/** The actor's own filters, by list and name. */
export async function listFilters(ctx: Context) {
  const rows = await ctx.db
    .selectFrom('savedFilter')
    .select(['id', 'name', 'list', 'query'])
    .where('personId', '=', personOf(ctx.actor) ?? 0)
    .orderBy('list')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, list: row.list as FilterList }));
}

/** Forgets a filter of one's own. @throws NotFound for one of anybody else's */
export async function deleteFilter(ctx: Context, id: number): Promise<void> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('savedFilter')
    .where('id', '=', id)
    .where('personId', '=', personOf(ctx.actor) ?? 0)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new NotFound('filter');
}
