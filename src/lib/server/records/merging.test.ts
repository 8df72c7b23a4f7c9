import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { wholeDatabase } from '../../../../tests/support/tables.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newOrganisation, type World } from '../../../../tests/support/world.ts';
import { personAt, giveRole } from '../people/people.ts';
import type { Actor, Context } from '../platform/context.ts';
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';
import { findKeptSlug, mergeOrganisations, organisationHoldings, undoOrganisationMerge } from './merging.ts';
import { addOrganisation } from '../membership/organisations.ts';

interface Two extends World {
  kept: number;
  merged: number;
  actor: number;
}

const within = databaseOf(async (ctx): Promise<Two> => {
  const world = await makeWorld(ctx);
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const kept = await addOrganisation(
    ctx,
    newOrganisation(world, 'play-kenya', { name: 'Play Kenya', themes: ['mobility'], country: 'KE' })
  );
  const merged = await addOrganisation(
    ctx,
    newOrganisation(world, 'play-kenya-2', {
      name: 'Play Kenya <b>Trust</b>',
      shortName: 'PKT',
      aliases: ['Cheza'],
      website: 'https://play.example',
      city: 'Nairobi',
      themes: ['mobility', 'health'],
      memberships: [
        { allianceId: world.alliances.global, role: 'member', firstSeen: 2019 },
        { allianceId: world.alliances.kenya, role: 'lead', firstSeen: 2020 }
      ]
    })
  );
  const actor = await personAt(operator, { name: 'Officer', email: 'officer@desk.example', locale: 'en' });
  const [amina, juma] = [
    await personAt(operator, { name: 'Amina', email: 'amina@play.example', locale: 'sw' }),
    await personAt(operator, { name: 'Juma', email: 'juma@play.example', locale: 'sw' })
  ];
  await giveRole(operator, amina, 'focal-point', { organisationId: kept });
  await giveRole(operator, amina, 'focal-point', { organisationId: merged });
  await giveRole(operator, juma, 'signatory', { organisationId: merged });
  await fill(ctx, world, kept, merged, actor);
  return { ...world, kept, merged, actor };
});

/** Something in every table that points to an organisation, and what both have. */
async function fill(ctx: Context, world: World, kept: number, merged: number, actor: number): Promise<void> {
  const g = world.alliances.global;
  await sql`update membership set ended_at = ${ctx.now}, ended_how = 'lapsed' where organisation_id = ${kept}`.execute(
    ctx.db
  );
  const run = (statement: ReturnType<typeof sql>) => statement.execute(ctx.db);
  await run(
    sql`insert into organisation_place values (${kept}, ${world.places.kenya}), (${merged}, ${world.places.kenya}), (${merged}, ${world.places.bangladesh})`
  );
  await run(sql`insert into application (alliance_id, reference, state, organisation_id, locale, name, focal_email, created_at, changed_at)
    values (${g}, 'AAAA-1111', 'screening', ${merged}, 'en', 'Play', 'x@play.example', ${ctx.now}, ${ctx.now})`);
  await run(
    sql`insert into steering_seat (alliance_id, organisation_id, role, position, sources) values (${g}, ${merged}, 'member', 0, '[]')`
  );
  await run(
    sql`insert into named_person (alliance_id, organisation_id, name, role, position, sources) values (${g}, ${merged}, 'N', '{}', 0, '[]')`
  );
  await run(
    sql`insert into note (subject_kind, subject_id, alliance_id, person_id, text, at) values ('organisation', ${merged}, ${g}, ${actor}, 'Note', ${ctx.now})`
  );
  for (const id of [kept, merged]) {
    await run(
      sql`insert into organisation_change (organisation_id, name, kind, asked_at) values (${id}, 'New', 'ngo', ${ctx.now})`
    );
    await run(sql`insert into task (kind, subject_kind, subject_id, title, alliance_id, audience, opened_at, due_at)
      values ('organisation.change', 'organisation', ${id}, 'T', ${g}, 'secretariat', ${ctx.now}, ${ctx.now})`);
  }
  await run(sql`insert into task (kind, subject_kind, subject_id, title, alliance_id, audience, opened_at, due_at)
    values ('organisation.first-steps', 'organisation', ${merged}, 'T', ${g}, 'secretariat', ${ctx.now}, ${ctx.now})`);
}

const as = (ctx: Context, id: number, role: Role, alliances: number[]): Context => {
  const actor: Actor = { kind: 'person', id, roles: [{ role, alliances, organisationId: null }] };
  return { ...ctx, actor };
};
const officer = (ctx: Context, two: Two) => as(ctx, two.actor, 'officer', Object.values(two.alliances));
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000)
});
const organisation = (ctx: Context, id: number) =>
  ctx.db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test(
  'every column that points to an organisation is known',
  within(async (ctx) => {
    const { rows } = await sql<{ name: string }>`
      select conrelid::regclass::text || '.' || a.attname as name from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and confrelid = 'organisation'::regclass order by 1`.execute(ctx.db);
    const known = organisationHoldings.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name).filter((name) => name !== 'organisation.merged_into_id')).toEqual(
      known.filter((name) => name.endsWith('.organisation_id')).toSorted()
    );
  })
);

