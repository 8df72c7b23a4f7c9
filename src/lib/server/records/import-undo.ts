import { sql } from 'kysely';
import { watchFocalPoints } from '../people/focal-points.ts';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
import { inTransaction, record, recordEach } from '../platform/journal.ts';
import { changeBack } from '../platform/moving.ts';
import { reachOf, secretariat } from '../platform/roles.ts';
import { removeDocument } from '../platform/search/put.ts';
import type { Made } from './import-writing.ts';
import { makeOrganisationsFindable } from '../membership/findable.ts';
import { organisationHoldings } from './merging.ts';
import type { ImportData } from './organisation-import.ts';
import { canImport } from '../membership/policy.ts';

/**
 * Takes an import back: deletes the records and people that it made as far as nobody has touched them since, and
 * empties again what it filled. What was worked with stays, and is named in the result.
 * @throws NotFound, Forbidden; Conflict `import-open` before it was done, `undo-done`
 */
export async function undoImport(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await ctx.db
      .selectFrom('import')
      .selectAll()
      .where('id', '=', id)
      .where('allianceId', 'in', [...reachOf(ctx.actor, secretariat), 0])
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new NotFound('import');
    allow(canImport(ctx.actor, row));
    const data = row.data as unknown as ImportData;
    if (!row.doneAt || !data.made) throw new Conflict('import-open');
    if (row.undoneAt) throw new Conflict('undo-done');
    const { made } = data;
    const untouched = await untouchedOrganisations(ctx, made, row.doneAt);
    // Roles first: with them away, who had no other is nobody's contact any more.
    const { rows: taken } = await sql<{ organisationId: number }>`delete from person_role
      where id = any(${made.roles}::int[]) and ended_at is null
      and (organisation_id = any(${untouched}::int[]) or not organisation_id = any(${made.organisations}::int[]))
      returning organisation_id`.execute(ctx.db);
    await sql`delete from organisation where id = any(${untouched}::int[])`.execute(ctx.db);
    if (made.memberships.length > 0)
      for (const organisation of untouched) await removeDocument(ctx.db, 'organisation', organisation);
    const people = await deletePeople(ctx, made, row.doneAt);
    for (const change of made.changed.toReversed()) await changeBack(ctx, change);
    const known = new Set(taken.map(({ organisationId }) => organisationId));
    for (const organisation of known)
      if (!made.organisations.includes(organisation)) await watchFocalPoints(ctx, organisation);
    await makeOrganisationsFindable(
      ctx,
      made.changed.map((change) => change.id)
    );
    const kept = await namesOf(ctx, made);
    const undone = { organisations: untouched.length, people, kept };
    await ctx.db
      .updateTable('import')
      .set({ undoneAt: ctx.now, data: JSON.stringify({ ...data, undone } satisfies ImportData) })
      .where('id', '=', id)
      .execute();
    const { allianceId } = row;
    await recordEach(
      ctx,
      'organisation.deleted',
      untouched.map((organisation) => ({ kind: 'organisation', id: organisation, allianceId }))
    );
    await record(ctx, 'import.undone', { kind: 'import', id, allianceId }, { organisations: untouched.length, people });
  });
}

/** Organisations of the import to which nothing was added and about which nothing happened since. */
async function untouchedOrganisations(ctx: Context, made: Made, doneAt: Date): Promise<number[]> {
  const own: Record<string, number[]> = { membership: made.memberships, person_role: made.roles };
  const held = organisationHoldings
    .filter(({ table }) => table !== 'organisation_theme')
    .map(
      ({ table, column, only }) => sql`not exists (select from ${sql.table(table)} t where t.${sql.ref(column)} = o.id
        and ${sql.raw(only ?? 'true')} ${own[table] ? sql`and not t.id = any(${own[table]}::int[])` : sql``})`
    );
  const { rows } = await sql<{ id: number }>`
    select o.id from organisation o where o.id = any(${made.organisations}::int[])
      and ${sql.join(held, sql` and `)}
      and not exists (select from organisation m where m.merged_into_id = o.id)
      and not exists (select from confirmation c join membership m on m.id = c.membership_id where m.organisation_id = o.id)
      and not exists (select from journal j where j.subject_kind = 'organisation' and j.subject_id = o.id
        and not (j.fact = 'organisation.added' and j.at = ${doneAt}))
      and not exists (select from journal j where j.data ->> 'organisationId' = o.id::text
        and j.data ->> 'organisationId' is not null and not (j.fact = 'role.given' and j.at = ${doneAt}))
    order by o.id for update of o`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Deletes the people of the import who have no role, never signed in, and about whom nothing happened. @returns how many */
async function deletePeople(ctx: Context, made: Made, doneAt: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    delete from person p where p.id = any(${made.people}::int[]) and p.activated_at is null and p.merged_into_id is null
      and not exists (select from person_role r where r.person_id = p.id)
      and not exists (select from person m where m.merged_into_id = p.id)
      and not exists (select from task t where t.held_by = p.id or t.person_id = p.id)
      and not exists (select from decision_voice d where d.person_id = p.id)
      and not exists (select from journal j where j.subject_kind = 'person' and j.subject_id = p.id
        and not (j.fact in ('person.added', 'role.given') and j.at = ${doneAt}))
      and not exists (select from journal j where j.data ->> 'personId' = p.id::text and j.data ->> 'personId' is not null)
    returning p.id`.execute(ctx.db);
  return rows.length;
}

/** What is left of an import: the first of its organisations and people by name. */
async function namesOf(ctx: Context, made: Made): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from organisation where id = any(${made.organisations}::int[])
    union all select name from person where id = any(${made.people}::int[]) limit 100`.execute(ctx.db);
  return rows.map(({ name }) => name);
}
