import type { Context } from '../platform/context.ts';
import { allow, Conflict, NotFound } from '../platform/errors.ts';
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
import { personOf } from '../platform/roles.ts';
import { makeOrganisationsFindable } from '../membership/findable.ts';
import { canMerge } from '../membership/policy.ts';
import { refuseUndo } from '../people/merging.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';

const own = (table: string, keys: string[], more: Partial<Holding> = {}): Holding => ({
  table,
  column: 'organisation_id',
  keys,
  ...more
});

/** Everything that points to an organisation; a test compares it with the database. */
export const organisationHoldings: Holding[] = [
  own('activity_organisation', ['activity_id', 'position']),
  own('application', ['id']),
  own('event_host', ['event_id', 'position']),
  own('membership', ['id'], { once: ['alliance_id', 'role'] }),
  own('named_person', ['id']),
  own('organisation_change', ['id'], { once: [], onceAmong: 'ROW.decided_at is null' }),
  own('organisation_place', ['place_id'], { once: ['place_id'] }),
  own('organisation_theme', ['theme_id'], { once: ['theme_id'] }),
  own('person_role', ['id'], { once: ['person_id', 'role'], onceAmong: 'ROW.ended_at is null' }),
  own('steering_seat', ['id']),
  {
    table: 'task',
    column: 'subject_id',
    keys: ['id'],
    only: "t.subject_kind = 'organisation'",
    once: ['kind', 'subject_kind', 'person_id'],
    onceAmong: 'ROW.done_at is null'
  },
  { table: 'note', column: 'subject_id', keys: ['id'], only: "t.subject_kind = 'organisation'" }
];

/** What the kept record takes from the other where it is empty, or where it was chosen. */
export const takable = [
  'name',
  'shortName',
  'kind',
  'country',
  'city',
  'website',
  'summary',
  'does',
  'offers',
  'safeguarding'
] as const;
export type Takable = (typeof takable)[number];

type Organisation = Awaited<ReturnType<typeof lockBoth>>['kept'];

/**
 * Makes two records of one organisation one: everything that belongs to the merged one goes to the kept one, empty
 * fields are filled from it, its names become other names, and it is archived with a pointer to the kept one. `take`
 * names fields whose values come from the merged one although the kept one has some.
 * @returns the number of the merge
 * @throws NotFound, Forbidden; Conflict `merge-same`, `merge-state` for one that is archived
 */
export async function mergeOrganisations(
  ctx: Context,
  keptId: number,
  mergedId: number,
  take: readonly Takable[] = []
): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if (keptId === mergedId) throw new Conflict('merge-same');
    const { kept, merged } = await lockBoth(ctx, keptId, mergedId);
    allow(canMerge(ctx.actor, kept) && canMerge(ctx.actor, merged));
    if (kept.status === 'archived' || merged.status === 'archived') throw new Conflict('merge-state');
    const changed: (Changed | undefined)[] = await joinMemberships(ctx, keptId, mergedId);
    const moved: Moved[] = [];
    for (const holding of organisationHoldings) moved.push(await moveRows(ctx, holding, mergedId, keptId));
    changed.push(...(await endWhatStays(ctx, mergedId)));
    changed.push(await changeRow(ctx, 'organisation', keptId, joined(kept, merged, take)));
    changed.push(await changeRow(ctx, 'organisation', mergedId, { status: 'archived', merged_into_id: keptId }));
    const { id } = await ctx.db
      .insertInto('merge')
      .values({
        kind: 'organisation',
        keptId,
        mergedId,
        allianceId: kept.allianceId,
        data: JSON.stringify({ moved, changed: changed.filter(Boolean) }),
        at: ctx.now,
        by: personOf(ctx.actor)
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await makeOrganisationsFindable(ctx, [keptId, mergedId]);
    const data = { merge: id, organisationId: keptId };
    await record(
      ctx,
      'organisation.merged',
      { kind: 'organisation', id: mergedId, allianceId: merged.allianceId },
      data
    );
    return id;
  });
}