describe('two records of one organisation', () => {
  test(
    'become one: what belongs to either belongs to the kept one, and the other leads to it',
    within(async (ctx, two) => {
      await mergeOrganisations(officer(ctx, two), two.kept, two.merged);
      const kept = await organisation(ctx, two.kept);
      expect(kept).toMatchObject({
        name: 'Play Kenya',
        shortName: 'PKT',
        website: 'https://play.example',
        city: 'Nairobi'
      });
      expect(kept.aliases).toEqual(['Play Kenya <b>Trust</b>', 'Cheza']);
      expect(await organisation(ctx, two.merged)).toMatchObject({ status: 'archived', mergedIntoId: two.kept });
      const parts = await ctx.db
        .selectFrom('membership')
        .selectAll()
        .where('organisationId', '=', two.kept)
        .orderBy('id')
        .execute();
      expect(parts).toMatchObject([
        { role: 'member', firstSeen: 2019, endedAt: null },
        { role: 'lead', allianceId: two.alliances.kenya }
      ]);
      const roles = await ctx.db.selectFrom('personRole').selectAll().where('endedAt', 'is', null).execute();
      expect(roles.map(({ organisationId }) => organisationId)).toEqual([two.kept, two.kept]);
      const tasks = await ctx.db
        .selectFrom('task')
        .select(['kind', 'subjectId'])
        .where('doneAt', 'is', null)
        .orderBy('kind')
        .execute();
      expect(tasks.map(({ subjectId }) => subjectId)).toEqual([two.kept, two.kept]);
      expect(await findKeptSlug(ctx, 'play-kenya-2')).toBe('play-kenya');
      expect(await findKeptSlug(ctx, 'play-kenya')).toBeUndefined();
      const docs = await sql<{ entity: number; removed: boolean }>`select entity::int, removed from search_doc
        where kind = 'organisation' order by entity`.execute(ctx.db);
      expect(docs.rows).toEqual([
        { entity: two.kept, removed: false },
        { entity: two.merged, removed: true }
      ]);
    })
  );

  test(
    'take from the merged one what was chosen, and keep the name that is given up as another name',
    within(async (ctx, two) => {
      await mergeOrganisations(officer(ctx, two), two.kept, two.merged, ['name']);
      const kept = await organisation(ctx, two.kept);
      expect(kept.name).toBe('Play Kenya <b>Trust</b>');
      expect(kept.aliases).toEqual(['Play Kenya', 'Cheza']);
    })
  );

  test(
    'are two again after undoing, every table as it was',
    within(async (ctx, two) => {
      const before = await wholeDatabase(ctx);
      const id = await mergeOrganisations(officer(ctx, two), two.kept, two.merged, ['name', 'kind', 'city']);
      expect(await wholeDatabase(ctx)).not.toEqual(before);
      await undoOrganisationMerge(officer(later(ctx, 29), two), id);
      expect(await wholeDatabase(ctx)).toEqual(before);
    })
  );

  test(
    'keep after undoing what was changed since the merge',
    within(async (ctx, two) => {
      const id = await mergeOrganisations(officer(ctx, two), two.kept, two.merged);
      await ctx.db.updateTable('organisation').set({ city: 'Mombasa' }).where('id', '=', two.kept).execute();
      const third = await addOrganisation(ctx, newOrganisation(two, 'third', { memberships: [] }));
      await ctx.db.updateTable('application').set({ organisationId: third }).execute();
      await undoOrganisationMerge(officer(ctx, two), id);
      expect((await organisation(ctx, two.kept)).city).toBe('Mombasa');
      expect(await ctx.db.selectFrom('application').select('organisationId').execute()).toEqual([
        { organisationId: third }
      ]);
    })
  );

  test(
    'are merged only by the secretariat of both, and not found by others',
    within(async (ctx, two) => {
      const { kenya, global, nairobi } = two.alliances;
      const merge = (each: Context) => mergeOrganisations(each, two.kept, two.merged);
      await expect(merge(ctx)).rejects.toThrow(Forbidden);
      await expect(merge(as(ctx, two.actor, 'alliance-lead', [global, kenya, nairobi]))).rejects.toThrow(Forbidden);
      await expect(merge(as(ctx, two.actor, 'officer', [kenya]))).rejects.toThrow(NotFound);
      await expect(merge(as(ctx, two.actor, 'focal-point', [global]))).rejects.toThrow(NotFound);
      const id = await merge(officer(ctx, two));
      await expect(undoOrganisationMerge(ctx, id)).rejects.toThrow(Forbidden);
      await expect(undoOrganisationMerge(as(ctx, two.actor, 'officer', [nairobi]), id)).rejects.toThrow(NotFound);
      await expect(undoOrganisationMerge(officer(ctx, two), id + 1)).rejects.toThrow(NotFound);
    })
  );

  test(
    'refuse to be merged twice, with themselves, and to be undone late, twice or under a later merge',
    within(async (ctx, two) => {
      const by = officer(ctx, two);
      await expect(mergeOrganisations(by, two.kept, two.kept)).rejects.toThrow(new Conflict('merge-same'));
      const id = await mergeOrganisations(by, two.kept, two.merged);
      await expect(mergeOrganisations(by, two.kept, two.merged)).rejects.toThrow(new Conflict('merge-state'));
      await expect(undoOrganisationMerge(later(by, 31), id)).rejects.toThrow(new Conflict('undo-late'));
      const third = await addOrganisation(ctx, newOrganisation(two, 'third'));
      const second = await mergeOrganisations(by, third, two.kept);
      expect(await findKeptSlug(ctx, 'play-kenya-2')).toBe('third');
      await expect(undoOrganisationMerge(by, id)).rejects.toThrow(new Conflict('undo-chained'));
      await undoOrganisationMerge(by, second);
      await undoOrganisationMerge(by, id);
      await expect(undoOrganisationMerge(by, id)).rejects.toThrow(new Conflict('undo-done'));
    })
  );
});
