import type { Context } from '../platform/context.ts';
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import {
  changeBack,
  changeRow,
  moveBack,
  moveRows,
  type Changed,
  type Holding,
  type Moved
} from '../platform/moving.ts';
import { personOf, type Role } from '../platform/roles.ts';
import { needSight, placesOf } from './places.ts';
import { canGiveRole } from './policy.ts';

/** What goes with a person. How they sign in does not: an account is nobody's but its owner's. */
const personHoldings: Holding[] = [
  {
    table: 'person_role',
    column: 'person_id',
    keys: ['id'],
    only: 't.ended_at is null',
    once: ['role', 'alliance_id', 'organisation_id'],
    onceAmong: 'ROW.ended_at is null'
  },
  {
    table: 'task',
    column: 'person_id',
    keys: ['id'],
    only: 't.done_at is null',
    once: ['kind', 'subject_kind', 'subject_id'],
    onceAmong: 'ROW.done_at is null'
  },
  { table: 'task', column: 'held_by', keys: ['id'], only: 't.done_at is null' },
  {
    table: 'decision_voice',
    column: 'person_id',
    keys: ['decision_id'],
    only: 'exists (select from decision d where d.id = t.decision_id and d.closed_at is null)',
    once: ['decision_id']
  },
  { table: 'note', column: 'subject_id', keys: ['id'], only: "t.subject_kind = 'person'" }
];

/** Days in which a merge can be undone. */
export const undoDays = 30;

/**
 * Makes two records of one person one: roles in force, open tasks and notes go to the kept one; the merged one can no
 * longer sign in, and its sessions end. Addresses stay where they are: whoever owns the merged address cannot take over
 * the kept account by it. Refused unless the actor could give every role that goes over.
 * @returns the number of the merge
 * @throws NotFound, Forbidden; Conflict `merge-same`, `self` where the actor would be merged away, `merge-state` for one
 * that is erased, suspended or merged
 */
export async function mergePeople(ctx: Context, keptId: number, mergedId: number): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if (keptId === mergedId) throw new Conflict('merge-same');
    await lockBoth(ctx, keptId, mergedId);
    const allianceId = await allowRoles(ctx, [keptId, mergedId]);
    if (mergedId === personOf(ctx.actor)) throw new Conflict('self');
    await refuseState(ctx, [keptId, mergedId]);
    const moved: Moved[] = [];
    for (const holding of personHoldings) moved.push(await moveRows(ctx, holding, mergedId, keptId));
    const changed: (Changed | undefined)[] = [];
    const doubled = await ctx.db
      .selectFrom('personRole')
      .select('id')
      .where('personId', '=', mergedId)
      .where('endedAt', 'is', null)
      .orderBy('id')
      .execute();
    const by = personOf(ctx.actor);
    for (const { id } of doubled)
      changed.push(await changeRow(ctx, 'person_role', id, { ended_at: ctx.now, ended_by: by }));
    const merged = { merged_into_id: keptId, suspended_at: ctx.now, suspended_by: by };
    changed.push(await changeRow(ctx, 'person', mergedId, merged));
    await ctx.db.deleteFrom('session').where('personId', '=', mergedId).execute();
    const { id } = await ctx.db
      .insertInto('merge')
      .values({
        kind: 'person',
        keptId,
        mergedId,
        allianceId,
        data: JSON.stringify({ moved, changed: changed.filter(Boolean) }),
        at: ctx.now,
        by
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await record(ctx, 'person.merged', { kind: 'person', id: mergedId, allianceId }, { merge: id, personId: keptId });
    return id;
  });
}

async function lockBoth(ctx: Context, keptId: number, mergedId: number): Promise<void> {
  const rows = await ctx.db
    .selectFrom('person')
    .select('id')
    .where('id', 'in', [keptId, mergedId])
    .orderBy('id')
    .forUpdate()
    .execute();
  if (rows.length < 2) throw new NotFound('person');
}

/** @throws Conflict `merge-state` */
async function refuseState(ctx: Context, ids: number[]): Promise<void> {
  const closed = await ctx.db
    .selectFrom('person')
    .select('id')
    .where('id', 'in', ids)
    .where((eb) => eb.or([eb('erasedAt', 'is not', null), eb('suspendedAt', 'is not', null)]))
    .executeTakeFirst();
  if (closed) throw new Conflict('merge-state');
}

/** @returns the alliance in whose business a merge of these is @throws NotFound for one not seen, Forbidden */
async function allowRoles(ctx: Context, ids: number[]): Promise<number> {
  const allianceId = await allianceOfMerge(ctx, ids);
  if (allianceId !== undefined) return allianceId;
  for (const id of ids) needSight(ctx, await placesOf(ctx, id));
  throw new Forbidden();
}