/** Both rows, locked in the order of their numbers, so that two merges never wait for one another. @throws NotFound */
async function lockBoth(ctx: Context, keptId: number, mergedId: number) {
  const rows = await ctx.db
    .selectFrom('organisation as o')
    .selectAll('o')
    .where('o.id', 'in', [keptId, mergedId])
    .where((eb) => eb.or([eb.lit(ctx.actor.kind !== 'person'), organisationInReach(recordReach(ctx.actor))]))
    .orderBy('o.id')
    .forUpdate()
    .execute();
  const at = (id: number) => rows.find((row) => row.id === id);
  const [kept, merged] = [at(keptId), at(mergedId)];
  if (!kept || !merged) throw new NotFound('organisation');
  return { kept, merged };
}

const columns: Record<Takable, (keyof Organisation)[]> = {
  name: ['name'],
  shortName: ['shortName'],
  kind: ['kind', 'kindNote'],
  country: ['countryId', 'countryConfirmed'],
  city: ['city'],
  website: ['website'],
  summary: ['summary'],
  does: ['does'],
  offers: ['offers'],
  safeguarding: ['safeguarding', 'safeguardingFileId', 'safeguardingUrl']
};
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What the kept record holds from now on, by column. */
function joined(kept: Organisation, merged: Organisation, take: readonly Takable[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of takable) {
    const [first] = columns[field];
    if (merged[first!] === null || (kept[first!] !== null && !take.includes(field))) continue;
    for (const column of columns[field]) values[snake(column)] = merged[column];
  }
  if (kept.logoFileId === null && merged.logoFileId !== null) values.logo_file_id = merged.logoFileId;
  if (merged.status === 'active') values.status = 'active';
  const called = new Set([values.name ?? kept.name, values.short_name ?? kept.shortName]);
  const names = [...kept.aliases, kept.name, kept.shortName, merged.name, merged.shortName, ...merged.aliases];
  values.aliases = [...new Set(names)].filter((name) => name !== null && !called.has(name));
  return values;
}

/** A part in one alliance that both have becomes one: since the earlier, in force if either is. */
async function joinMemberships(ctx: Context, keptId: number, mergedId: number): Promise<(Changed | undefined)[]> {
  const pairs = await ctx.db
    .selectFrom('membership as k')
    .innerJoin('membership as g', (join) =>
      join
        .onRef('g.allianceId', '=', 'k.allianceId')
        .onRef('g.role', '=', 'k.role')
        .on('g.organisationId', '=', mergedId)
    )
    .select(['k.id', 'k.since', 'k.firstSeen', 'k.endedAt', 'k.confirmedAt', 'k.charterId'])
    .select(['g.id as otherId', 'g.since as otherSince', 'g.firstSeen as otherSeen', 'g.endedAt as otherEnded'])
    .select(['g.confirmedAt as otherConfirmed', 'g.charterId as otherCharter'])
    .where('k.organisationId', '=', keptId)
    .orderBy('k.id')
    .execute();
  const changed: (Changed | undefined)[] = [];
  for (const pair of pairs) {
    const values: Record<string, unknown> = {
      since: earlier(pair.since, pair.otherSince),
      first_seen: earlier(pair.firstSeen, pair.otherSeen),
      charter_id: pair.charterId ?? pair.otherCharter,
      confirmed_at: later(pair.confirmedAt, pair.otherConfirmed)
    };
    if (pair.endedAt && !pair.otherEnded)
      Object.assign(values, { ended_at: null, ended_how: null, ended_reason: null });
    changed.push(await changeRow(ctx, 'membership', pair.id, values));
  }
  return changed;
}

const earlier = <T extends string | number>(a: T | null, b: T | null): T | null =>
  a === null || b === null ? (a ?? b) : a < b ? a : b;
const later = (a: Date | null, b: Date | null): Date | null => (a === null || b === null ? (a ?? b) : a > b ? a : b);

