import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { personInReach } from './queries.ts';

export interface AlikePerson {
  id: number;
  name: string;
  /** Why the two may be one: the same name, or the same address apart from dots and tags before the @. */
  why: 'same-name' | 'address';
}

/** People in reach who may be the same as this one, and can still be merged. One statement, by two indexes. */
export async function listAlikePeople(
  ctx: Context,
  { id, name, email }: { id: number; name: string; email: string }
): Promise<AlikePerson[]> {
  const { rows } = await sql<AlikePerson>`
    select p.id, p.name, case when folded(p.name) = folded(${name}) then 'same-name' else 'address' end as why
    from person p
    where p.id <> ${id} and p.erased_at is null and p.suspended_at is null and p.merged_into_id is null
      and (folded(p.name) = folded(${name}) or address_core(p.email) = address_core(${email}))
      and ${personInReach(ctx)}
    order by p.id limit 5`.execute(ctx.db);
  return rows;
}