/** Whether the actor may make one of these people. */
export const mayMergePeople = async (ctx: Context, ids: number[]): Promise<boolean> =>
  (await allianceOfMerge(ctx, ids)) !== undefined;

/**
 * The alliance in whose business a merge of these people is, where the actor could give each role in force of theirs,
 * or, where they have none, one of the whole alliance; undefined for all others.
 */
async function allianceOfMerge(ctx: Context, ids: number[]): Promise<number | undefined> {
  const roles = await ctx.db
    .selectFrom('personRole as r')
    .leftJoin('organisation as o', 'o.id', 'r.organisationId')
    .select(['r.role', (eb) => eb.fn.coalesce('r.allianceId', 'o.allianceId').as('allianceId')])
    .distinct()
    .where('r.personId', 'in', ids)
    .where('r.endedAt', 'is', null)
    .execute();
  if (roles.length > 0)
    return roles.every(({ role, allianceId }) => canMergePeople(ctx, role as Role, allianceId))
      ? roles[0]!.allianceId!
      : undefined;
  const { id } = await ctx.db
    .selectFrom('alliance')
    .select('id')
    .where('parentId', 'is', null)
    .executeTakeFirstOrThrow();
  return canMergePeople(ctx, 'editor', id) ? id : undefined;
}

/** Into whom a person was merged, if they were. */
export const findKeptPerson = (ctx: Context, id: number): Promise<{ id: number; name: string } | undefined> =>
  ctx.db
    .selectFrom('person as p')
    .innerJoin('person as kept', 'kept.id', 'p.mergedIntoId')
    .select(['kept.id', 'kept.name'])
    .where('p.id', '=', id)
    .executeTakeFirst();

/** By a role on an alliance, not by speaking for an organisation. */
const canMergePeople = ({ actor }: Context, role: Role, allianceId: number | null) =>
  canGiveRole(actor, role, { allianceId }) && canGiveRole(actor, 'reviewer', { allianceId });

/**
 * Takes a merge of people back within thirty days: roles, tasks and notes that still stand with the kept person go
 * back, and the other may sign in again. Sessions that ended stay ended.
 * @throws NotFound, Forbidden; Conflict `undo-late`, `undo-done`, `undo-chained`
 */
export async function undoPersonMerge(ctx: Context, mergeId: number): Promise<{ keptId: number; mergedId: number }> {
  return inTransaction(ctx, async (ctx) => {
    const merge = await ctx.db
      .selectFrom('merge')
      .selectAll()
      .where('id', '=', mergeId)
      .where('kind', '=', 'person')
      .forUpdate()
      .executeTakeFirst();
    if (!merge) throw new NotFound('merge');
    const { keptId, mergedId } = merge;
    await lockBoth(ctx, keptId, mergedId);
    const allianceId = await allowRoles(ctx, [keptId, mergedId]);
    refuseUndo(ctx, merge);
    const chained = await ctx.db
      .selectFrom('person')
      .select('id')
      .where((eb) =>
        eb.or([
          eb.and([eb('id', '=', keptId), eb('mergedIntoId', 'is not', null)]),
          eb.and([eb('id', '=', mergedId), eb('mergedIntoId', 'is distinct from', keptId)])
        ])
      )
      .executeTakeFirst();
    if (chained) throw new Conflict('undo-chained');
    const { moved, changed } = merge.data as unknown as { moved: Moved[]; changed: Changed[] };
    for (const change of changed.toReversed()) await changeBack(ctx, change);
    for (const rows of moved.toReversed()) {
      const holding = personHoldings.find(({ table, column }) => table === rows.table && column === rows.column);
      if (holding) await moveBack(ctx, rows, holding, keptId, mergedId);
    }
    await ctx.db
      .updateTable('merge')
      .set({ undoneAt: ctx.now, undoneBy: personOf(ctx.actor) })
      .where('id', '=', mergeId)
      .execute();
    const data = { merge: mergeId, personId: keptId };
    await record(ctx, 'person.merge-undone', { kind: 'person', id: mergedId, allianceId }, data);
    return { keptId, mergedId };
  });
}

/** @throws Conflict `undo-done`, `undo-late` */
export function refuseUndo(ctx: Context, { undoneAt, at }: { undoneAt: Date | null; at: Date }): void {
  if (undoneAt) throw new Conflict('undo-done');
  if (at.getTime() + undoDays * 86_400_000 < ctx.now.getTime()) throw new Conflict('undo-late');
}