/** What stays with the merged record, because the kept one has the same already, is over: roles and open tasks. */
async function endWhatStays(ctx: Context, mergedId: number): Promise<(Changed | undefined)[]> {
  const roles = await ctx.db
    .selectFrom('personRole')
    .select('id')
    .where('organisationId', '=', mergedId)
    .where('endedAt', 'is', null)
    .orderBy('id')
    .execute();
  const tasks = await ctx.db
    .selectFrom('task')
    .select('id')
    .where('doneAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('subjectKind', '=', 'organisation'), eb('subjectId', '=', mergedId)]),
        eb.and([
          eb('subjectKind', '=', 'membership'),
          eb('subjectId', 'in', eb.selectFrom('membership').select('id').where('organisationId', '=', mergedId))
        ])
      ])
    )
    .orderBy('id')
    .execute();
  const by = personOf(ctx.actor);
  const changed: (Changed | undefined)[] = [];
  for (const { id } of roles)
    changed.push(await changeRow(ctx, 'person_role', id, { ended_at: ctx.now, ended_by: by }));
  for (const { id } of tasks) changed.push(await changeRow(ctx, 'task', id, { done_at: ctx.now, done_by: by }));
  return changed;
}

/**
 * Takes a merge back within thirty days: what still stands where the merge put it goes back, what was changed since
 * stays as it is now.
 * @throws NotFound, Forbidden; Conflict `undo-late`, `undo-done`, `undo-chained` when one of the two was merged on
 */
export async function undoOrganisationMerge(
  ctx: Context,
  mergeId: number
): Promise<{ keptId: number; mergedId: number }> {
  return inTransaction(ctx, async (ctx) => {
    const merge = await ctx.db
      .selectFrom('merge')
      .selectAll()
      .where('id', '=', mergeId)
      .where('kind', '=', 'organisation')
      .forUpdate()
      .executeTakeFirst();
    if (!merge) throw new NotFound('merge');
    const { keptId, mergedId } = merge;
    const { kept, merged } = await lockBoth(ctx, keptId, mergedId);
    allow(canMerge(ctx.actor, kept) && canMerge(ctx.actor, merged));
    refuseUndo(ctx, merge);
    if (kept.mergedIntoId !== null || merged.mergedIntoId !== keptId) throw new Conflict('undo-chained');
    const { moved, changed } = merge.data as unknown as { moved: Moved[]; changed: Changed[] };
    for (const change of changed.toReversed()) await changeBack(ctx, change);
    for (const rows of moved.toReversed()) {
      const holding = organisationHoldings.find(({ table, column }) => table === rows.table && column === rows.column);
      if (holding) await moveBack(ctx, rows, holding, keptId, mergedId);
    }
    await ctx.db
      .updateTable('merge')
      .set({ undoneAt: ctx.now, undoneBy: personOf(ctx.actor) })
      .where('id', '=', mergeId)
      .execute();
    await makeOrganisationsFindable(ctx, [keptId, mergedId]);
    const data = { merge: mergeId, organisationId: keptId };
    await record(
      ctx,
      'organisation.merge-undone',
      { kind: 'organisation', id: mergedId, allianceId: merged.allianceId },
      data
    );
    return { keptId, mergedId };
  });
}

/** Where the page of a merged organisation is now: the slug of the one that was kept, however often it was merged on. */
export async function findKeptSlug(ctx: Context, slug: string): Promise<string | undefined> {
  const row = await ctx.db
    .withRecursive('way', (db) =>
      db
        .selectFrom('organisation')
        .select(['id', 'mergedIntoId', 'slug', 'status'])
        .where('slug', '=', slug)
        .unionAll((eb) =>
          eb
            .selectFrom('organisation as o')
            .innerJoin('way', 'way.mergedIntoId', 'o.id')
            .select(['o.id', 'o.mergedIntoId', 'o.slug', 'o.status'])
        )
    )
    .selectFrom('way')
    .select('slug')
    .where('mergedIntoId', 'is', null)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row && row.slug !== slug ? row.slug : undefined;
}
