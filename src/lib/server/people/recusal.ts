import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../platform/context.ts';
import { personOf } from '../platform/roles.ts';

/**
 * Whether the actor withdrew, for an interest, from deciding on a subject: an application, or any decision on it. In
 * SQL, for reads of what names subjects of several kinds. Who withdrew sees nothing more of it, in whatever role.
 */
export function withdrewFrom(actor: Actor, kind: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<boolean> {
  const applications = sql`(select d.application_id from decision_voice v join decision d on d.id = v.decision_id
    where v.person_id = ${personOf(actor) ?? 0} and v.recused_at is not null)`;
  return sql<boolean>`((${kind} = 'application' and ${id} in ${applications}) or (${kind} = 'decision'
    and ${id} in (select other.id from decision other where other.application_id in ${applications})))`;
}
